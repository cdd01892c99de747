import type { InvisibleResult, KeptResult } from '@onceql/shared';
import { expectOwnStore } from './own-store.js';
import { removeCondemned, removeUnused } from './shared-files.js';
import { sweepEntries } from './sweep-entries.js';
import { BATCH, awakeSources, isOpen, throughResults } from './sweep-scope.js';
import type { SweepPorts, SweepSettings } from './sweep-scope.js';

/** What a sweep took away: entries, results that nobody could ever read, files of results that were retired. */
export interface Swept {
  readonly entries: number;
  readonly results: number;
  readonly files: number;
}

/**
 * Deletes what no caller can be served any more: entries first, out of the index; then results that their run ended
 * without; then the files of results that were retired longer ago than a download takes. Harmless beside writers, readers
 * and another sweep:
 *
 * - A run is ended in the index before the ledger says so, and what it ended with is recorded before that. So where the
 *   ledger says `ended`, callers can see the one result that the ledger's run names, and no other.
 * - But a Redis that came back with an older copy of its data may hold that run as open, and may end it once more with
 *   another result. So the index is asked after the ledger, and what it has open or has ended with is left alone.
 * - A writer that was stopped between storing and recording, and wakes up when its file is gone, records a result without
 *   a file. Its publish comes after the run's end: it is refused, and the writer drops its record. A writer that
 *   dies before that leaves a record that the next sweep finds by its run.
 * - A writer that was stopped before its publish, and wakes up when its record and file are gone, is refused likewise.
 * - A result is retired when no entry names it and its run has ended, so nothing can publish it: nobody can come to read
 *   it by its key. Just before its file goes the index is asked once more, because an older copy of it may have come back
 *   and name the result: then it is kept. One that comes back later still names a file that is gone, and who is served
 *   that is served a run instead (`files_gone`).
 * - A result goes before its file, and a retired one is noted as removed before it, so that whoever dies in between leaves
 *   a file that no result refers to: the slow round finds it.
 * - A file goes only when no result refers to it, and only after the ledger has said that none ever will (`condemnFiles`):
 *   results with equal content share it. Whoever dies after that leaves a condemned file, which the next sweep deletes.
 *
 * @throws StoreNotOurs before anything is deleted.
 */
export async function sweep(ports: SweepPorts, settings: SweepSettings): Promise<Swept> {
  await expectOwnStore(ports);
  const { stop } = settings;
  const entries = await sweepEntries(ports, stop);
  const results = await sweepInvisible(ports, stop);
  const files = (await removeCondemned(ports, BATCH, stop)) + (await removeRetired(ports, settings));
  const swept = { entries, results, files };
  if (entries + results + files > 0) ports.log.info({ ...swept, outcome: 'swept' }, 'removed what nobody is served any more');
  return swept;
}

async function sweepInvisible(ports: SweepPorts, stop: AbortSignal | undefined): Promise<number> {
  const isAwake = awakeSources(ports);
  let count = 0;
  let after = 0;
  for (;;) {
    const { found, last } = await ports.ledger.invisibleResults(after, BATCH);
    for (const result of found) {
      if (!stop?.aborted && (await isAwake(result.source)) && (await dropped(ports, result))) count += 1;
    }
    if (last === undefined || stop?.aborted) return count;
    after = last;
  }
}

async function dropped(ports: SweepPorts, { id, path, source, run }: InvisibleResult): Promise<boolean> {
  const view = await ports.index.readRun(source, run);
  if (view?.result === id) await ports.ledger.settleResult(id);
  if (view?.result === id || isOpen(view)) return false;
  await ports.ledger.dropResult(id);
  // A file that stays is condemned, or another result's as well.
  await removeUnused(ports, [path]);
  return true;
}

async function removeRetired(ports: SweepPorts, { graceSeconds, stop }: SweepSettings): Promise<number> {
  const page = (after: number): Promise<KeptResult[]> => ports.ledger.retiredResults(after, graceSeconds, BATCH);
  return throughResults(ports, page, stop, (source, retired) => removeOf(ports, source, retired, stop));
}

async function removeOf(ports: SweepPorts, source: number, retired: readonly KeptResult[], stop: AbortSignal | undefined): Promise<number> {
  const named = await ports.index.sweep.named(source, retired);
  if (named.size > 0) await ports.ledger.keepResults([...named]);
  const over: KeptResult[] = [];
  for (const result of retired) {
    if (stop?.aborted) break;
    if (!named.has(result.id) && !isOpen(await ports.index.readRun(source, result.run))) over.push(result);
  }
  if (over.length === 0) return 0;
  await ports.ledger.resultsRemoved(over.map(({ id }) => id));
  return (await removeUnused(ports, over.map(({ path }) => path), stop)).length;
}
