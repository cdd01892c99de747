import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadReader } from '../../src/hashing/identify.js';
import { identityOf, outcomeOf, reasonsOf, refusalOf } from './fixtures.js';

beforeAll(loadReader);

test.each([
  ['select (a).b, (f(a)).c[1].d, t.e, s.t.g from t', ['b', 'c', 'd', 'e', 'g']],
  ['select a, t.*, (t).*, s.f(1), 1::s.type from s.t', []],
  ['select t.U&"full\\005fname", t."Ä" from t', ['full_name', 'Ä']],
  ['select t.a, u.a from t join u on t.id = u.id order by (t).id', ['a', 'id']],
])('names behind a dot: %s', (statement, attributes) => {
  expect([...identityOf(statement).attributes].sort()).toEqual([...attributes].sort());
});

describe('a function called as an attribute', () => {
  test.each([
    'select (15227).pg_terminate_backend',
    'select (42::bigint).pg_try_advisory_lock',
    "select (('select 1'::text).ts_stat).word",
    'select (1).pg_sleep',
    'select (0.5).setseed',
    'select (a).b.pg_read_file from t',
    'select 1 from t order by (t.a[1]).lo_get',
    'select x.pg_terminate_backend from generate_series(15227, 15227) x',
    'select generate_series.pg_sleep from generate_series(1, 2)',
    'select pg_sleep.pg_sleep from generate_series(1, 2) as pg_sleep(n)',
    'select f.pg_sleep from rows from (unnest(array[1])) f',
    'select lower.pg_read_file from coalesce(a, b)',
  ])('is refused: %s', (statement) => {
    expect(refusalOf(statement)).toBe('denied_function');
  });

  test('with the name that was written', () => {
    expect(outcomeOf('select (1)."pg_cancel_backend"')).toMatchObject({ message: expect.stringContaining('pg_cancel_backend') });
  });

  test.each([
    ["select ('{1,2,3}'::int[]).array_shuffle", 'volatile_function(array_shuffle)'],
    ['select (a).age from t', 'time_function(age)'],
    ["select ('a'::text).current_setting", 'session_function(current_setting)'],
    ['select x.random_normal from generate_series(1, 2) x', 'volatile_function(random_normal)'],
    ['select (t).xmin from t', 'system_catalog(xmin)'],
  ])('is not cached: %s', (statement, reason) => {
    expect(identityOf(statement)).toMatchObject({ reasons: [reason], shareable: false });
  });

  test.each([
    'select t.name, t.text, t.date, o.left, o.age, o.version, (o.address).city from t, o',
    'select l.lo_revenue, r.aws_region, r.http_status from l join r on l.lo_orderkey = r.id',
    'select x.x, y.setseed from generate_series(1, 2) x, generate_series(1, 2) as y(setseed)',
    'select d.date from generate_series(1, 2) as d(date)',
    'select j.date from f(1) as j(date date, aws_region text)',
  ])('is not what a column is: %s', (statement) => {
    expect(reasonsOf(statement)).toEqual([]);
  });
});

test.each(['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid'])('the system column %s', (name) => {
  for (const column of [name, `t.${name}`, `s.t.${name}::text`]) {
    expect(reasonsOf(`select ${column} from s.t`)).toEqual([`system_catalog(${name})`]);
  }
});

test('a statement that nobody read has none', () => {
  expect(identityOf(`select ${'('.repeat(400)}1${')'.repeat(400)}`)).toMatchObject({ reader: 'text', attributes: [], clockCasts: [] });
});
