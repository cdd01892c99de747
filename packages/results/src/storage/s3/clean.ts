import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { RESULT_PATH } from '../storage.js';
import { isLeftBehind } from '../temporary.js';
import type { Bucket } from './bucket.js';
import { plainly } from './faults.js';
import { listObjects } from './list.js';
import { markedPath, removeObject, timeOf } from './marks.js';
import { abortUpload } from './multipart.js';

interface Upload {
  readonly path: string;
  readonly id: string;
  readonly begunAt: Date;
}

/** Until an upload without a mark is ended: longer than any run lasts. */
const UNMARKED_MS = 48 * 3600_000;

/**
 * Ends uploads whose writer is gone: by its mark, or by age where there is none any more. What is not of ours stays. Answers how many.
 * @param now what time it is by the storage's clock
 */
export async function cleanUploads(bucket: Bucket, now: () => Promise<number> = () => timeOf(bucket)): Promise<number> {
  let asked: Promise<number> | undefined;
  const clock = (): Promise<number> => (asked ??= now());
  const living = new Set<string>();
  const dead = new Set<string>();
  const over: string[] = [];
  // Marks before uploads: a mark that is made in between is of an upload that is young.
  for await (const { path: name, modifiedAt } of listObjects(bucket, '.tmp-')) {
    const isDead = await isLeftBehind(name, async () => (await clock()) - modifiedAt.getTime());
    if (isDead === undefined) continue;
    (isDead ? dead : living).add(markedPath(name));
    if (isDead) over.push(name);
  }
  let ended = 0;
  for await (const { path, id, begunAt } of uploads(bucket)) {
    const isOld = async (): Promise<boolean> => RESULT_PATH.test(path) && !living.has(path) && (await clock()) - begunAt.getTime() > UNMARKED_MS;
    if (!dead.has(path) && !(await isOld())) continue;
    await abortUpload(bucket, path, id);
    ended += 1;
  }
  for (const name of over) await removeObject(bucket, name);
  return ended;
}

async function* uploads({ client, name, prefix }: Bucket): AsyncGenerator<Upload> {
  let after: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | undefined = {};
  while (after) {
    const order: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({ Bucket: name, Prefix: prefix, ...after });
    const page = await plainly(() => client.send(order));
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key !== undefined && UploadId !== undefined && Initiated) yield { path: Key.slice(prefix.length), id: UploadId, begunAt: Initiated };
    }
    after = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : undefined;
  }
}
