import type { Result, StoredRows } from '@onceql/shared';
import { patiently } from './patience.js';
import type { Ports } from './ports.js';
import { dropAll } from './sweep-entries.js';

export type FilePorts = Pick<Ports, 'ledger' | 'results' | 'log'>;

/** The path of a file of the source with the same content, if there is one. Never throws. */
export async function findEqual(ports: FilePorts, source: number, stored: StoredRows): Promise<string | undefined> {
  try {
    return await equalFile(ports, source, stored);
  } catch (error) {
    ports.log.warn({ reason: String(error), outcome: 'not_shared' }, 'a file with the same content is not looked for');
    return undefined;
  }
}

/**
 * Records a result. One whose content the source has stored before refers to that file, and its own is deleted: the
 * ledger decides that in one step with what it knows to be deleted, so nothing refers to a file that goes.
 * @param equal as {@link findEqual} has it
 * @throws Error where it cannot be recorded
 */
export async function recordShared(ports: FilePorts, result: Omit<Result, 'id'>, equal: string | undefined): Promise<Result> {
  const recorded = await patiently(() => ports.ledger.addResult(result, equal)).catch(async (error: unknown) => {
    // Only the ledger knows whether the record is there all the same; where it does not answer, a sweep finds the file.
    await removeUnused(ports, [result.stored.path]).catch(() => undefined);
    throw error;
  });
  // It has no record: one that stays is found by its run, which has ended with another file.
  if (recorded.stored.path !== result.stored.path) await removeFile(ports, result.stored.path);
  return recorded;
}

async function equalFile(ports: FilePorts, source: number, stored: StoredRows): Promise<string | undefined> {
  if (stored.contentHash === undefined) return undefined;
  const path = await ports.ledger.findFile(source, stored.contentHash);
  if (path === undefined || path === stored.path) return undefined;
  if (await ports.results.has(path, stored.bytes)) return path;
  // Cut short or deleted by hand.
  await ports.ledger.unshareFile(path);
  await removeUnused(ports, [path]);
  return undefined;
}

/**
 * Sets aside a result whose file was found damaged: the next run of its key, or of whatever has the same content, stores a
 * file of its own. Not shared first, so that whoever claims that run finds it so.
 */
export async function setDamagedAside(ports: Pick<Ports, 'ledger' | 'index' | 'meter' | 'log'>, { id, sourceId, key, stored }: Result): Promise<void> {
  ports.log.error({ result: id, path: stored.path, outcome: 'damaged' }, 'the file of a result is damaged: it is served and shared no more');
  await ports.ledger.unshareFile(stored.path);
  await dropAll(ports, sourceId, [[key, { why: 'files_gone', result: id }]]);
}

/**
 * Deletes those of the files that no result refers to; answers their paths. Whoever dies on the way leaves files that
 * are condemned, which `removeCondemned` deletes.
 */
export async function removeUnused(ports: FilePorts, paths: readonly string[], stop?: AbortSignal): Promise<string[]> {
  if (paths.length === 0) return [];
  return removeAll(ports, await ports.ledger.condemnFiles([...new Set(paths)]), stop);
}

/** Deletes what was condemned and not deleted, `few` at a time; those that cannot be deleted hold up no others. Answers how many files. */
export async function removeCondemned(ports: FilePorts, few: number, stop?: AbortSignal): Promise<number> {
  let count = 0;
  for (let after: string | undefined = ''; after !== undefined && !stop?.aborted; ) {
    const condemned: string[] = await ports.ledger.condemnedFiles(after, few);
    count += (await removeAll(ports, condemned, stop)).length;
    after = condemned.at(-1);
  }
  return count;
}

async function removeAll(ports: FilePorts, condemned: readonly string[], stop: AbortSignal | undefined): Promise<string[]> {
  const removed: string[] = [];
  for (const path of condemned) {
    if (stop?.aborted) break;
    if (await removeFile(ports, path)) removed.push(path);
  }
  if (removed.length > 0) await ports.ledger.forgetFiles(removed);
  return removed;
}

/** One file that cannot be deleted now is no reason to leave the others. False: it is there still. */
async function removeFile({ results, log }: Pick<Ports, 'results' | 'log'>, path: string): Promise<boolean> {
  try {
    await results.remove(path);
    return true;
  } catch (error) {
    log.warn({ err: error, path, outcome: 'not_removed' }, 'a file cannot be deleted; the next sweep tries again');
    return false;
  }
}
