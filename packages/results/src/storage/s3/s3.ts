import { checkPath, type ObjectInfo, type Storage } from '../storage.js';
import { isTemporary } from '../temporary.js';
import { openBucket, type Bucket } from './bucket.js';
import { cleanUploads } from './clean.js';
import { expectBucket, listObjects } from './list.js';
import { removeObject } from './marks.js';
import type { S3Options } from './options.js';
import { openObject } from './read.js';
import { S3Writer } from './write.js';

/**
 * A bucket of S3 or of a server that speaks like it, or a part of one. Asks for nothing beyond single objects, uploads in
 * parts and lists; credentials come by the SDK's usual chain. Throws if the bucket may not be listed.
 * @param prefix empty, or ends with a slash
 */
export async function openS3Storage(name: string, prefix: string, options: S3Options = {}): Promise<Storage> {
  const bucket = openBucket(name, prefix, options);
  await expectBucket(bucket);
  const stuck = new Set<S3Writer>();
  let aborting: Promise<number> | undefined;
  const abortStuck = (): Promise<number> => (aborting ??= abortAll(stuck).finally(() => (aborting = undefined)));
  return {
    async createObject(path) {
      // Not waited for: where the bucket is silent it takes its time.
      if (stuck.size > 0) void abortStuck();
      return new S3Writer(bucket, checkPath(path), stuck);
    },
    open: (path) => openObject(bucket, checkPath(path)),
    remove: (path) => removeObject(bucket, checkPath(path)),
    list: () => listVisible(bucket),
    cleanTemporary: async () => (await abortStuck()) + (await cleanUploads(bucket)),
  };
}

/** Ends what can be ended by now; answers how many. */
async function abortAll(stuck: ReadonlySet<S3Writer>): Promise<number> {
  const aborted = await Promise.all([...stuck].map((writer) => writer.abort().then(() => 1, () => 0)));
  return aborted.reduce<number>((sum, one) => sum + one, 0);
}

async function* listVisible(bucket: Bucket): AsyncGenerator<ObjectInfo> {
  for await (const object of listObjects(bucket)) if (!isTemporary(object.path)) yield object;
}
