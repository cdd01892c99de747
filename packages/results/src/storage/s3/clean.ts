import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { FOREIGN_AGE_MS, isLeftBehind } from '../temporary.js';
import type { Bucket } from './bucket.js';
import { plainly } from './faults.js';
import { listObjects } from './list.js';
import { markedPath, removeObject } from './marks.js';
import { abortUpload } from './multipart.js';

interface Upload {
  readonly path: string;
  readonly id: string;
  readonly begunAt: Date;
}

/** Ends uploads whose writer is gone: by its mark, or by age where there is none any more. Answers how many. */
export async function cleanUploads(bucket: Bucket): Promise<number> {
  const living = new Set<string>();
  const dead = new Map<string, string>();
  // Marks before uploads: a mark that is made in between is of an upload that is young.
  for await (const { path: name, modifiedAt } of listObjects(bucket, '.tmp-')) {
    const path = markedPath(name);
    if (path !== undefined && !isLeftBehind(name, Date.now() - modifiedAt.getTime())) living.add(path);
    else dead.set(path ?? '', name);
  }
  let ended = 0;
  for await (const { path, id, begunAt } of uploads(bucket)) {
    const isOld = !living.has(path) && Date.now() - begunAt.getTime() > FOREIGN_AGE_MS;
    if (!dead.has(path) && !isOld) continue;
    await abortUpload(bucket, path, id);
    ended += 1;
  }
  for (const name of dead.values()) await removeObject(bucket, name);
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
