import { connect, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '@onceql/testing';
import type { Warehouse } from '@onceql/shared';
import { backends, untilQuiet, untilWaiting } from './activity.js';
import { open, orderOf, rowsOf, sourceAt, within } from './fixtures.js';
import { freePort, startPostgres, type TestPostgres } from './postgres.js';

const SETUP = `CREATE SCHEMA shop AUTHORIZATION reader; SET ROLE reader; CREATE TABLE shop.items AS SELECT 1 AS id; RESET ROLE;`;
const MANY_ROWS = "SELECT repeat('x', 1000) FROM generate_series(1, 1000000)";
const CANCELLED = { name: 'SourceFailure', kind: 'cancelled' };

let postgres: TestPostgres;
let warehouse: Warehouse;
let warnings: string[];

beforeAll(async () => {
  postgres = await startPostgres({ setup: SETUP });
  ({ warehouse, warnings } = open(sourceAt(postgres)));
});
afterEach(async () => {
  await until(async () => (await backends(postgres)).every(({ in_transaction }) => !in_transaction));
  expect(warnings).toEqual([]);
});
afterAll(async () => {
  await warehouse?.close();
  await until(async () => (await backends(postgres)).length === 0);
  await postgres?.stop();
});

describe('aborting the signal', () => {
  test('before anything began', async () => {
    await expect(warehouse.open(orderOf('SELECT 1'), AbortSignal.abort())).rejects.toMatchObject(CANCELLED);
  });

  test('while connecting', async () => {
    const server = createServer();
    const arrived = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const port = await freePort();
    server.listen(port, '127.0.0.1');
    const { warehouse: silent } = open(sourceAt({ port }));
    const stop = new AbortController();
    const opening = silent.open(orderOf('SELECT 1'), stop.signal);
    const socket = await arrived;
    stop.abort();
    await expect(opening).rejects.toMatchObject(CANCELLED);
    socket.destroy();
    await silent.close();
    server.close();
  });

  test.each(['disable', 'require'] as const)('while an examination waits for a lock, over no connection but its own, sslmode %s', async (sslmode) => {
    await postgres.speakTls(sslmode === 'require');
    const { warehouse: asked } = open(sourceAt(postgres, { sslmode }));
    const locker = await postgres.connect();
    await locker.query('BEGIN; LOCK TABLE shop.items');
    const before = (await backends(postgres)).map(({ pid }) => pid);
    const newcomers = async () => (await backends(postgres)).filter(({ pid }) => !before.includes(pid));
    const stop = new AbortController();
    const examination = asked.examine(orderOf('SELECT * FROM items'), stop.signal);
    const pid = await until(async () => (await newcomers())[0]?.pid);
    await untilWaiting(postgres, Number(pid), 'relation');
    stop.abort();
    await expect(examination).rejects.toMatchObject(CANCELLED);
    await until(async () => (await newcomers()).every((one) => one.pid !== pid));
    expect(await newcomers()).toEqual([]);
    await locker.end();
    await asked.close();
    await postgres.speakTls(false);
  });

  test('while the analysis waits for a lock', async () => {
    const locker = await postgres.connect();
    await locker.query('BEGIN; LOCK TABLE shop.items');
    const stop = new AbortController();
    const session = await warehouse.open(orderOf('SELECT * FROM items'), stop.signal);
    const analysis = session.analyse();
    await untilWaiting(postgres, session.pid, 'relation');
    stop.abort();
    await expect(analysis).rejects.toMatchObject(CANCELLED);
    await untilQuiet(postgres, session.pid);
    await session.end();
    await locker.end();
  });

  test('between two calls: the next one does not begin, and the connection stays good', async () => {
    const stop = new AbortController();
    const session = await warehouse.open(orderOf('SELECT * FROM items'), stop.signal);
    await session.analyse();
    stop.abort();
    await expect(session.read()).rejects.toMatchObject(CANCELLED);
    await session.end();
    expect((await backends(postgres)).map(({ pid }) => pid)).toContain(session.pid);
  });

  test('while the statement computes', async () => {
    const stop = new AbortController();
    const session = await warehouse.open(orderOf('SELECT pg_sleep(600)'), stop.signal);
    await session.analyse();
    const rows = (await session.read()).batches()[Symbol.asyncIterator]().next();
    await untilWaiting(postgres, session.pid, 'PgSleep');
    stop.abort();
    await expect(rows).rejects.toMatchObject(CANCELLED);
    await untilQuiet(postgres, session.pid);
    await session.end();
  });

  test('in the same moment as the statement is sent', async () => {
    const stop = new AbortController();
    const session = await warehouse.open(orderOf('SELECT pg_sleep(600)'), stop.signal);
    await session.analyse();
    const rows = (await session.read()).batches()[Symbol.asyncIterator]().next();
    stop.abort();
    await expect(rows).rejects.toMatchObject(CANCELLED);
    await untilQuiet(postgres, session.pid);
    await session.end();
  });

  test('while the database waits for a slow consumer', async () => {
    const stop = new AbortController();
    const session = await warehouse.open(orderOf(MANY_ROWS), stop.signal);
    await session.analyse();
    const rows = (await session.read()).batches()[Symbol.asyncIterator]();
    await rows.next();
    await untilWaiting(postgres, session.pid, 'ClientWrite');
    stop.abort();
    await untilQuiet(postgres, session.pid);
    await expect(rows.next()).rejects.toMatchObject(CANCELLED);
    await session.end();
  });

  test('after the end changes nothing', async () => {
    const stop = new AbortController();
    const session = await warehouse.open(orderOf('SELECT 1'), stop.signal);
    await session.end();
    stop.abort();
    expect(await within(warehouse, orderOf('SELECT 2'), rowsOf)).toEqual([['2']]);
  });
});

describe('whoever stops early stops the statement', () => {
  test('by leaving the loop', async () => {
    const pid = await within(warehouse, orderOf(MANY_ROWS), async (session) => {
      await session.analyse();
      for await (const batch of (await session.read()).batches()) {
        expect(batch.length).toBeGreaterThan(0);
        break;
      }
      await untilQuiet(postgres, session.pid);
      return session.pid;
    });
    await until(async () => (await backends(postgres)).every((one) => one.pid !== pid));
    expect(await within(warehouse, orderOf('SELECT 1'), rowsOf)).toEqual([['1']]);
  });

  test('by never asking for rows', async () => {
    const session = await warehouse.open(orderOf('SELECT pg_sleep(600)'), new AbortController().signal);
    await session.analyse();
    await session.read();
    await untilWaiting(postgres, session.pid, 'PgSleep');
    await session.end();
    await untilQuiet(postgres, session.pid);
  });
});

describe('orphans', () => {
  test('of a run are cancelled, whatever they do, and no others', async () => {
    const order = orderOf('SELECT pg_sleep(600)');
    const other = await warehouse.open(orderOf('SELECT 1'), new AbortController().signal);
    const busy = await warehouse.open(order, new AbortController().signal);
    const idle = await warehouse.open(order, new AbortController().signal);
    const own = await warehouse.open(order, new AbortController().signal);
    await busy.analyse();
    const rows = (await busy.read()).batches()[Symbol.asyncIterator]().next();
    const ended = expect(rows).rejects.toMatchObject({ kind: 'statement', message: expect.stringMatching(/user request/) });
    await untilWaiting(postgres, busy.pid, 'PgSleep');
    expect(await warehouse.cancelOrphans(order.run, undefined, own.pid)).toBe(2);
    await ended;
    expect((await backends(postgres)).map(({ pid }) => pid)).not.toContain(idle.pid);
    expect(await warehouse.cancelOrphans(order.run, undefined, own.pid)).toBe(0);
    await busy.end();
    await idle.end();
    for (const spared of [other, own]) {
      expect((await spared.analyse()).reasons).toEqual([]);
      await spared.end();
    }
  });
});

describe('a connection that is lost', () => {
  test('amid the rows', async () => {
    const attempt = within(warehouse, orderOf(MANY_ROWS), async (session) => {
      await session.analyse();
      const rows = (await session.read()).batches();
      let seen = 0;
      for await (const batch of rows) {
        if (seen === 0) await postgres.admin.query('SELECT pg_terminate_backend($1)', [session.pid]);
        seen += batch.length;
      }
    });
    await expect(attempt).rejects.toMatchObject({ name: 'SourceFailure', kind: 'connection' });
  });

  test('between two calls', async () => {
    const session = await warehouse.open(orderOf('SELECT 1'), new AbortController().signal);
    await postgres.admin.query('SELECT pg_terminate_backend($1)', [session.pid]);
    await until(async () => (await backends(postgres)).every(({ pid }) => pid !== session.pid));
    await expect(session.analyse()).rejects.toMatchObject({ kind: 'connection' });
    await session.end();
    expect(await within(warehouse, orderOf('SELECT 1'), rowsOf)).toEqual([['1']]);
  });
});

test('a statement that runs out of time says so', async () => {
  const { warehouse: hasty } = open(sourceAt(postgres, { statement_timeout: 1 }));
  await expect(within(hasty, orderOf('SELECT pg_sleep(600)'), rowsOf)).rejects.toMatchObject({
    kind: 'statement',
    message: 'canceling statement due to statement timeout (limit 1 s)',
  });
  await hasty.close();
});

test.each([
  ['analyses', 'SELECT * FROM items', 1],
  ['reads rows', MANY_ROWS, 2],
])('a database that falls silent while it %s is waited for no longer than a statement may take', async (_when, statement, step) => {
  const sockets: Socket[] = [];
  const relay = createServer((from) => {
    const to = connect(postgres.port, '127.0.0.1');
    sockets.push(from, to);
    for (const socket of [from, to]) socket.on('error', () => undefined);
    from.pipe(to).pipe(from);
  });
  const port = await freePort();
  relay.listen(port, '127.0.0.1');
  const { warehouse: silent } = open(sourceAt({ port }, { statement_timeout: 1 }));
  const session = await silent.open(orderOf(statement), new AbortController().signal);
  const hush = (): void => sockets.forEach((socket) => socket.pause());
  const going = async (): Promise<void> => {
    if (step === 1) hush();
    await session.analyse();
    const reader = await session.read();
    for await (const batch of reader.batches()) if (batch.length > 0) hush();
  };
  await expect(going()).rejects.toMatchObject({ name: 'SourceFailure', kind: 'connection', message: expect.stringContaining('has said nothing for 16 s') });
  await session.end();
  for (const socket of sockets) socket.destroy();
  relay.close();
  await silent.close();
});
