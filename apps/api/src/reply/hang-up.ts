import type { Response } from 'express';

/** The caller went away in mid-answer, which is no fault of ours. */
export class HangUp extends Error {}

/** Aborted when the caller has hung up, and when he has got everything. */
export function leaving(response: Response): AbortSignal {
  const left = new AbortController();
  const leave = (): void => left.abort(new HangUp());
  if (hasLeft(response)) leave();
  else response.once('close', leave);
  return left.signal;
}

/** Does the work for an answer. That the caller hangs up may end it, and is no fault; every other error is thrown. */
export async function unlessHungUp(response: Response, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isHangUp(error, response)) throw error;
  }
}

const isHangUp = (error: unknown, response: Response): boolean =>
  error instanceof HangUp || (error instanceof Error && error.name === 'AbortError' && hasLeft(response));

const hasLeft = ({ closed, destroyed }: Response): boolean => closed || destroyed;
