import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from '@jest/globals';
import { CreateMultipartUploadCommand, DeleteObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { StorageFailure } from '@onceql/shared';
import { Proxy, heldBytes, startSwift } from '@onceql/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { openResultStore, type S3Options } from '../src/index.js';
import { withClearErrors } from '../src/storage/failure.js';
import { openBucket } from '../src/storage/s3/bucket.js';
import { cleanUploads } from '../src/storage/s3/clean.js';
import { partBytes } from '../src/storage/s3/parts.js';
import { openS3Storage } from '../src/storage/s3/s3.js';
import { thisWriter } from '../src/storage/temporary.js';
import { batch, column, gather, stream } from './tables.js';
import { describeStorage } from './storage-conformance.js';

const BUCKET = 'results';
const columns = [column('t')];
const order = { source: 1, run: 'r' };
const quiet = (): void => undefined;

const swift = await startSwift();
const isThere = 'endpoint' in swift;
const withSwift = isThere ? describe : describe.skip;
const reason = isThere ? '' : ` — no OpenStack Swift: ${swift.why}`;
const endpoint = isThere ? swift.endpoint : '';
let prefixes = 0;
const newPrefix = (): string => `p${(prefixes += 1)}/`;

const keep = { ...process.env };
const credentials = (env: Readonly<Record<string, string>>): void => void Object.assign(process.env, env);

beforeAll(async () => {
  Object.assign(process.env, { AWS_EC2_METADATA_DISABLED: 'true', AWS_SHARED_CREDENTIALS_FILE: '/none', AWS_CONFIG_FILE: '/none' });
  if (!isThere) return;
  credentials(swift.env);
  await swift.makeBucket(BUCKET);
});
afterAll(async () => {
  process.env = keep;
  if (isThere) await swift.stop();
});

/** Looks into the bucket past the driver. */
const outside = (): S3Client => new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' });

async function objectsUnder(prefix: string): Promise<string[]> {
  const { Contents = [] } = await outside().send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
  return Contents.map(({ Key = '' }) => Key.slice(prefix.length));
}

async function uploadsUnder(prefix: string): Promise<number> {
  const { Uploads = [] } = await outside().send(new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: prefix }));
  return Uploads.length;
}

const failureOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined, (error: unknown) => error);

if (isThere) {
  describeStorage('S3', async () => {
    const prefix = newPrefix();
    return {
      storage: await openS3Storage(BUCKET, prefix, { endpoint }),
      objects: () => objectsUnder(prefix),
      keepsReaders: false,
      async dispose() {
        expect(await uploadsUnder(prefix)).toBe(0);
      },
    };
  });
}

test('parts grow, so that ten thousand of them hold terabytes', () => {
  expect(partBytes(1)).toBe(8 * 2 ** 20);
  expect(partBytes(1_000)).toBe(8 * 2 ** 20);
  expect(partBytes(1_001)).toBe(16 * 2 ** 20);
  for (let number = 1, written = 0; number <= 10_000; written += partBytes(number), number += 1) expect(3 * partBytes(number)).toBeLessThanOrEqual(24 * 2 ** 20 + written * 0.003);
  expect(Array.from({ length: 10_000 }, (_, at) => partBytes(at + 1)).reduce((sum, bytes) => sum + bytes)).toBeGreaterThan(8e12);
});

