import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { ObjectReader } from '../storage.js';
import { placeOf, type Bucket } from './bucket.js';
import { plainError, plainly } from './faults.js';

/** The SDK sends a request again, but does not read a body again that broke off. */
const TRIES = 3;

/** @throws ResultGone */
export async function openObject(bucket: Bucket, path: string): Promise<ObjectReader> {
  const { ContentLength } = await plainly(() => bucket.client.send(new HeadObjectCommand(placeOf(bucket, path))));
  if (ContentLength === undefined) throw new Error('the storage does not say how large the file is');
  return {
    size: ContentLength,
    isNear: false,
    read: (offset, length) => readRange(bucket, path, offset, length),
    close: () => Promise.resolve(),
  };
}

/** @throws ResultGone where it was removed in the meantime. */
async function readRange(bucket: Bucket, path: string, offset: number, length: number): Promise<ArrayBuffer> {
  if (length === 0) return new ArrayBuffer(0);
  const order = new GetObjectCommand({ ...placeOf(bucket, path), Range: `bytes=${offset}-${offset + length - 1}` });
  for (let left = TRIES; ; left -= 1) {
    const { Body } = await plainly(() => bucket.client.send(order));
    if (Body === undefined) throw new Error('the storage answers without the file');
    const bytes = await Body.transformToByteArray().catch((error: unknown) => {
      if (left <= 1) throw plainError(error);
    });
    if (bytes?.byteLength === length) return exactly(bytes);
    if (bytes) throw new Error('the file is shorter than it should be');
  }
}

const exactly = (bytes: Uint8Array): ArrayBuffer =>
  bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : new Uint8Array(bytes).buffer;
