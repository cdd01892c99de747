import { within } from '@onceql/shared';

/** Whether the promise settles within so many milliseconds. Never rejects. */
export async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return within(ms, promise.then(() => true, () => true), false);
}

/** The promise's outcome, unless the signal is aborted first: then it rejects with what `because` makes. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal, because: () => Error): Promise<T> {
  if (signal.aborted) {
    promise.catch(() => undefined);
    throw because();
  }
  let stop!: () => void;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(because());
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
