import { once } from 'node:events';
import type { Response } from 'express';

/** Something goes over the line at least so often, lest somebody on the way takes it for dead. */
const BEAT_MS = 15_000;

/** One server-sent event; `data` is sent as JSON. A client that reconnects says the last `id` that it has heard. */
export interface ServerEvent {
  readonly event: string;
  readonly id?: string;
  readonly data: unknown;
}

/** Sends events as they come, for as long as the client takes them and `signal` is not aborted, then ends the answer. */
export async function sendEvents(response: Response, events: AsyncIterable<ServerEvent>, signal: AbortSignal): Promise<void> {
  response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
  // nginx would gather events, else.
  response.setHeader('X-Accel-Buffering', 'no');
  response.flushHeaders();
  const beat = setInterval(() => response.write(':\n\n'), BEAT_MS);
  try {
    for await (const event of events) {
      if (signal.aborted) break;
      if (!response.write(written(event))) await once(response, 'drain', { signal }).catch(() => undefined);
    }
  } finally {
    clearInterval(beat);
    response.end();
  }
}

const written = ({ event, id, data }: ServerEvent): string =>
  `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
