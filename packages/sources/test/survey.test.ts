import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '@onceql/testing';
import { type Survey, type Warehouse, reachedFrom } from '@onceql/shared';
import { backends } from './activity.js';
import { open, sourceAt } from './fixtures.js';
import { startPostgres, type TestPostgres } from './postgres.js';

const SHOP = `
  CREATE SCHEMA shop; CREATE SCHEMA reports;
  CREATE TABLE shop.items (id int, price numeric);
  CREATE TABLE shop."Odd "".Name" (id int);
  CREATE VIEW shop.cheap AS SELECT * FROM shop.items WHERE price < 1;
  CREATE VIEW reports.cheapest AS SELECT min(price) FROM shop.cheap;
  CREATE MATERIALIZED VIEW reports.kept AS SELECT * FROM shop.cheap;
  CREATE VIEW reports.over_kept AS SELECT count(*) FROM reports.kept;
  CREATE TABLE shop.audit (id int);
  CREATE RULE noted AS ON INSERT TO shop.audit DO ALSO UPDATE shop.items SET price = 0;
  CREATE SEQUENCE shop.numbers;
`;
const PARTITIONS = `
  CREATE TABLE shop.days (day int, n int) PARTITION BY RANGE (day);
  CREATE TABLE shop.low PARTITION OF shop.days FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (day);
  CREATE TABLE shop.lowest PARTITION OF shop.low FOR VALUES FROM (0) TO (5);
  CREATE TABLE shop.high PARTITION OF shop.days FOR VALUES FROM (10) TO (20);
  CREATE INDEX ON shop.days (day);
  CREATE VIEW shop.all_days AS SELECT * FROM shop.days;
  CREATE VIEW shop.high_days AS SELECT * FROM shop.high;
`;

let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startPostgres({ setup: SHOP + PARTITIONS });
});
afterAll(() => postgres.stop());

const named = (...names: string[]): { schema: string; name: string }[] => names.map((name) => ({ schema: 'shop', name }));
const reached = ({ existing, relatives }: Survey): string[] => reachedFrom(existing, relatives).sort();

describe.each(['pg', 'redshift'] as const)('a survey of %s', (type) => {
  let warehouse: Warehouse;
  beforeAll(() => {
    warehouse = open(sourceAt(postgres, {}, type)).warehouse;
  });
  afterAll(() => warehouse.close());

  test('knows relations from other names, also those that the role may not read', async () => {
    const relations = [...named('items', 'Items', 'Odd ".Name', 'cheap', 'numbers', 'days_day_idx'), { schema: 'reports', name: 'items' }];
    const { existing } = await warehouse.survey({ relations, schemas: [] });
    expect([...existing].sort()).toEqual(['shop."Odd "".Name"', 'shop.cheap', 'shop.items']);
    expect(await warehouse.survey({ relations: [], schemas: [] })).toEqual({ existing: [], relatives: [] });
  });

  test('finds views over views, through materialised ones and in other schemas, and no other rules', async () => {
    expect(reached(await warehouse.survey({ relations: named('items'), schemas: [] }))).toEqual([
      'reports.cheapest', 'reports.kept', 'reports.over_kept', 'shop.cheap', 'shop.items',
    ]);
    expect(reached(await warehouse.survey({ relations: named('audit'), schemas: [] }))).toEqual(['shop.audit']);
  });

  test('finds all of a schema, and what depends on it elsewhere', async () => {
    const survey = await warehouse.survey({ relations: [], schemas: ['shop', 'nowhere'] });
    expect(survey.existing).toEqual(expect.arrayContaining(['shop.items', 'shop.cheap', 'shop.days', 'shop.high', 'shop.lowest']));
    expect(survey.existing).not.toContain('reports.kept');
    expect(reached(survey)).toEqual(expect.arrayContaining(['reports.kept', 'reports.over_kept']));
  });
});

describe('partitions', () => {
  let warehouse: Warehouse;
  beforeAll(() => {
    warehouse = open(sourceAt(postgres)).warehouse;
  });
  afterAll(() => warehouse.close());

  test.each([
    ['lowest', ['shop.all_days', 'shop.days', 'shop.low', 'shop.lowest']],
    ['high', ['shop.all_days', 'shop.days', 'shop.high', 'shop.high_days']],
    ['days', ['shop.all_days', 'shop.days', 'shop.high', 'shop.high_days', 'shop.low', 'shop.lowest']],
  ])('%s reaches its parents and its parts, not its siblings', async (name, expected) => {
    expect(reached(await warehouse.survey({ relations: named(name), schemas: [] }))).toEqual(expected);
  });
});

test('a survey that is given up leaves no statement on the database', async () => {
  const { warehouse } = open(sourceAt(postgres));
  const writer = await postgres.connect();
  await writer.query('BEGIN; LOCK TABLE pg_catalog.pg_depend IN ACCESS EXCLUSIVE MODE');
  try {
    await Promise.all([1, 2].map(() => expect(warehouse.survey({ relations: named('items'), schemas: [] })).rejects.toMatchObject({ name: 'SourceFailure' })));
    await until(async () => !(await backends(postgres)).some(({ wait_event }) => wait_event === 'relation'));
  } finally {
    await writer.query('ROLLBACK');
    await writer.end();
    await warehouse.close();
  }
});
