import { once } from 'node:events';
import { type Server, connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '@onceql/testing';
import type { FeedChanges, FeedMarks, Warehouse } from '@onceql/shared';
import pg, { type Client } from 'pg';
import { open, sourceAt } from './fixtures.js';
import { type TestPostgres, startPostgres } from './postgres.js';

const SETUP = `
  CREATE SCHEMA shop; CREATE SCHEMA other; GRANT USAGE ON SCHEMA shop, other TO reader;
  CREATE TABLE shop.orders (id int PRIMARY KEY, note text);
  CREATE TABLE shop."Odd.Name" (id int);
  CREATE TABLE shop.calm (id int);
  CREATE VIEW shop.big AS SELECT id FROM shop.orders WHERE id > 10;
  CREATE MATERIALIZED VIEW shop.sums AS SELECT id FROM shop.orders;
  CREATE UNIQUE INDEX ON shop.sums (id);
  CREATE TABLE shop.parts (id int) PARTITION BY RANGE (id);
  CREATE TABLE shop.part1 PARTITION OF shop.parts FOR VALUES FROM (0) TO (10);
  CREATE TABLE shop.loose (id int);
  CREATE TABLE shop.policed (id int, double int GENERATED ALWAYS AS (id * 2) STORED);
  CREATE POLICY mine ON shop.policed USING (true);
  CREATE FUNCTION shop.twice(n int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT n * 2';
  CREATE TYPE shop.mood AS ENUM ('low', 'high');
`;
const NOTHING: FeedMarks = { frame: '', tables: new Map() };

let postgres: TestPostgres;
let writer: Client;
const warehouses: Warehouse[] = [];

beforeAll(async () => {
  postgres = await startPostgres({ setup: SETUP });
  writer = await postgres.connect();
});
afterAll(async () => {
  await writer?.end();
  await Promise.all(warehouses.map((warehouse) => warehouse.close()));
  await postgres?.stop();
});

/** Follows the source as the feed's holder does, and hears of changes. */
class Follower {
  readonly #warehouse: Warehouse;
  marks: FeedMarks = NOTHING;

  constructor(warehouse: Warehouse) {
    this.#warehouse = warehouse;
    warehouses.push(warehouse);
  }

  async look(): Promise<FeedChanges> {
    const look = await this.#warehouse.changes(this.marks);
    if (look.outcome !== 'seen') throw new Error(look.why);
    const tables = new Map(this.marks.tables);
    for (const table of look.gone) tables.delete(table);
    for (const [table, mark] of look.changed) tables.set(table, mark);
    this.marks = { frame: look.frame, tables, pulse: look.pulse };
    return look;
  }
}

const follow = (options = {}): Follower => new Follower(open(sourceAt(postgres, options)).warehouse);
/** Has the writer's session tell its counters at once. */
const told = async (): Promise<void> => {
  await writer.query('SELECT pg_stat_force_next_flush()');
};
const words = ({ changed, gone }: FeedChanges): string[] => [...changed.keys()].map((table) => table.replace('shop.', '')).concat(gone.map((table) => `-${table.replace('shop.', '')}`)).sort();

describe('changes of a Postgres', () => {
  test('the first look has everything, a look at what is still has nothing', async () => {
    const feed = follow();
    const first = await feed.look();
    expect(first.everything).toBe(true);
    expect([...first.changed.keys()]).toEqual(expect.arrayContaining(['shop.orders', 'shop."Odd.Name"', 'shop.big', 'shop.sums', 'shop.parts']));
    expect([...first.changed.keys()].some((table) => table.startsWith('pg_') || table.startsWith('information_schema'))).toBe(false);
    const second = await feed.look();
    expect({ ...words(second), everything: second.everything }).toEqual({ everything: false });
    // Also where the pulse is not asked.
    feed.marks = { frame: feed.marks.frame, tables: feed.marks.tables };
    expect(words(await feed.look())).toEqual([]);
  });

  test.each([
    ['INSERT INTO shop.orders VALUES (1, $$a$$), (20, $$b$$)', ['orders']],
    ['UPDATE shop.orders SET note = $$c$$ WHERE id = 1', ['orders']],
    ['DELETE FROM shop.orders WHERE id = 1', ['orders']],
    ['COPY shop."Odd.Name" FROM PROGRAM $$echo 1$$', ['"Odd.Name"']],
    ['TRUNCATE shop."Odd.Name"', ['"Odd.Name"']],
    ['REFRESH MATERIALIZED VIEW shop.sums', ['sums']],
    ['INSERT INTO shop.orders VALUES (21)', ['orders']],
    ['REFRESH MATERIALIZED VIEW CONCURRENTLY shop.sums', ['sums']],
    ['REFRESH MATERIALIZED VIEW shop.sums WITH NO DATA', ['sums']],
    ['CREATE OR REPLACE VIEW shop.big AS SELECT id FROM shop.orders WHERE id > 20', ['big']],
    ['ALTER VIEW shop.big RENAME COLUMN id TO number', ['big']],
    ['ALTER TABLE shop.orders ADD COLUMN paid boolean', ['orders']],
    ['ALTER TABLE shop.orders ADD COLUMN since int DEFAULT 7', ['orders']],
    ['ALTER TABLE shop.orders RENAME COLUMN paid TO settled', ['orders']],
    ['ALTER TABLE shop.orders DROP COLUMN settled', ['orders']],
    ['ALTER TABLE shop.orders ALTER COLUMN note TYPE varchar(20)', ['orders']],
    ['ALTER TABLE shop.loose RENAME TO lose', ['-loose', 'lose']],
    ['ALTER TABLE shop.lose RENAME TO loose', ['-lose', 'loose']],
    ['INSERT INTO shop.parts VALUES (5)', ['part1']],
    ['CREATE TABLE shop.part2 PARTITION OF shop.parts FOR VALUES FROM (10) TO (20)', ['part2', 'parts']],
    ['ALTER TABLE shop.parts ATTACH PARTITION shop.loose FOR VALUES FROM (20) TO (30)', ['loose', 'parts']],
    ['ALTER TABLE shop.parts DETACH PARTITION shop.loose', ['loose', 'parts']],
    ['ALTER TABLE shop.parts DETACH PARTITION shop.part2 CONCURRENTLY', ['part2', 'parts']],
    ['ALTER POLICY mine ON shop.policed USING (id > 1)', ['policed']],
    ['ALTER TABLE shop.policed ENABLE ROW LEVEL SECURITY', ['policed']],
    ['REVOKE SELECT ON shop.policed FROM PUBLIC; GRANT SELECT ON shop.policed TO reader', ['policed']],
    ['DROP TABLE shop.loose; CREATE TABLE shop.loose (id int)', ['loose']],
    ['DROP VIEW shop.big', ['-big']],
    ['ANALYZE shop.orders; ANALYZE shop.sums', []],
    ['VACUUM shop.orders', []],
    ['CREATE INDEX ON shop.orders (note)', []],
    ['CREATE TEMP TABLE passing AS SELECT 1 AS n', []],
    ['CREATE OR REPLACE FUNCTION shop.twice(n int) RETURNS int IMMUTABLE LANGUAGE sql AS $$SELECT n + n$$', []],
  ])('%s', async (statement, changed) => {
    const feed = follow();
    await told();
    await feed.look();
    for (const part of statement.split('; ')) await writer.query(part);
    await told();
    const look = await feed.look();
    expect({ changed: words(look), everything: look.everything }).toEqual({ changed, everything: false });
    expect(words(await feed.look())).toEqual([]);
  });

  test('a schema that is renamed', async () => {
    const feed = follow();
    await writer.query('CREATE TABLE other.thing (id int)');
    await feed.look();
    await writer.query('ALTER SCHEMA other RENAME TO elsewhere');
    expect(words(await feed.look())).toEqual(['-other.thing', 'elsewhere.thing']);
  });

  test('a change whose counters come late is not lost', async () => {
    const feed = follow();
    const late = await postgres.connect();
    await late.query('SELECT pg_stat_force_next_flush()');
    await late.query('INSERT INTO shop.calm VALUES (1)');
    await feed.look();
    // So soon after the first change the counters of the second wait for the end of what follows.
    await late.query('INSERT INTO shop.calm VALUES (2)');
    await late.query('BEGIN');
    const seen = words(await feed.look());
    await late.query('COMMIT');
    await late.end();
    await until(async () => {
      seen.push(...words(await feed.look()));
      return seen.length > 0;
    });
    expect(new Set(seen)).toEqual(new Set(['calm']));
  });

  test('functions that results may rest on move everything', async () => {
    const [wide, narrow] = [follow({ allow_functions: ['shop.twice'] }), follow()];
    await Promise.all([wide.look(), narrow.look()]);
    await writer.query('CREATE OR REPLACE FUNCTION shop.twice(n int) RETURNS int IMMUTABLE LANGUAGE sql AS $$SELECT 2 * n$$');
    expect([(await wide.look()).everything, (await narrow.look()).everything]).toEqual([true, false]);
    await writer.query(`ALTER TYPE shop.mood RENAME VALUE 'low' TO 'down'`);
    expect((await narrow.look()).everything).toBe(true);
  });

  test('counters that begin anew move everything', async () => {
    const feed = follow();
    await feed.look();
    await writer.query('SELECT pg_stat_reset()');
    expect((await feed.look()).everything).toBe(true);
    // The counters of the table are what they were before: two sessions wrote, and in between it began anew.
    await writer.query('INSERT INTO shop.calm VALUES (7)');
    await told();
    await writer.query("SELECT pg_stat_reset_single_table_counters('shop.calm'::regclass)");
    expect((await feed.look()).everything).toBe(true);
    // Every process of the server starts anew after one was killed; counters of changes that were not told are lost.
    const victim = await postgres.connect();
    const pid = (await victim.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    await until(async () => {
      try {
        return (await feed.look()).everything;
      } catch {
        return false;
      }
    });
    await writer.end().catch(() => undefined);
    writer = await postgres.connect();
  });

  test('a role whose changes are not counted is told so', async () => {
    await writer.query('ALTER ROLE reader SET track_counts = off');
    const look = await open(sourceAt(postgres)).warehouse.changes(NOTHING);
    await writer.query('ALTER ROLE reader RESET track_counts');
    expect(look).toMatchObject({ outcome: 'blind', why: expect.stringContaining('track_counts') as unknown });
  });

  test('a role whose own changes alone are not counted is named', async () => {
    await writer.query("CREATE ROLE quiet; ALTER ROLE quiet SET track_counts = 'no'");
    const { warehouse } = open(sourceAt(postgres));
    warehouses.push(warehouse);
    expect(await warehouse.changes(NOTHING)).toMatchObject({ outcome: 'blind', why: expect.stringContaining('(quiet)') as unknown });
    await writer.query('ALTER ROLE quiet RESET track_counts; ALTER DATABASE postgres SET track_counts = off');
    expect(await warehouse.changes(NOTHING)).toMatchObject({ outcome: 'blind', why: expect.stringContaining('track_counts') as unknown });
    await writer.query('ALTER DATABASE postgres RESET track_counts; DROP ROLE quiet');
    // Settings count for new sessions.
    await expect(open(sourceAt(postgres)).warehouse.changes(NOTHING)).resolves.toMatchObject({ outcome: 'seen' });
  });

  test('a role that may not look is told so in the words of the database', async () => {
    await writer.query('REVOKE SELECT ON pg_policy FROM PUBLIC');
    await expect(open(sourceAt(postgres)).warehouse.changes(NOTHING)).rejects.toThrow('permission denied for table pg_policy');
    await writer.query('GRANT SELECT ON pg_policy TO PUBLIC');
  });

  test('ten thousand tables are cheap to look at', async () => {
    await writer.query('CREATE DATABASE wide');
    const many = new pg.Client({ host: '127.0.0.1', port: postgres.port, user: 'postgres', database: 'wide' });
    await many.connect();
    await many.query('CREATE SCHEMA wide');
    for (let from = 0; from < 10_000; from += 1000) {
      await many.query(`DO $$ BEGIN FOR n IN ${String(from)}..${String(from + 999)} LOOP
        EXECUTE format('CREATE TABLE wide.table_%s (a int, b int, c int, d int, e int, f int, g int, h int)', n); END LOOP; END $$`);
    }
    await many.query('VACUUM ANALYZE pg_class, pg_attribute, pg_type');
    const way = await CountedWay.to(postgres.port);
    const feed = follow({ dbname: 'wide', port: way.port });
    const timed = async (what: string): Promise<FeedChanges> => {
      const [began, bytes] = [performance.now(), way.bytes];
      const look = await feed.look();
      process.stdout.write(`10,000 tables, ${what}: ${(performance.now() - began).toFixed(1)} ms, ${String(way.bytes - bytes)} bytes\n`);
      return look;
    };
    expect((await timed('first look')).changed.size).toBe(10_000);
    for (let look = 0; look < 3; look += 1) expect(words(await timed('nothing committed'))).toEqual([]);
    await many.query('INSERT INTO wide.table_7 VALUES (1)');
    await many.query('SELECT pg_stat_force_next_flush()');
    const before = way.bytes;
    expect([...(await timed('one table changed')).changed.keys()]).toEqual(['wide.table_7']);
    expect(way.bytes - before).toBeLessThan(50_000);
    await many.end();
    await warehouses.pop()?.close();
    await way.close();
  });
});

/** A way to a port that counts the bytes in both directions. */
class CountedWay {
  readonly #server: Server;
  bytes = 0;

  private constructor(target: number) {
    this.#server = createServer((from) => {
      const to = connect(target, '127.0.0.1');
      for (const socket of [from, to]) socket.on('data', (data) => (this.bytes += data.length)).on('error', () => undefined);
      from.pipe(to).pipe(from);
    });
  }

  static async to(target: number): Promise<CountedWay> {
    const way = new CountedWay(target);
    way.#server.listen(0, '127.0.0.1');
    await once(way.#server, 'listening');
    return way;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
