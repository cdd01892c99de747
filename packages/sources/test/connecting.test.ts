import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '@onceql/testing';
import type { SourceOptions } from '@onceql/shared';
import { backends } from './activity.js';
import { open, orderOf, rowsOf, sourceAt, within } from './fixtures.js';
import { freePort, startPostgres, type TestPostgres } from './postgres.js';

const SETUP = `
CREATE SCHEMA shop; CREATE SCHEMA hidden;
CREATE TABLE shop.items (id int NOT NULL, price numeric(12,2), secret text);
CREATE VIEW shop.cheap AS SELECT id FROM shop.items;
CREATE MATERIALIZED VIEW shop.kept AS SELECT 1 AS one;
CREATE TABLE shop.parts (id int) PARTITION BY LIST (id);
CREATE TABLE shop.bare ();
CREATE TABLE shop.closed (id int);
CREATE TABLE hidden.items (id int);
CREATE TABLE shop."Odd "".Name" (id int);
GRANT USAGE ON SCHEMA shop TO reader;
GRANT SELECT ON shop.cheap, shop.kept, shop.parts, shop.bare, shop."Odd "".Name", hidden.items TO reader;
GRANT SELECT (id, price) ON shop.items TO reader;
`;

let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startPostgres({ setup: SETUP });
});
afterEach(async () => {
  for (const role of ['reader', 'guarded', 'tlsonly', 'plainonly']) {
    await until(async () => (await backends(postgres, role)).length === 0);
  }
});
afterAll(async () => {
  await postgres?.stop();
});

async function tryOut(options: Partial<SourceOptions>): Promise<void> {
  const { warehouse } = open(sourceAt(postgres, options));
  try {
    await warehouse.test();
  } finally {
    await warehouse.close();
    await warehouse.close();
  }
}

describe('test() says what is wrong', () => {
  test('nothing', async () => {
    await tryOut({});
    await tryOut({ user: 'guarded', password: 'secret-123' });
  });

  test.each<[what: string, options: Partial<SourceOptions>, kind: string, message: RegExp]>([
    ['a wrong password', { user: 'guarded', password: 'wrong' }, 'denied', /^The server at 127\.0\.0\.1:\d+ refuses the password of user "guarded"\.$/],
    ['no password', { user: 'guarded' }, 'denied', /asks for the password of user "guarded", and none is set/],
    ['an unknown user', { user: 'nobody-here' }, 'denied', /refuses user "nobody-here" on database "postgres": role "nobody-here" does not exist/],
    ['an unknown database', { dbname: 'nowhere' }, 'denied', /^There is no database "nowhere" at 127\.0\.0\.1:\d+\.$/],
    ['an unknown host', { host: 'no-such-host.invalid' }, 'connection', /^The host "no-such-host\.invalid" is unknown\.$/],
    ['no SSL', { sslmode: 'require' }, 'denied', /does not support SSL, and sslmode is "require"/],
    ['no connection left', { user: 'crowded' }, 'connection', /has no connection left for user "crowded"/],
  ])('%s', async (_, options, kind, message) => {
    await expect(tryOut(options)).rejects.toMatchObject({ name: 'SourceFailure', kind, message: expect.stringMatching(message) });
  });

  test('nothing listens', async () => {
    const port = await freePort();
    await expect(tryOut({ port })).rejects.toMatchObject({ kind: 'connection', message: `Nothing listens at 127.0.0.1:${String(port)}.` });
  });

  test('and open() says the same', async () => {
    const { warehouse } = open(sourceAt(postgres, { user: 'guarded', password: 'wrong' }));
    const opening = warehouse.open(orderOf('SELECT 1'), new AbortController().signal);
    await expect(opening).rejects.toMatchObject({ kind: 'denied', message: expect.not.stringContaining('wrong') });
    await warehouse.close();
  });
});

describe('sslmode', () => {
  const isEncrypted = async (options: Partial<SourceOptions>): Promise<boolean> => {
    const { warehouse } = open(sourceAt(postgres, options));
    try {
      const order = orderOf('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()', { settings: [['TimeZone', 'UTC']] });
      return (await within(warehouse, order, rowsOf))[0]?.[0] === 't';
    } finally {
      await warehouse.close();
    }
  };

  test('prefer and allow make do without TLS where the server has none', async () => {
    expect(await isEncrypted({ sslmode: 'prefer' })).toBe(false);
    expect(await isEncrypted({ sslmode: 'allow' })).toBe(false);
  });

  test('callers at a full server are told that it is full, not that it lacks TLS', async () => {
    const { warehouse } = open(sourceAt(postgres, { sslmode: 'prefer', user: 'crowded' }));
    const order = orderOf('SELECT 1');
    const asks = async (): Promise<unknown[]> => {
      const told: unknown[] = [];
      for (let times = 0; times < 10; times += 1) told.push(await warehouse.open(order, new AbortController().signal).catch((error: unknown) => error));
      return told;
    };
    const told = (await Promise.all(Array.from({ length: 5 }, asks))).flat();
    await warehouse.close();
    for (const each of told) expect(each).toMatchObject({ kind: 'connection', message: expect.stringMatching(/has no connection left/) });
  });

  test('with TLS, each mode does as libpq does', async () => {
    await postgres.speakTls(true);
    const ca = postgres.certificate;
    expect(await isEncrypted({ sslmode: 'disable' })).toBe(false);
    expect(await isEncrypted({ sslmode: 'allow' })).toBe(false);
    expect(await isEncrypted({ sslmode: 'allow', user: 'tlsonly' })).toBe(true);
    expect(await isEncrypted({ sslmode: 'prefer' })).toBe(true);
    expect(await isEncrypted({ sslmode: 'prefer', user: 'plainonly' })).toBe(false);
    expect(await isEncrypted({ sslmode: 'require' })).toBe(true);
    expect(await isEncrypted({ sslmode: 'verify-ca', sslrootcert: ca })).toBe(true);
    expect(await isEncrypted({ sslmode: 'verify-full', sslrootcert: ca, host: 'localhost' })).toBe(true);
    await expect(isEncrypted({ sslmode: 'disable', user: 'tlsonly' })).rejects.toMatchObject({ kind: 'denied' });
    await expect(isEncrypted({ sslmode: 'require', user: 'plainonly' })).rejects.toMatchObject({ kind: 'denied' });
    await expect(isEncrypted({ sslmode: 'verify-ca' })).rejects.toMatchObject({ kind: 'denied', message: expect.stringMatching(/certificate of .* is not trusted/) });
    await expect(isEncrypted({ sslmode: 'verify-full', sslrootcert: ca })).rejects.toMatchObject({ kind: 'denied' });
    await postgres.speakTls(false);
  });
});

test('schema() lists what the role may read', async () => {
  const { warehouse } = open(sourceAt(postgres));
  expect(await warehouse.schema()).toEqual([
    { schema: 'shop', name: 'Odd ".Name', columns: [{ name: 'id', type: 'integer' }] },
    { schema: 'shop', name: 'bare', columns: [] },
    { schema: 'shop', name: 'cheap', columns: [{ name: 'id', type: 'integer' }] },
    { schema: 'shop', name: 'items', columns: [{ name: 'id', type: 'integer' }, { name: 'price', type: 'numeric(12,2)' }] },
    { schema: 'shop', name: 'kept', columns: [{ name: 'one', type: 'integer' }] },
    { schema: 'shop', name: 'parts', columns: [{ name: 'id', type: 'integer' }] },
  ]);
  await warehouse.close();
});
