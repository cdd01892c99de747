/**
 * Calls `stop` on the first SIGINT or SIGTERM, and ends the process when it has settled: with 0, or with 1 if it failed.
 * Further signals change nothing.
 */
export function stopOnce(stop: (signal: string) => Promise<void>): void {
  let stopping: Promise<void> | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopping ??= stop(signal).then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}
