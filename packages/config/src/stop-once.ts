/** Seconds beyond the grace time after which a process that cannot stop in good order ends all the same. */
const PATIENCE_SECONDS = 5;

/**
 * Calls `stop` on the first SIGINT or SIGTERM, and ends the process when it has settled: with 0, or with 1 if it failed
 * or took longer than the grace time and a little more. Further signals change nothing.
 */
export function stopOnce(stop: (signal: string) => Promise<void>, graceSeconds: number): void {
  let stopping: Promise<void> | undefined;
  const begin = (signal: string): Promise<void> => {
    setTimeout(() => process.exit(1), (graceSeconds + PATIENCE_SECONDS) * 1000).unref();
    return stop(signal).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopping ??= begin(signal);
    });
  }
}
