import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { temporaryName } from '../temporary.js';
import { placeOf, type Bucket } from './bucket.js';
import { plainly } from './faults.js';

/**
 * A list of uploads does not tell whose they are. So who begins one puts an empty object beside the results first, whose
 * name says which process writes which path, as the name of a temporary file does; it goes when the upload is over.
 */
const SLASH = '!';

export const markOf = (path: string): string => temporaryName(path.replaceAll('/', SLASH));

/** The path out of a mark's name; undefined where it is none. */
export function markedPath(name: string): string | undefined {
  const [, path] = /^\.tmp-[0-9a-f]{12}-\d+-\d+-(.+)$/.exec(name) ?? [];
  return path?.replaceAll(SLASH, '/');
}

export async function mark(bucket: Bucket, path: string): Promise<void> {
  await plainly(() => bucket.client.send(new PutObjectCommand({ ...placeOf(bucket, markOf(path)), Body: new Uint8Array(0), ...bucket.encryption })));
}

export async function unmark(bucket: Bucket, path: string, signal?: AbortSignal): Promise<void> {
  await removeObject(bucket, markOf(path), signal);
}

/** No error if it is not there. */
export async function removeObject(bucket: Bucket, path: string, signal?: AbortSignal): Promise<void> {
  await plainly(() => bucket.client.send(new DeleteObjectCommand(placeOf(bucket, path)), signal && { abortSignal: signal }));
}
