import type { Ports } from './ports.js';

/** How a caller is shown beside a run. */
export const shownCaller = (caller: string, job: string): string => `${caller} (job ${job})`;

/** Everybody who waits for a run, as shown beside it. */
export async function shownCallers({ index }: Pick<Ports, 'index'>, source: number, key: string, run: string): Promise<string[]> {
  return (await index.jobsOf(source, key, run)).map(({ job, caller }) => shownCaller(caller, job));
}
