import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { ObjectInfo } from '../storage.js';
import type { Bucket } from './bucket.js';
import { plainly } from './faults.js';

/** Everything whose path begins with `start`, a page at a time. */
export async function* listObjects({ client, name, prefix }: Bucket, start = ''): AsyncGenerator<ObjectInfo> {
  let token: string | undefined;
  do {
    const order: ListObjectsV2Command = new ListObjectsV2Command({ Bucket: name, Prefix: prefix + start, ContinuationToken: token });
    const page = await plainly(() => client.send(order));
    for (const { Key, Size, LastModified } of page.Contents ?? []) {
      if (Key !== undefined && LastModified) yield { path: Key.slice(prefix.length), bytes: Size ?? 0, modifiedAt: LastModified };
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

/** @throws Error unless the bucket is there and may be listed. */
export async function expectBucket({ client, name, prefix }: Bucket): Promise<void> {
  await plainly(() => client.send(new ListObjectsV2Command({ Bucket: name, Prefix: prefix, MaxKeys: 1 })));
}
