import type { ResultStore } from '@onceql/shared';
import { fileURLToPath } from 'node:url';
import { storageFailure } from './storage/failure.js';
import { openFileStorage } from './storage/file.js';
import { createResultStore } from './store.js';

const WRONG_URL = 'RESULTS_URL must be a file:// URL with an absolute path, such as file:///var/lib/onceql';

/**
 * Opens the store at RESULTS_URL, `file:///absolute/path`; the folder is made if it is missing.
 * @throws Error, one line, for any other URL; StorageFailure where the folder cannot be used.
 */
export async function openResultStore(url: string): Promise<ResultStore> {
  const root = folderOf(url);
  try {
    return createResultStore(await openFileStorage(root));
  } catch (error) {
    throw storageFailure(`use ${root} for results`, error);
  }
}

function folderOf(url: string): string {
  const parsed = url.startsWith('file:///') && URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || parsed.search || parsed.hash || url.includes('%00')) throw new Error(WRONG_URL);
  try {
    return fileURLToPath(parsed);
  } catch (error) {
    throw new Error('RESULTS_URL holds an encoded slash, which no folder name can', { cause: error });
  }
}
