import type { ResultStore } from '@onceql/shared';
import { fileURLToPath } from 'node:url';
import { storageFailure } from './storage/failure.js';
import { openFileStorage } from './storage/file.js';
import type { S3Options } from './storage/s3/options.js';
import type { Storage } from './storage/storage.js';
import { createResultStore } from './store.js';

const WRONG_URL =
  'RESULTS_URL must be a file:// URL with an absolute path, such as file:///var/lib/onceql, or s3://bucket or s3://bucket/prefix of letters, digits, ., _ and -';
const S3_URL = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*)\/?$/;

/**
 * Opens the store at RESULTS_URL: `file:///absolute/path`, where the folder is made if it is missing, or
 * `s3://bucket/prefix`, where the bucket has to be there.
 * @param s3 how a bucket is reached and kept
 * @throws Error, one line, for any other URL; StorageFailure where the folder or the bucket cannot be used.
 */
export async function openResultStore(url: string, s3: S3Options = {}): Promise<ResultStore> {
  const { name, open } = storageOf(url, s3);
  try {
    return createResultStore(await open());
  } catch (error) {
    throw storageFailure(`use ${name} for results`, error);
  }
}

function storageOf(url: string, options: S3Options): { readonly name: string; readonly open: () => Promise<Storage> } {
  const [, bucket, path = ''] = S3_URL.exec(url) ?? [];
  if (bucket === undefined) {
    const root = folderOf(url);
    return { name: root, open: () => openFileStorage(root) };
  }
  const prefix = path === '' ? '' : `${path.slice(1)}/`;
  // The SDK costs a start time and memory, which only those pay who use it.
  return { name: url, open: async () => (await import('./storage/s3/s3.js')).openS3Storage(bucket, prefix, options) };
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
