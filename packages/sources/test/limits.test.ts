import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@onceql/testing';
import type { Warehouse } from '@onceql/shared';
import { Tap } from '../src/connection/tap.js';
import { open, orderOf, rowsOf, sourceAt, within } from './fixtures.js';
import { startPostgres, type TestPostgres } from './postgres.js';

const SETUP = `
CREATE FUNCTION take_lock() RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN pg_try_advisory_lock(42); END';
CREATE FUNCTION prepare_foo() RETURNS boolean LANGUAGE plpgsql AS 'BEGIN EXECUTE ''PREPARE foo AS SELECT 1''; RETURN true; END';
`;

let postgres: TestPostgres;
let warehouse: Warehouse;

beforeAll(async () => {
  postgres = await startPostgres({ setup: SETUP });
  ({ warehouse } = open(sourceAt(postgres, { concurrency: 1 })));
});
afterAll(async () => {
  await warehouse?.close();
  await postgres?.stop();
});

const run = (statement: string): Promise<(string | null)[][]> => within(warehouse, orderOf(statement), rowsOf);

test.each(["SELECT repeat('x', 540000000)", "SELECT repeat('x', 40000000), repeat('y', 40000000)"])('%s ends its run alone, in words', async (statement) => {
  await expect(run(statement)).rejects.toMatchObject({ kind: 'statement', message: 'A row of the result is larger than 64 MB: select less of it.' });
  expect(await run('SELECT 1')).toEqual([['1']]);
});

test('over TLS too', async () => {
  await postgres.speakTls(true);
  const { warehouse: secret } = open(sourceAt(postgres, { sslmode: 'require' }));
  await expect(within(secret, orderOf("SELECT repeat('x', 100000000)"), rowsOf)).rejects.toMatchObject({ kind: 'statement', message: expect.stringMatching(/64 MB/) });
  await secret.close();
  await postgres.speakTls(false);
});

test('a row below the limit comes whole', async () => {
  expect((await run("SELECT repeat('x', 50000000)"))[0]?.[0]).toHaveLength(50_000_000);
});

const message = (kind: string, length: number): Buffer => {
  const bytes = Buffer.alloc(1 + length, length);
  bytes.write(kind, 'latin1');
  bytes.writeUInt32BE(length, 1);
  return bytes;
};

test('a message that is too large is told by its header, though chunks are cut anywhere', () => {
  for (const kind of ['D', 'd']) {
    const bytes = Buffer.concat([message('C', 4), message(kind, 10), message('C', 4), message(kind, 100), message(kind, 101)]);
    for (let size = 1; size <= bytes.length; size++) {
      const tap = new Tap(100, () => undefined);
      tap.divert({ copyData: () => undefined });
      const last = Math.floor((bytes.length - 98) / size) * size;
      for (let at = 0; at < last; at += size) tap.take(bytes.subarray(at, at + size));
      expect(() => tap.take(bytes.subarray(last, last + size))).toThrow(/larger than/);
    }
  }
});

test('what is copied goes its own way, all else to the parser, though chunks are cut anywhere', () => {
  const passed = [message('1', 4), message('H', 9), message('c', 4), message('Z', 5)];
  const copied = [30, 4, 5, 77, 16].map((length) => message('d', length));
  const bytes = Buffer.concat([...passed.slice(0, 2), ...copied.slice(0, 3), message('N', 8), ...copied.slice(3), ...passed.slice(2)]);
  for (let size = 1; size <= bytes.length; size++) {
    const others: Buffer[] = [];
    const bodies: Buffer[] = [];
    const tap = new Tap(100, (chunk) => others.push(Buffer.from(chunk)));
    tap.divert({ copyData: (chunk, from, to) => bodies.push(Buffer.from(chunk.subarray(from, to))) });
    for (let at = 0; at < bytes.length; at += size) tap.take(bytes.subarray(at, at + size));
    expect(Buffer.concat(others)).toEqual(Buffer.concat([...passed.slice(0, 2), message('N', 8), ...passed.slice(2)]));
    expect(bodies).toEqual(copied.map((one) => Buffer.from(one.subarray(5))));
  }
});

test('locks and prepared statements do not outlive a run', async () => {
  const functions = ['take_lock', 'prepare_foo'].map((name) => ({ schema: 'public', name }));
  expect(await within(warehouse, orderOf('SELECT public.take_lock(), public.prepare_foo(), pg_backend_pid()', { functions }), rowsOf)).toEqual([['t', 't', expect.any(String)]]);
  const { rows } = await postgres.admin.query<{ n: string }>("SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory'");
  expect(rows[0]?.n).toBe('0');
  expect(await run("SELECT count(*) FROM pg_prepared_statements WHERE name = 'foo'")).toEqual([['0']]);
});

test('a run that failed leaves no locks behind, and keeps its connection', async () => {
  const pid = (await run('SELECT pg_backend_pid()'))[0]?.[0];
  await expect(run('SELECT public.take_lock(), 1 / (i - 1) FROM generate_series(1, 2) i')).rejects.toMatchObject({ message: 'division by zero' });
  expect(await run('SELECT pg_backend_pid()')).toEqual([[pid]]);
  await until(async () => (await postgres.admin.query("SELECT FROM pg_locks WHERE locktype = 'advisory'")).rowCount === 0);
});
