import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SourceFailure } from '@onceql/shared';
import { migrate } from '../src/migrate.js';
import { type Metadata, openMetadata } from '../src/open.js';
import type { ListedSource, Updated } from '../src/sources/admin.js';
import { type Cluster, queryOnce, startCluster } from './cluster.js';
import { SECRET, newSource } from './fixtures.js';

let cluster: Cluster;
let url: string;
let metadata: Metadata;

const open = (secret: string) => openMetadata({ databaseUrl: url, secret, applicationName: 'sources' });

beforeAll(async () => {
  cluster = await startCluster();
  url = await cluster.createDatabase();
  await migrate(url);
  metadata = await open(SECRET);
});
afterAll(async () => {
  await metadata.close();
  await cluster.stop();
});

function saved(change: Updated): ListedSource {
  if (change.outcome !== 'saved') throw new Error(change.outcome);
  return change.source;
}

describe('sources', () => {
  test('the first is number 1, also after a name was refused; all options come back', async () => {
    const options = { password: 'p\u00e4ss "w\u00f6rd" \\', port: 5439, search_path: '"A b", public', allow_functions: ['public.f'] };
    const fresh = newSource('sample', options);
    const first = saved(await metadata.sources.create(fresh));
    expect(first).toEqual({ id: 1, ...fresh, version: 1, createdAt: expect.any(Date) });
    expect(await metadata.sources.create(newSource('sample'))).toEqual({ outcome: 'name_taken' });
    const second = saved(await metadata.sources.create({ ...newSource('second', { password: '' }), type: 'redshift' }));
    expect(second).toMatchObject({ id: 2, type: 'redshift', options: { password: '' } });
    expect(await metadata.sources.list()).toEqual([first, second]);
    expect(await metadata.sources.find(1)).toEqual(first);
  });

  test('a pause is kept with its reason and ends; the version stays', async () => {
    const { id, version } = saved(await metadata.sources.create(newSource('paused')));
    expect(await metadata.sources.pause(id, 'load')).toMatchObject({ id, version, paused: { reason: 'load' } });
    expect(await metadata.sources.pause(id, null)).toMatchObject({ paused: { reason: null } });
    expect(await metadata.sources.find(id)).toMatchObject({ version, paused: { reason: null } });
    expect((await metadata.sources.list()).find((source) => source.id === id)?.paused).toEqual({ reason: null });
    const resumed = await metadata.sources.resume(id);
    expect([resumed?.version, resumed?.paused]).toEqual([version, undefined]);
    await expect(metadata.sources.pause(id, 'a\0b')).rejects.toMatchObject({ status: 400 });
    await metadata.sources.remove(id);
    expect([await metadata.sources.pause(id, null), await metadata.sources.resume(id)]).toEqual([undefined, undefined]);
  });

  test('one of many at once gets the name', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => metadata.sources.create(newSource('contested'))));
    expect(outcomes.filter(({ outcome }) => outcome === 'saved')).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome === 'name_taken')).toHaveLength(7);
  });

  test('changed options move the version on, a new name does not; an absent password is kept', async () => {
    const { id, options } = saved(await metadata.sources.create(newSource('changing', { password: 'old' })));
    const { password: _, ...rest } = options;
    const moved = saved(await metadata.sources.update(id, { options: { ...rest, host: 'other.example.com' } }));
    expect(moved).toMatchObject({ version: 2, options: { host: 'other.example.com', password: 'old' } });
    const renamed = saved(await metadata.sources.update(id, { name: 'changed' }));
    expect(renamed).toEqual({ ...moved, name: 'changed' });
    const emptied = saved(await metadata.sources.update(id, { options: { ...rest, password: '' } }));
    expect(emptied).toMatchObject({ version: 3, options: { host: 'db.example.com', password: '' } });
    expect(await metadata.sources.find(id)).toEqual(emptied);
    expect(await metadata.sources.update(id, { name: 'sample' })).toEqual({ outcome: 'name_taken' });
    expect(await metadata.sources.find(id)).toEqual(emptied);
  });

  test('a removed one leaves its name but never its id', async () => {
    const { id } = saved(await metadata.sources.create(newSource('passing', { password: 'gone with it' })));
    expect(await metadata.sources.remove(id)).toBe(true);
    expect(await metadata.sources.remove(id)).toBe(false);
    expect(await metadata.sources.find(id)).toBeUndefined();
    expect((await metadata.sources.list()).map((source) => source.id)).not.toContain(id);
    expect(await metadata.sources.update(id, { name: 'back' })).toEqual({ outcome: 'missing' });
    expect(saved(await metadata.sources.create(newSource('passing'))).id).toBeGreaterThan(id);
    const [tombstone] = await queryOnce(url, 'select name, password_sealed, deleted_at from onceql.sources where id = $1', [id]);
    expect(tombstone).toEqual({ name: 'passing', password_sealed: null, deleted_at: expect.any(Date) });
  });

  test.each([0, -1, 1.5, 2 ** 31, 2 ** 60, Number.NaN])('there is no source %d', async (id) => {
    expect(await metadata.sources.find(id)).toBeUndefined();
    expect(await metadata.sources.remove(id)).toBe(false);
    expect(await metadata.sources.update(id, { name: 'x' })).toEqual({ outcome: 'missing' });
  });

  test.each([
    ['name', newSource('nul \0')],
    ['option', newSource('fine', { host: 'h\ud800' })],
    ['password', newSource('fine', { password: '\udc00' })],
    // The schema of options refuses such a name, too; what is recorded does not lean on that.
    ['function', { ...newSource('fine'), options: { ...newSource('fine').options, allow_functions: ['a.b', 'c\0'] } }],
  ])('a %s that cannot be stored is the caller\'s fault', async (_, source) => {
    await expect(metadata.sources.create(source)).rejects.toMatchObject({ name: 'RequestFault', status: 400 });
  });
});

