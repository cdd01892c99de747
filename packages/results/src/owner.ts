import { ResultGone } from '@onceql/shared';
import type { Installation } from '@onceql/shared';
import type { Storage } from './storage/storage.js';

/** Lies beside the results, and is none. */
const MARK = 'onceql-installation';
/** Far more than a mark ever holds. */
const LONGEST = 4096;

/** Whose the storage is; undefined where nobody has said so. @throws Error where the mark cannot be read as one. */
export async function readOwner(storage: Storage): Promise<Installation | undefined> {
  const text = await readMark(storage);
  if (text === undefined) return undefined;
  const [, id, results] = /^([0-9a-zA-Z-]{1,64}) (\d{1,15})\n$/.exec(text) ?? [];
  if (id === undefined) throw new Error(`The file ${MARK} in the results folder is damaged. Delete it if the folder is this installation's own.`);
  return { id, results: Number(results) };
}

export async function writeOwner(storage: Storage, { id, results }: Installation): Promise<void> {
  const mark = await storage.createObject(MARK);
  try {
    await mark.write(Buffer.from(`${id} ${results}\n`));
    await mark.commit();
  } finally {
    await mark.abort();
  }
}

async function readMark(storage: Storage): Promise<string | undefined> {
  try {
    const mark = await storage.open(MARK);
    try {
      return Buffer.from(await mark.read(0, Math.min(mark.size, LONGEST))).toString('latin1');
    } finally {
      await mark.close();
    }
  } catch (error) {
    if (error instanceof ResultGone) return undefined;
    throw error;
  }
}
