import { ADMIN_KEY } from './place.js';
import type { Program } from './programs.js';

/** An answer of the API; undefined where none came. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

const PATIENCE_MS = 45_000;

/** Sends a request to one API process. Undefined: it is not there, died meanwhile, or the caller has gone. */
export async function ask(api: Program, method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Reply | undefined> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    const response = await fetch(api.url + path, {
      method,
      headers: { Authorization: `Key ${ADMIN_KEY}` },
      signal: signal ? AbortSignal.any([patience, signal]) : patience,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  } catch {
    return undefined;
  }
}

/** A job as it is answered. */
export interface JobReply {
  readonly id: string;
  readonly status: number;
  readonly error: string;
  readonly cache: string;
  readonly query_result_id: number | null;
}

/** The job that was answered, if one was. */
export function jobIn(reply: Reply | undefined): JobReply | undefined {
  return reply?.status === 200 ? (reply.json as { job?: JobReply } | undefined)?.job : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
