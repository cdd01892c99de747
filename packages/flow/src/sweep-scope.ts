import { isEnded, within } from '@onceql/shared';
import type { KeptResult, RunView } from '@onceql/shared';
import type { Ports } from './ports.js';

export type SweepPorts = Pick<Ports, 'ledger' | 'index' | 'results' | 'sources' | 'meter' | 'log'>;

export interface SweepSettings {
  /** Seconds that the file of a result stays after it was retired. */
  readonly graceSeconds: number;
  /** Aborted when the process has to go: the rest is left to the next round. */
  readonly stop?: AbortSignal;
}

/** Records, files and keys that are looked at together. */
export const BATCH = 500;
/** Keys of entries that are sent to Redis at once, each in a command of its own. */
export const FEW = 20;
/** Milliseconds in which the Redis node of a source has to answer, so that one that is down holds up nobody else. */
const AWAKE_MS = 5_000;

/** Tells which sources' parts of the index answer, asked once in a round. */
export function awakeSources({ index }: SweepPorts): (source: number) => Promise<boolean> {
  const asked = new Map<number, Promise<boolean>>();
  const ask = (source: number): Promise<boolean> => within(AWAKE_MS, index.sweep.size(source).then(() => true, () => false), false);
  return (source) => {
    const answer = asked.get(source) ?? ask(source);
    asked.set(source, answer);
    return answer;
  };
}

/**
 * Goes through results of the ledger page by page, each source's apart, without those of a source whose part of the index
 * is down. Answers what `each` counted, added up.
 * @param page the results behind an id, by id
 */
export async function throughResults(
  ports: SweepPorts,
  page: (after: number) => Promise<readonly KeptResult[]>,
  stop: AbortSignal | undefined,
  each: (source: number, results: readonly KeptResult[]) => Promise<number>,
): Promise<number> {
  const isAwake = awakeSources(ports);
  let count = 0;
  for (let after: number | undefined = 0; after !== undefined; ) {
    const found = await page(after);
    for (const [source, results] of bySource(found)) {
      if (stop?.aborted) return count;
      if (await isAwake(source)) count += await each(source, results);
    }
    after = stop?.aborted ? undefined : found.at(-1)?.id;
  }
  return count;
}

export const isOpen = (view: RunView | undefined): boolean => view !== undefined && !isEnded(view.state);

/** The items that belong to each source. */
function bySource<T extends { readonly source: number }>(items: readonly T[]): Map<number, T[]> {
  const sources = new Map<number, T[]>();
  for (const item of items) sources.set(item.source, [...(sources.get(item.source) ?? []), item]);
  return sources;
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
