/** Milliseconds since 1970 that never go back: all times of a storm are told by it. */
export const now = (): number => performance.timeOrigin + performance.now();

/** Resolves after so many milliseconds, or as soon as `signal` is aborted. Never rejects. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}

/** The moment of {@link now} that a time of the machine's own clock stands for, such as a server's header shows. */
export const fromWall = (ms: number): number => ms - (Date.now() - now());
