import type { FileHandle } from 'node:fs/promises';

/** How often a living writer touches what it is writing. */
export const TOUCH_MS = 60_000;
/** The coarsest times that file systems keep. */
const GRAIN_MS = 2_000;

/** Stops the touching; answers when none is under way any more. Twice is harmless. */
export type Stop = () => Promise<void>;

/**
 * Touches again and again until it is stopped, one at a time; one that fails is made up for by the next. A process that has
 * nothing else to do may end.
 */
export function keepTouching(touch: (stopped: AbortSignal) => Promise<void>, everyMs = TOUCH_MS): Stop {
  const stopped = new AbortController();
  let underWay: Promise<void> | undefined;
  const timer = setInterval(() => {
    underWay ??= touch(stopped.signal).catch(() => undefined).finally(() => (underWay = undefined));
  }, everyMs).unref();
  return async () => {
    clearInterval(timer);
    stopped.abort();
    await underWay;
  };
}

/**
 * Moves a file's time on where nothing is written to it. By the clock of its file system, which only the file's own time
 * tells: by as much as has passed here since that was seen.
 */
export function touchFile(handle: FileHandle): () => Promise<void> {
  let seen: { readonly mtimeMs: number; readonly at: number } | undefined;
  return async () => {
    const at = performance.now();
    const { mtimeMs } = await handle.stat();
    const isIdle = seen !== undefined && Math.abs(mtimeMs - seen.mtimeMs) < GRAIN_MS;
    const next = mtimeMs + (isIdle && seen ? at - seen.at : 0);
    if (isIdle) await handle.utimes(next / 1000, next / 1000);
    seen = { mtimeMs: next, at };
  };
}
