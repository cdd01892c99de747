import { parseExact } from './exact-json.js';
import { pause } from './pause.js';

/** The API answered with an error; its message is made for people. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  /** The key is not known: the API answers as if nothing were there. */
  get isAboutKey(): boolean {
    return this.status === 401 || (this.status === 404 && this.message.includes('Please login'));
  }
}

/** What the page does when the API is away: seconds until it is asked again, undefined when it is back. */
export type OnAway = (seconds: number | undefined) => void;

export interface Request {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Seconds between the tries to reach an API that is away; the last one is repeated. */
const PATIENCE = [1, 2, 4, 8];

/** Answers of a proxy, or of the API while Redis or Postgres is away. */
const AWAY = new Set([502, 503, 504]);

/** Sends requests with the key, and sends them again for as long as the API is away. */
export class Connection {
  readonly #key: () => string;
  readonly #onAway: OnAway;

  constructor(key: () => string, onAway: OnAway) {
    this.#key = key;
    this.#onAway = onAway;
  }

  /** The answer, its body not read yet. @throws Refused; AbortError when the signal says so */
  async send(method: string, path: string, request: Request = {}): Promise<Response> {
    for (let tries = 0; ; tries++) {
      const response = await this.#once(method, path, request);
      if (response !== undefined) {
        if (tries > 0) this.#onAway(undefined);
        if (!response.ok) throw await refusal(response);
        return response;
      }
      const seconds = PATIENCE[Math.min(tries, PATIENCE.length - 1)] ?? 1;
      this.#onAway(seconds);
      await pause(seconds * 1000, request.signal);
    }
  }

  /** The answer's body; every digit of its numbers is kept. @throws Refused */
  async json<T>(method: string, path: string, request: Request = {}): Promise<T> {
    const response = await this.send(method, path, request);
    return parseExact(await response.text()) as T;
  }

  /** Undefined: the API is away. */
  async #once(method: string, path: string, { body, headers, signal }: Request): Promise<Response | undefined> {
    try {
      const response = await fetch(path, {
        method,
        headers: { Authorization: `Key ${this.#key()}`, ...headers },
        // Answers say how true a result still is; the browser's own copy would go on saying it for a year.
        cache: 'no-store',
        credentials: 'omit',
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      });
      return AWAY.has(response.status) ? undefined : response;
    } catch (error) {
      if (signal?.aborted === true || !(error instanceof TypeError)) throw error;
      return undefined;
    }
  }
}

async function refusal(response: Response): Promise<Refused> {
  const text = await response.text();
  return new Refused(response.status, messageIn(text) ?? `The API answered ${response.status}.`);
}

function messageIn(text: string): string | undefined {
  try {
    const body = JSON.parse(text) as { message?: unknown; job?: { error?: unknown } } | null;
    const message = body?.message ?? body?.job?.error;
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
