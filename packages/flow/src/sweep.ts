import { isEnded } from '@onceql/shared';
import type { InvisibleResult, RunView, StoredFile } from '@onceql/shared';
import { batched } from './batched.js';
import type { Ports } from './ports.js';

type SweepPorts = Pick<Ports, 'ledger' | 'index' | 'results' | 'log'>;

/** What a sweep took away. */
export interface Swept {
  readonly results: number;
  readonly files: number;
}

/** Files and records that are looked at together. */
const BATCH = 500;
/** A file of a run that nobody knows may be on its way into the ledger for so long. */
const UNKNOWN_MS = 3600_000;

/**
 * Deletes what no caller can ever read: results that their run ended without, and files that no result names. Harmless
 * beside writers and beside another sweep:
 *
 * - A run is ended in the index before the ledger says so, and what it ended with is recorded before that. So where the
 *   ledger says `ended`, callers can see the one result that the ledger's run names, and no other.
 * - But a Redis that came back with an older copy of its data may hold that run as open, and may end it once more with
 *   another result. So the index is asked after the ledger, and what it has open or has ended with is left alone.
 * - A writer that was stopped between storing and recording, and wakes up when its file is gone, records a result without
 *   a file. Its publish comes after the run's end: it is refused, and the writer drops its record. A writer that
 *   dies before that leaves a record that the next sweep finds by its run.
 * - A writer that was stopped before its publish, and wakes up when its record and file are gone, is refused likewise.
 * - The file of a run that has not ended is never touched. A run that ledger and index do not know is one whose index
 *   was lost before any record was made; an hour is longer than a living writer tries to record.
 * - A result goes before its file, so that whoever dies in between leaves a file without an owner, which is swept again.
 *
 * @param stop Aborted when the process has to go: the rest is left to the next sweep.
 */
export async function sweep(ports: SweepPorts, now: () => number = Date.now, stop?: AbortSignal): Promise<Swept> {
  const swept = { results: await sweepResults(ports, stop), files: await sweepFiles(ports, now, stop) };
  if (swept.results + swept.files > 0) ports.log.info({ ...swept, outcome: 'swept' }, 'removed what nobody can read');
  return swept;
}

async function sweepResults(ports: SweepPorts, stop: AbortSignal | undefined): Promise<number> {
  let count = 0;
  let after = 0;
  for (;;) {
    const { found, last } = await ports.ledger.invisibleResults(after, BATCH);
    for (const result of found) if (!stop?.aborted && (await dropped(ports, result))) count += 1;
    if (last === undefined || stop?.aborted) return count;
    after = last;
  }
}

async function dropped({ ledger, index, results }: SweepPorts, { id, path, source, run }: InvisibleResult): Promise<boolean> {
  const view = await index.readRun(source, run);
  if (view?.result === id) await ledger.settleResult(id);
  if (view?.result === id || isOpen(view)) return false;
  await ledger.dropResult(id);
  await results.remove(path);
  return true;
}

const isOpen = (view: RunView | undefined): boolean => view !== undefined && !isEnded(view.state);

async function sweepFiles(ports: SweepPorts, now: () => number, stop: AbortSignal | undefined): Promise<number> {
  let count = 0;
  for await (const files of batched(untilStopped(ports.results.list(), stop), BATCH)) {
    for (const path of await withoutOwner(ports, files, now() - UNKNOWN_MS)) {
      if (stop?.aborted) return count;
      await ports.results.remove(path);
      count += 1;
    }
  }
  return count;
}

async function* untilStopped<T>(items: AsyncIterable<T>, stop: AbortSignal | undefined): AsyncGenerator<T> {
  for await (const item of items) {
    if (stop?.aborted) return;
    yield item;
  }
}

async function withoutOwner({ ledger, index }: SweepPorts, files: readonly StoredFile[], unknownBefore: number): Promise<string[]> {
  const found = await ledger.withoutOwner(files);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const paths: string[] = [];
  for (const { path, fate } of found) {
    const file = byPath.get(path);
    if (file && (await mayGo(index, file, fate, unknownBefore))) paths.push(path);
  }
  return paths;
}

async function mayGo(index: SweepPorts['index'], file: StoredFile, fate: 'ended' | 'unknown', unknownBefore: number): Promise<boolean> {
  if (fate === 'unknown' && file.modifiedAt.getTime() >= unknownBefore) return false;
  const view = await index.readRun(file.source, file.run);
  return fate === 'ended' ? !isOpen(view) : view === undefined;
}