withSwift(`results in a bucket${reason}`, () => {
  let prefix: string;
  let url: string;
  beforeEach(() => {
    prefix = newPrefix();
    url = `s3://${BUCKET}/${prefix.slice(0, -1)}`;
  });

  it('come back, are listed, and go', async () => {
    const store = await openResultStore(url, { endpoint });
    await store.own({ id: 'me', results: 3 });
    const stored = await store.write(order, columns, stream(batch(['a', null, 'ä'])), quiet);
    expect((await gather(store.read(stored, columns), 1)).columns).toEqual([['a', null, 'ä']]);
    const listed = [];
    for await (const file of store.list()) listed.push(file);
    expect(listed).toEqual([expect.objectContaining({ path: stored.path, source: 1, run: 'r', bytes: stored.bytes })]);
    expect(await store.owner()).toEqual({ id: 'me', results: 3 });
    expect(await store.has(stored.path, stored.bytes)).toBe(true);
    await store.remove(stored.path);
    expect(await store.has(stored.path, stored.bytes)).toBe(false);
  });

  it('leave an unfinished upload when the writer is killed, which can be cleaned away', async () => {
    const script = fileURLToPath(new URL('upload-and-die.mjs', import.meta.url));
    const child = spawn(process.execPath, ['--no-warnings', script, BUCKET, prefix, endpoint], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env } });
    await once(child.stdout, 'data');
    const store = await openResultStore(url, { endpoint });
    expect(await store.cleanTemporary()).toBe(0);
    expect(await uploadsUnder(prefix)).toBe(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await objectsUnder(prefix)).toEqual([expect.stringMatching(/^\.tmp-/)]);
    expect(await store.cleanTemporary()).toBe(1);
    expect([await objectsUnder(prefix), await uploadsUnder(prefix)]).toEqual([[], 0]);
  });

  it('leave alone what a writer elsewhere has begun', async () => {
    const storage = await openS3Storage(BUCKET, prefix, { endpoint });
    const object = await storage.createObject('ds1/large');
    await object.write(Buffer.alloc(9_000_000));
    const [mark = ''] = (await objectsUnder(prefix)).filter((name) => name.startsWith('.tmp-'));
    expect(mark).toContain(thisWriter.machine);
    await outside().send(new DeleteObjectCommand({ Bucket: BUCKET, Key: prefix + mark }));
    expect(await storage.cleanTemporary()).toBe(0);
    await object.abort();
  });

  it('are touched by their mark while they are written; what is not touched any more, or has no mark for long, is ended, and nothing else', async () => {
    const bucket = openBucket(BUCKET, prefix, { endpoint });
    const storage = await openS3Storage(BUCKET, prefix, { endpoint, touchMs: 50 });
    const put = (name: string): Promise<unknown> => outside().send(new PutObjectCommand({ Bucket: BUCKET, Key: prefix + name, Body: new Uint8Array(0) }));
    const begin = (name: string): Promise<unknown> => outside().send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: prefix + name }));
    const result = 'ds1/2024/01/r-0123456789ab.parquet';
    const object = await storage.createObject('ds1/large');
    await object.write(Buffer.alloc(9_000_000));
    const touched = async (): Promise<number> => {
      const { Contents = [] } = await outside().send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: `${prefix}.tmp-` }));
      return Number(Contents[0]?.LastModified);
    };
    const before = await touched();
    while ((await touched()) <= before);
    await put('.tmp-notes');
    await put('.tmp-0123456789ab-1-1-ds1!elsewhere');
    for (const name of ['ds1/elsewhere', result, 'backups/of-others']) await begin(name);
    const in_ = (ms: number) => () => Promise.resolve(Date.now() + ms);
    expect(await cleanUploads(bucket)).toBe(0);
    expect(await cleanUploads(bucket, in_(9 * 60_000))).toBe(0);
    expect(await cleanUploads(bucket, in_(11 * 60_000))).toBe(1);
    expect(await cleanUploads(bucket, in_(49 * 3600_000))).toBe(1);
    await object.abort();
    expect([await objectsUnder(prefix), await uploadsUnder(prefix)]).toEqual([['.tmp-notes'], 1]);
  });

  it('are encrypted by the server where that is asked for', async () => {
    const heard: string[] = [];
    const tap = createServer((from) => {
      from.on('data', (data) => heard.push(data.toString('latin1')));
      const to = connect(isThere ? swift.port : 0, '127.0.0.1');
      from.pipe(to).pipe(from).on('error', () => undefined);
    }).listen(0, '127.0.0.1');
    await once(tap, 'listening');
    const { port } = tap.address() as { port: number };
    const options: S3Options = { endpoint: `http://127.0.0.1:${port}`, encryption: 'aws:kms', kmsKeyId: 'alias/results' };
    const store = await openResultStore(url, options);
    const failure = await failureOf(store.write(order, columns, stream(batch(['a'])), quiet));
    tap.close();
    expect(heard.join('')).toMatch(/^x-amz-server-side-encryption: aws:kms\r$/im);
    expect(heard.join('')).toMatch(/^x-amz-server-side-encryption-aws-kms-key-id: alias\/results\r$/im);
    // This server cannot, and never keeps a result in the clear instead.
    expect(failure).toMatchObject({ code: 'NotImplemented', message: expect.stringContaining('unset RESULTS_S3_ENCRYPTION') });
    expect(await objectsUnder(prefix)).toEqual([]);
  });

  describe('when the storage fails', () => {
    async function expectFailure(work: Promise<unknown>, code: string, words: string): Promise<void> {
      const failure = await failureOf(work);
      expect(failure).toBeInstanceOf(StorageFailure);
      expect(failure).toMatchObject({ code, message: expect.stringContaining(words) });
      const shown = JSON.stringify(failure, Object.getOwnPropertyNames(failure)) + String((failure as Error).cause) + JSON.stringify((failure as Error).cause);
      for (const value of Object.values(isThere ? swift.env : {})) expect(shown).not.toContain(value);
    }

    afterEach(() => credentials(isThere ? swift.env : {}));

    it('says that the bucket is not there', () =>
      expectFailure(openResultStore('s3://nowhere/x', { endpoint }), 'NoSuchBucket', 'Cannot use s3://nowhere/x for results: the bucket does not exist; make it, or correct RESULTS_URL'));

    it('says that access is denied', async () => {
      credentials(isThere ? swift.stranger : {});
      await expectFailure(openResultStore(url, { endpoint }), 'AccessDenied', 'access to the storage is refused; allow');
      credentials({ AWS_SECRET_ACCESS_KEY: 'another' });
      await expectFailure(openResultStore(url, { endpoint }), 'SignatureDoesNotMatch', 'does not accept the secret key');
      credentials({ AWS_ACCESS_KEY_ID: 'test:nobody' });
      await expectFailure(openResultStore(url, { endpoint }), 'SignatureDoesNotMatch', 'does not accept the secret key');
    });

    it('says that there are no credentials, and no region', async () => {
      delete process.env['AWS_ACCESS_KEY_ID'];
      await expectFailure(openResultStore(url, { endpoint }), 'CredentialsProviderError', 'no credentials for the storage were found; give the processes a role');
      await expectFailure(openResultStore(url), 'RegionMissing', 'set RESULTS_S3_REGION');
    });

    it('says that it cannot be reached', async () => {
      const proxy = await Proxy.to(isThere ? swift.port : 0);
      await proxy.close();
      await expectFailure(openResultStore(url, { endpoint: `http://127.0.0.1:${proxy.port}` }), 'ECONNREFUSED', 'the storage cannot be reached');
    });

    it.each([['small', 3], ['large', 20_000_000]])('says that it is full, for a %s result, and leaves nothing', async (_, bytes) => {
      const object = await withClearErrors(await openS3Storage(BUCKET, prefix, { endpoint })).createObject('ds1/full');
      await (isThere && swift.limitBucket(BUCKET, 1));
      const writing = object.write(Buffer.alloc(bytes)).then(() => object.commit());
      await expectFailure(writing, 'EntityTooLarge', 'Cannot store the result: the storage is full, or its quota is used up');
      await (isThere && swift.limitBucket(BUCKET, undefined));
      await object.abort();
      expect([await objectsUnder(prefix), await uploadsUnder(prefix)]).toEqual([[], 0]);
    });

    /** Writes through a proxy until a part has gone; then something happens to the way, and passes. */
    async function writeThrough(happens: (proxy: Proxy) => void | Promise<void>, passes: (proxy: Proxy) => void | Promise<void>): Promise<void> {
      const proxy = await Proxy.to(isThere ? swift.port : 0);
      const storage = withClearErrors(await openS3Storage(BUCKET, prefix, { endpoint: `http://127.0.0.1:${proxy.port}`, silenceMs: 2_000, attempts: 1 }));
      const object = await storage.createObject('ds1/large');
      await object.write(Buffer.alloc(20_000_000));
      expect(await uploadsUnder(prefix)).toBe(1);
      await happens(proxy);
      const failure = await failureOf(object.write(Buffer.alloc(20_000_000)).then(() => object.commit()));
      expect(failure).toBeInstanceOf(StorageFailure);
      expect(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'TimeoutError']).toContain((failure as StorageFailure).code);
      expect(await failureOf(object.abort())).toBeInstanceOf(StorageFailure);
      expect(await objectsUnder(prefix)).toEqual([expect.stringMatching(/^\.tmp-/)]);
      await passes(proxy);
      expect(await storage.cleanTemporary()).toBe(1);
      expect([await objectsUnder(prefix), await uploadsUnder(prefix)]).toEqual([[], 0]);
      expect(await storage.cleanTemporary()).toBe(0);
      await proxy.close();
    }

    it('says so when it is gone in mid-write, shows nothing, and leaves nothing once it is back', () => writeThrough((proxy) => proxy.close(), (proxy) => proxy.open()));
    it('says so when it falls silent in mid-write, shows nothing, and leaves nothing once it speaks', () => writeThrough((proxy) => proxy.hold(), (proxy) => proxy.release()));
  });

  it('are written in bounded memory', async () => {
    const storage = await openS3Storage(BUCKET, prefix, { endpoint });
    const object = await storage.createObject('ds1/large');
    const chunk = Buffer.alloc(1_000_000, 'x');
    let most = 0;
    const before = heldBytes();
    for (let at = 0; at < 100; at += 1) {
      await object.write(chunk);
      if (at % 5 === 4) most = Math.max(most, heldBytes() - before);
    }
    await object.abort();
    expect(most).toBeLessThan(60 * 2 ** 20);
  });
});

