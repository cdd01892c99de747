// Begins to upload to the bucket given, says so when a part of the object is there, and waits to be killed.
import { openS3Storage } from '../dist/storage/s3/s3.js';

const [bucket, prefix, endpoint] = process.argv.slice(2);
const storage = await openS3Storage(bucket, prefix, { endpoint });
const object = await storage.createObject('ds1/dies');
await object.write(Buffer.alloc(20_000_000));
process.stdout.write('a part is there\n');
setInterval(() => undefined, 1000);
