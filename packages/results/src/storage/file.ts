import { ResultGone } from '@onceql/shared';
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, opendir, rename, rm, stat, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { errorCode } from './failure.js';
import { keepTouching, touchFile, TOUCH_MS } from './heartbeat.js';
import { isLeftBehind, isTemporary, temporaryName } from './temporary.js';
import { checkPath, type ObjectInfo, type ObjectReader, type ObjectWriter, type Storage } from './storage.js';

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/**
 * A folder, local or shared. Files come to light by rename and are durable before that.
 * Throws if the folder cannot be made or may not be written to.
 * @param touchMs after how many ms each an unfinished file is touched
 */
export async function openFileStorage(root: string, touchMs = TOUCH_MS): Promise<Storage> {
  await mkdir(root, { recursive: true, mode: PRIVATE_FOLDER });
  await access(root, constants.R_OK | constants.W_OK | constants.X_OK);
  const lasting = new Set<string>();
  const stuck = new Set<string>();
  return {
    async createObject(path) {
      if (stuck.size > 0) await removeAll(stuck);
      return createFile({ root, lasting, stuck, touchMs }, checkPath(path));
    },
    open: (path) => openFile(join(root, checkPath(path))),
    remove: (path) => rm(join(root, checkPath(path)), { force: true }),
    list: () => listFolder(root, ''),
    cleanTemporary: async () => (await removeAll(stuck)) + (await cleanFolder(root, clockOf(root))),
  };
}

interface Folder {
  readonly root: string;
  /** Folders whose own names this process has made durable, up to the root. */
  readonly lasting: Set<string>;
  /** Files that were given up and could not be deleted then: their writer lives, so nobody else takes them for left behind. */
  readonly stuck: Set<string>;
  readonly touchMs: number;
}

async function createFile({ root, lasting, stuck, touchMs }: Folder, path: string): Promise<ObjectWriter> {
  const final = join(root, path);
  const folder = dirname(final);
  const temporary = join(folder, temporaryName(`${randomBytes(4).toString('hex')}-${relative(folder, final)}`));
  const handle = await openNew(temporary, async () => {
    const made = await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
    if (made !== undefined) lasting.delete(folder);
  });
  const stopTouching = keepTouching(touchFile(handle), touchMs);
  let visible: 'no' | 'not yet durable' | 'yes' = 'no';
  let synced: Promise<FileHandle> | undefined;
  const sync = (): Promise<FileHandle> => (synced ??= syncFile(handle, folder));
  return {
    write: (chunk) => handle.writeFile(chunk),
    sync: async () => void (await sync()),
    async commit() {
      const place = await sync();
      await stopTouching();
      await rename(temporary, final);
      visible = 'not yet durable';
      await Promise.all([lasting.has(folder) ? place.sync() : syncFolders(root, folder), handle.close()]);
      lasting.add(folder);
      visible = 'yes';
      void closeQuietly(place);
    },
    async abort() {
      if (visible === 'yes') return;
      await stopTouching();
      await closeQuietly(handle);
      await synced?.then(closeQuietly, () => undefined);
      const file = visible === 'no' ? temporary : final;
      stuck.add(file);
      await rm(file, { force: true });
      stuck.delete(file);
    },
  };
}

/** A new file, whose folder is made where it is not there: mostly it is. */
async function openNew(file: string, makeFolder: () => Promise<void>): Promise<FileHandle> {
  try {
    return await open(file, 'wx', PRIVATE_FILE);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    await makeFolder();
    return open(file, 'wx', PRIVATE_FILE);
  }
}

/** Makes the file's bytes durable, and opens its folder meanwhile. */
async function syncFile(handle: FileHandle, folder: string): Promise<FileHandle> {
  const opening = open(folder, 'r');
  opening.catch(() => undefined); // heard of where it is awaited
  try {
    await handle.sync();
  } catch (error) {
    await opening.then(closeQuietly, () => undefined);
    throw error;
  }
  return opening;
}

/** Deletes what can be deleted by now; answers how many. */
async function removeAll(stuck: Set<string>): Promise<number> {
  let removed = 0;
  for (const file of stuck) {
    await rm(file, { force: true }).then(() => (removed += Number(stuck.delete(file))), () => undefined);
  }
  return removed;
}

/** From the file's own folder up to the root: a folder made for this file must not be lost either. */
async function syncFolders(root: string, folder: string): Promise<void> {
  const depth = relative(root, folder).split(sep).length;
  for (let at = folder, i = 0; i <= depth; at = dirname(at), i++) {
    await syncFolder(at);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

async function openFile(file: string): Promise<ObjectReader> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw errorCode(error) === 'ENOENT' ? new ResultGone('The file of this result is not there any more', { cause: error }) : error;
  });
  try {
    const { size } = await handle.stat();
    return { size, isNear: true, read: (offset, length) => readFully(handle, offset, length), close: () => closeQuietly(handle) };
  } catch (error) {
    await closeQuietly(handle);
    throw error;
  }
}

async function readFully(handle: FileHandle, offset: number, length: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw new Error('the file is shorter than it should be');
    done += bytesRead;
  }
  return bytes.buffer;
}

async function closeQuietly(handle: FileHandle): Promise<void> {
  // A second close answers EBADF; after an abort nobody cares about a first one that failed.
  await handle.close().catch(() => undefined);
}

async function* listFolder(root: string, folder: string): AsyncGenerator<ObjectInfo> {
  for await (const entry of await opendir(join(root, folder))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* listFolder(root, path);
    else if (entry.isFile() && !isTemporary(entry.name)) yield* infoOf(root, path);
  }
}

async function* infoOf(root: string, path: string): AsyncGenerator<ObjectInfo> {
  try {
    const { size, mtime } = await stat(join(root, path));
    yield { path, bytes: size, modifiedAt: mtime };
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** What time it is by the folder's own clock, asked once and only where it has to be. */
function clockOf(root: string): () => Promise<number> {
  let now: Promise<number> | undefined;
  return () => (now ??= timeOf(root));
}

async function timeOf(root: string): Promise<number> {
  const probe = join(root, temporaryName(`${randomBytes(4).toString('hex')}-clock`));
  try {
    const handle = await open(probe, 'wx', PRIVATE_FILE);
    const { mtimeMs } = await handle.stat().finally(() => closeQuietly(handle));
    await rm(probe, { force: true });
    return mtimeMs;
  } catch {
    // A full folder takes no file, and has to be cleaned all the more.
    return Date.now();
  }
}

async function cleanFolder(folder: string, clock: () => Promise<number>): Promise<number> {
  let removed = 0;
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removed += await cleanFolder(path, clock);
    else if (entry.isFile() && isTemporary(entry.name) && (await removeLeftBehind(path, entry.name, clock))) removed++;
  }
  return removed;
}

/** False where its writer lives, was quicker, or is none of ours. */
async function removeLeftBehind(path: string, name: string, clock: () => Promise<number>): Promise<boolean> {
  try {
    // The clock first: a file that is touched in between is younger than it says.
    if (!(await isLeftBehind(name, async () => (await clock()) - (await stat(path)).mtimeMs))) return false;
    await unlink(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