describe('a password', () => {
  const password = 'correct-horse-battery-staple';

  /** Every file of the database server, its log of changes too. */
  function onDisk(text: string): string[] {
    const entries = readdirSync(cluster.dataFolder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return files.filter((file) => readFileSync(file).includes(text));
  }

  test('is nowhere in the database in the clear', async () => {
    const source = saved(await metadata.sources.create(newSource('vaulted', { user: 'marker-of-this-test', password })));
    await metadata.sources.update(source.id, { options: source.options });
    const tables = await queryOnce<{ name: string }>(url, "select tablename as name from pg_tables where schemaname = 'onceql'");
    const encodings = [password, Buffer.from(password).toString('hex'), Buffer.from(password).toString('base64')];
    for (const { name } of tables) {
      const rows = await queryOnce<{ row: string }>(url, `select t::text as row from onceql.${name} t`);
      for (const { row } of rows) for (const encoded of encodings) expect(row).not.toContain(encoded);
    }
    await queryOnce(url, 'checkpoint');
    expect(onDisk('marker-of-this-test').length).toBeGreaterThan(0);
    expect(onDisk(password)).toEqual([]);
  });

  test('is sealed differently each time, and for one source only', async () => {
    const [one, two] = [
      saved(await metadata.sources.create(newSource('one', { password }))),
      saved(await metadata.sources.create(newSource('two', { password }))),
    ];
    const sealed = await queryOnce<{ password_sealed: Buffer }>(
      url, 'select password_sealed from onceql.sources where id = any($1) order by id', [[one.id, two.id]],
    );
    expect(sealed[0]!.password_sealed.equals(sealed[1]!.password_sealed)).toBe(false);
    await queryOnce(url, 'update onceql.sources set password_sealed = $1 where id = $2', [sealed[0]!.password_sealed, two.id]);
    await expect(metadata.sources.find(two.id)).rejects.toThrow(SourceFailure);
    expect(await metadata.sources.find(one.id)).toMatchObject({ options: { password } });
  });

  test('sealed under another secret is a problem of that source alone, until it is set again', async () => {
    const source = saved(await metadata.sources.create(newSource('foreign', { password })));
    await using other = await openForUse('another secret');
    const mine = saved(await other.sources.create(newSource('mine', { password: 'mine' })));
    const problem = expect.stringContaining("ONCEQL_SECRET is not the one this source's password was sealed with");

    await expect(other.sources.find(source.id)).rejects.toMatchObject({ name: 'SourceFailure', kind: 'denied', message: problem });
    await expect(other.sources.find(source.id)).rejects.not.toThrow(password);
    const listed = await other.sources.list();
    expect(listed.find(({ id }) => id === source.id)).toMatchObject({ name: 'foreign', problem, options: { password: '' } });
    expect(listed.find(({ id }) => id === mine.id)).toEqual(mine);

    expect(saved(await other.sources.update(source.id, { name: 'foreigner' }))).toMatchObject({ problem });
    const again = saved(await other.sources.update(source.id, { options: { ...source.options, password: 'new' } }));
    expect(again).not.toHaveProperty('problem');
    expect(await other.sources.find(source.id)).toEqual(again);
  });

  test('of a format that is not known says so', async () => {
    const source = saved(await metadata.sources.create(newSource('from the future', { password })));
    await queryOnce(url, "update onceql.sources set password_sealed = '\\x02ff' where id = $1", [source.id]);
    await expect(metadata.sources.find(source.id)).rejects.toThrow('sealed by another version of OnceQL');
  });

  test('is not sealed under an empty secret', async () => {
    await expect(open('')).rejects.toThrow('ONCEQL_SECRET is empty');
  });
});

async function openForUse(secret: string): Promise<Metadata & AsyncDisposable> {
  const other = await open(secret);
  return { ...other, [Symbol.asyncDispose]: () => other.close() };
}
