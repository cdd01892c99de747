import type { Response } from 'express';
import type { Context } from '../context.js';

/** Aborted when nobody listens for the answer any more: the caller has gone, or the process drains. */
export function gone({ draining }: Pick<Context, 'draining'>, response: Response): AbortSignal {
  const closed = new AbortController();
  const abort = (): void => closed.abort();
  if (draining.aborted || response.closed || response.destroyed) {
    abort();
    return closed.signal;
  }
  draining.addEventListener('abort', abort, { once: true });
  response.once('close', () => {
    draining.removeEventListener('abort', abort);
    abort();
  });
  return closed.signal;
}
