import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { finalNameOf, temporaryName } from '../temporary.js';
import { placeOf, type Bucket } from './bucket.js';
import { plainly } from './faults.js';

/**
 * A list of uploads does not tell whose they are. So who begins one puts an empty object beside the results first, whose
 * name says which process writes which path, as the name of a temporary file does; it is touched while the upload lasts, and
 * goes when that is over.
 */
const SLASH = '!';

export const markOf = (path: string): string => temporaryName(path.replaceAll('/', SLASH));

/** The path out of a mark's name. */
export const markedPath = (name: string): string => finalNameOf(name).replaceAll(SLASH, '/');

/** Makes the mark, or touches it. */
export async function mark(bucket: Bucket, path: string, signal?: AbortSignal): Promise<void> {
  await putEmpty(bucket, markOf(path), signal);
}

async function putEmpty(bucket: Bucket, name: string, signal?: AbortSignal): Promise<void> {
  const order = new PutObjectCommand({ ...placeOf(bucket, name), Body: new Uint8Array(0), ...bucket.encryption });
  await plainly(() => bucket.client.send(order, signal && { abortSignal: signal }));
}

/** What time it is by the storage's own clock; by this machine's where the storage takes no object. */
export async function timeOf(bucket: Bucket): Promise<number> {
  const name = temporaryName('clock');
  try {
    await putEmpty(bucket, name);
    const { LastModified } = await plainly(() => bucket.client.send(new HeadObjectCommand(placeOf(bucket, name))));
    await removeObject(bucket, name);
    return LastModified?.getTime() ?? Date.now();
  } catch {
    return Date.now();
  }
}

export async function unmark(bucket: Bucket, path: string, signal?: AbortSignal): Promise<void> {
  await removeObject(bucket, markOf(path), signal);
}

/** No error if it is not there. */
export async function removeObject(bucket: Bucket, path: string, signal?: AbortSignal): Promise<void> {
  await plainly(() => bucket.client.send(new DeleteObjectCommand(placeOf(bucket, path)), signal && { abortSignal: signal }));
}
