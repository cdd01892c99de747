import type { DropReason, HeldEntry, KeptResult, Source, StoredFile } from '@onceql/shared';
import { batched } from './batched.js';
import { expectOwnStore } from './own-store.js';
import { removeUnused } from './shared-files.js';
import { dropAll, keepMs } from './sweep-entries.js';
import { BATCH, awakeSources, isOpen, throughResults } from './sweep-scope.js';
import type { SweepPorts, SweepSettings } from './sweep-scope.js';

/** What a round found and put right. */
export interface Reconciled {
  /** Entries that had expired without a refresh having set them aside, or whose files were gone. */
  readonly entries: number;
  /** Results that no entry names any more: replaced, delivered only, or lost with the index. */
  readonly retired: number;
  /** Files that no result names. */
  readonly files: number;
}

/** A file of a run that nobody knows may be on its way into the ledger for so long: longer than a living writer tries. */
const UNKNOWN_MS = 3600_000;

/**
 * Compares entries, results and files with one another, all of them: the slow round beside the sweep, which goes by what
 * it was told. Entries are looked at one by one, for those that ran out of time or lost their files; results, for those
 * that no entry names; files, for those that no result names. The file of a run that has not ended is never touched; one
 * of a run that neither ledger nor index know is one whose index was lost before any record was made.
 * @throws StoreNotOurs before anything is deleted.
 */
export async function reconcileFiles(ports: SweepPorts, settings: Pick<SweepSettings, 'stop'> = {}, now: () => number = Date.now): Promise<Reconciled> {
  await expectOwnStore(ports);
  const { stop } = settings;
  const isAwake = awakeSources(ports);
  let entries = 0;
  for (const source of await ports.sources.list()) {
    if (!stop?.aborted && (await isAwake(source.id))) entries += await reconcileEntries(ports, source, stop);
  }
  const retired = await retireUnnamed(ports, stop);
  const files = await removeOrphans(ports, now() - UNKNOWN_MS, stop);
  const reconciled = { entries, retired, files };
  if (entries + retired + files > 0) ports.log.info({ ...reconciled, outcome: 'reconciled_files' }, 'entries, results and files brought together');
  return reconciled;
}

async function reconcileEntries(ports: SweepPorts, source: Source, stop: AbortSignal | undefined): Promise<number> {
  const { sweep } = ports.index;
  const before = await sweep.size(source.id);
  let dropped = 0;
  let bytes = 0;
  let seen = 0;
  for (let next: string | undefined; next !== '0'; ) {
    if (stop?.aborted) return dropped;
    const part = await sweep.entries(source.id, next ?? '0');
    for (const { bytes: size } of part.items) bytes += size;
    seen += part.items.length;
    dropped += await dropAll(ports, source.id, part.items.map(({ key }) => [key, { why: 'expired', keepMs: keepMs(source) }] as const));
    dropped += await dropAll(ports, source.id, await withoutFile(ports, part.items));
    next = part.next;
  }
  // A difference can be told only where nothing was made or dropped meanwhile, and no entry came twice.
  const after = await sweep.size(source.id);
  const isSame = after.bytes === before.bytes && after.entries === before.entries && seen === after.entries;
  if (isSame && bytes !== after.bytes) await sweep.correct(source.id, bytes - after.bytes);
  return dropped;
}

async function withoutFile(ports: SweepPorts, entries: readonly HeldEntry[]): Promise<(readonly [string, DropReason])[]> {
  const gone: HeldEntry[] = [];
  for (const entry of entries) if (entry.result > 0 && !(await mayBeThere(ports, entry))) gone.push(entry);
  // A volume that was taken away in the meantime has lost nothing.
  if (gone.length > 0) await expectOwnStore(ports);
  return gone.map(({ key, result }) => [key, { why: 'files_gone', result }] as const);
}

/** A file that cannot be looked at is there, for all that is known. */
async function mayBeThere({ results, log }: SweepPorts, { path, bytes }: HeldEntry): Promise<boolean> {
  try {
    return await results.has(path, bytes);
  } catch (error) {
    log.warn({ reason: String(error), path, outcome: 'not_looked_at' }, 'a file cannot be looked at; its entry stays');
    return true;
  }
}

async function retireUnnamed(ports: SweepPorts, stop: AbortSignal | undefined): Promise<number> {
  const page = (after: number): Promise<KeptResult[]> => ports.ledger.keptResults(after, BATCH);
  return throughResults(ports, page, stop, async (source, kept) => {
    const retired = await unnamed(ports, source, kept);
    if (retired.length > 0) await ports.ledger.retireResults(retired);
    return retired.length;
  });
}

/** The ledger was read before the index: what has ended there has been published here, if it ever is. */
async function unnamed({ index }: SweepPorts, source: number, results: readonly KeptResult[]): Promise<number[]> {
  const named = await index.sweep.named(source, results);
  const ids: number[] = [];
  for (const { id, run } of results) {
    // An older copy of the index may publish it once more.
    if (!named.has(id) && !isOpen(await index.readRun(source, run))) ids.push(id);
  }
  return ids;
}

async function removeOrphans(ports: SweepPorts, unknownBefore: number, stop: AbortSignal | undefined): Promise<number> {
  let count = 0;
  for await (const files of batched(untilStopped(ports.results.list(), stop), BATCH)) {
    const paths = await withoutOwner(ports, files, unknownBefore);
    if (stop?.aborted) return count;
    count += (await removeUnused(ports, paths, stop)).length;
  }
  return count;
}

async function* untilStopped<T>(items: AsyncIterable<T>, stop: AbortSignal | undefined): AsyncGenerator<T> {
  for await (const item of items) {
    if (stop?.aborted) return;
    yield item;
  }
}

async function withoutOwner(ports: SweepPorts, files: readonly StoredFile[], unknownBefore: number): Promise<string[]> {
  const isAwake = awakeSources(ports);
  const found = await ports.ledger.withoutOwner(files);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const paths: string[] = [];
  for (const { path, fate } of found) {
    const file = byPath.get(path);
    if (file && (await isAwake(file.source)) && (await mayGo(ports.index, file, fate, unknownBefore))) paths.push(path);
  }
  return paths;
}

async function mayGo(index: SweepPorts['index'], file: StoredFile, fate: 'ended' | 'unknown', unknownBefore: number): Promise<boolean> {
  if (fate === 'unknown' && file.modifiedAt.getTime() >= unknownBefore) return false;
  const view = await index.readRun(file.source, file.run);
  return fate === 'ended' ? !isOpen(view) : view === undefined;
}
