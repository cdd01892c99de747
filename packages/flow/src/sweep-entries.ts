import type { DropReason, Source } from '@onceql/shared';
import { FEW, awakeSources, chunks } from './sweep-scope.js';
import type { SweepPorts } from './sweep-scope.js';

/** Seconds that an expired entry is kept at least: callers may take a stale one that their source would not offer. */
const KEEP_SECONDS = 60;

export const keepMs = ({ options }: Source): number => Math.max(options.max_stale, KEEP_SECONDS) * 1000;

type EntryPorts = Pick<SweepPorts, 'index' | 'ledger' | 'meter'>;

/**
 * Takes entries out of the index that have expired for good, and those beyond a source's quota. Their results are retired
 * in the ledger after that; whoever dies in between leaves results that no entry names, which {@link reconcileFiles} finds.
 * What was kept rendered for those who waited goes first.
 */
export async function sweepEntries(ports: SweepPorts, stop: AbortSignal | undefined): Promise<number> {
  const isAwake = awakeSources(ports);
  let dropped = 0;
  for (const source of await ports.sources.list()) {
    if (stop?.aborted) break;
    if (await isAwake(source.id)) dropped += await sweepSource(ports, source, stop);
  }
  return dropped;
}

async function sweepSource(ports: EntryPorts, source: Source, stop: AbortSignal | undefined): Promise<number> {
  await ports.index.sweep.forgetRendered(source.id);
  return (await dropExpired(ports, source, stop)) + (await keepQuota(ports, source, stop));
}

/** Goes through the sets of keys that refreshes have set aside, when nobody is served what is in them any more. */
async function dropExpired(ports: EntryPorts, source: Source, stop: AbortSignal | undefined): Promise<number> {
  const reason = { why: 'expired', keepMs: keepMs(source) } as const;
  let dropped = 0;
  for (;;) {
    const sets = await ports.index.sweep.setAside(source.id, reason.keepMs);
    if (sets.length === 0) return dropped;
    for (const set of sets) {
      for (let next: string | undefined; next !== '0'; ) {
        if (stop?.aborted) return dropped;
        const part = await ports.index.sweep.keysAside(set, next ?? '0');
        dropped += await dropAll(ports, source.id, part.items.map((key) => [key, reason] as const));
        next = part.next;
      }
      await ports.index.sweep.doneWith(source.id, set);
    }
  }
}

async function keepQuota(ports: EntryPorts, { id, options }: Source, stop: AbortSignal | undefined): Promise<number> {
  const { quota_bytes: quota } = options;
  let dropped = 0;
  while (quota !== undefined && !stop?.aborted && (await ports.index.sweep.size(id)).bytes > quota) {
    const least = await ports.index.sweep.leastUsed(id, FEW);
    const evicted = await dropAll(ports, id, least.map(({ key, usedAt }) => [key, { why: 'quota', bytes: quota, usedAt }] as const));
    // All of them are in use, or none is listed yet.
    if (evicted === 0) return dropped;
    dropped += evicted;
  }
  return dropped;
}

/** Drops entries, a few at a time, and retires their results. Answers how many were dropped. */
export async function dropAll(
  { index, ledger, meter }: EntryPorts,
  source: number,
  drops: readonly (readonly [key: string, reason: DropReason])[],
): Promise<number> {
  let count = 0;
  for (const few of chunks(drops, FEW)) {
    const done = await Promise.all(few.map(async ([key, reason]) => ({ ...(await index.sweep.drop(source, key, reason)), why: reason.why })));
    const dropped = done.flatMap((drop) => (drop.outcome === 'dropped' ? [drop] : []));
    if (dropped.length === 0) continue;
    await ledger.retireResults(dropped.map(({ result }) => result));
    for (const { why } of dropped) meter.swept(source, why, 1);
    count += dropped.length;
  }
  return count;
}
