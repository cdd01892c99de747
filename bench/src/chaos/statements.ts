import type { Random } from './random.js';
import { rowsAt, valueAt } from './tables.js';
import type { Table, Versions } from './tables.js';

export type Row = Readonly<Record<string, unknown>>;

/** What an answer says of the tables that it was read from. */
export type Reading =
  | { readonly versions: Versions }
  | { readonly problem: 'torn' | 'wrong_rows'; readonly details: string };

/** One statement of the storm. */
export interface Statement {
  readonly id: string;
  readonly sql: string;
  readonly tables: readonly Table[];
  /** Whether the result may go to more than one caller. */
  readonly shareable: boolean;
  /** Holds the rows against what the statement returns at the versions that they show. */
  read(rows: readonly Row[]): Reading;
}

type Expected = readonly (readonly number[])[];

/** The one version that a column shows in all rows; undefined where there are several, or no row. */
function versionIn(rows: readonly Row[], column: string): number | undefined {
  const [first] = rows;
  const version = first?.[column];
  return typeof version === 'number' && rows.every((row) => row[column] === version) ? version : undefined;
}

function compare(rows: readonly Row[], columns: readonly string[], expected: Expected): string | undefined {
  if (rows.length !== expected.length) return `${rows.length} rows where ${expected.length} are due`;
  const at = expected.findIndex((row, index) => row.some((value, column) => rows[index]?.[columns[column] ?? ''] !== value));
  return at < 0 ? undefined : `row ${at} is ${JSON.stringify(rows[at])} where ${JSON.stringify(expected[at])} is due`;
}

/** Reads rows whose versions stand in columns, and whose contents follow from them. */
function readerOf(
  versionColumns: Readonly<Partial<Record<Table, string>>>,
  columns: readonly string[],
  expect: (version: (table: Table) => number) => Expected,
): Statement['read'] {
  return (rows) => {
    if (rows.length === 0) return { problem: 'wrong_rows', details: 'no rows' };
    const versions: Partial<Record<Table, number>> = {};
    for (const [table, column] of Object.entries(versionColumns)) {
      const version = versionIn(rows, column);
      if (version === undefined) return { problem: 'torn', details: `${table} shows ${[...new Set(rows.map((row) => String(row[column])))].join(', ')}` };
      versions[table as Table] = version;
    }
    const details = compare(rows, columns, expect((table) => versions[table] ?? -1));
    return details === undefined ? { versions } : { problem: 'wrong_rows', details: `${details} at ${JSON.stringify(versions)}` };
  };
}

const upTo = (last: number): number[] => Array.from({ length: Math.max(0, last) }, (_, at) => at + 1);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const rowsOf = (table: Table, limit: number, where: (id: number) => boolean = () => true) =>
  readerOf({ [table]: 'v' }, ['id', 'v', 'val'], (version) => {
    const v = version(table);
    return upTo(Math.min(limit, rowsAt(v))).filter(where).map((id) => [id, v, valueAt(id, v)]);
  });

const single = (table: Table, limit: number): Statement => ({
  id: `single ${table} ${limit}`, tables: [table], shareable: true,
  sql: `SELECT id, v, val FROM ${table} WHERE id <= ${limit} ORDER BY id`,
  read: rowsOf(table, limit),
});

const slow = (table: Table, limit: number, how: 'slow' | 'slower' | 'slowest'): Statement => ({
  id: `${how} ${table} ${limit}`, tables: [table], shareable: true,
  sql: `SELECT id, v, ${how}(val) AS val FROM ${table} WHERE id <= ${limit} ORDER BY id`,
  read: rowsOf(table, limit),
});

const total = (table: Table): Statement => ({
  id: `total ${table}`, tables: [table], shareable: true,
  sql: `SELECT v, count(*) AS n, sum(val) AS s FROM ${table} GROUP BY v`,
  read: readerOf({ [table]: 'v' }, ['v', 'n', 's'], (version) => {
    const v = version(table);
    return [[v, rowsAt(v), sum(upTo(rowsAt(v)).map((id) => valueAt(id, v)))]];
  }),
});

const join = (one: Table, other: Table): Statement => ({
  id: `join ${one} ${other}`, tables: [one, other], shareable: true,
  sql: `SELECT a.id, a.v AS va, b.v AS vb, a.val + b.val AS s FROM ${one} a JOIN ${other} b ON b.id = a.id ORDER BY a.id`,
  read: readerOf({ [one]: 'va', [other]: 'vb' }, ['id', 'va', 'vb', 's'], (version) => {
    const [va, vb] = [version(one), version(other)];
    return upTo(Math.min(rowsAt(va), rowsAt(vb))).map((id) => [id, va, vb, valueAt(id, va) + valueAt(id, vb)]);
  }),
});

const view: Statement = {
  id: 'view', tables: ['t1', 't2'], shareable: true,
  sql: 'SELECT va, vb, n, s FROM both_of',
  read: readerOf({ t1: 'va', t2: 'vb' }, ['va', 'vb', 'n', 's'], (version) => {
    const [va, vb] = [version('t1'), version('t2')];
    const ids = upTo(Math.min(rowsAt(va), rowsAt(vb)));
    return [[va, vb, ids.length, sum(ids.map((id) => valueAt(id, va) + valueAt(id, vb)))]];
  }),
};

const leaf: Statement = {
  id: 'leaf', tables: ['p'], shareable: true,
  sql: 'SELECT id, v, val FROM p_odd WHERE id <= 15 ORDER BY id',
  read: rowsOf('p', 15, (id) => id % 2 === 1),
};

const volatile: Statement = {
  id: 'volatile', tables: ['t0'], shareable: false,
  sql: 'SELECT id, v, val, random() AS roll FROM t0 WHERE id <= 4 ORDER BY id',
  read: rowsOf('t0', 4),
};

/** Looks shareable until the database has been asked. */
const dice: Statement = {
  id: 'dice', tables: ['t1'], shareable: false,
  sql: 'SELECT id, v, val, roll FROM dice WHERE id <= 4 ORDER BY id',
  read: rowsOf('t1', 4),
};

const COPIES = 300;
const large: Statement = {
  id: 'large', tables: ['t3'], shareable: true,
  sql: `SELECT a.id, a.v, a.val, g FROM t3 a CROSS JOIN generate_series(1, ${COPIES}) g ORDER BY a.id, g`,
  read: readerOf({ t3: 'v' }, ['id', 'v', 'val', 'g'], (version) => {
    const v = version('t3');
    return upTo(rowsAt(v)).flatMap((id) => upTo(COPIES).map((g) => [id, v, valueAt(id, v), g]));
  }),
};

/** All statements, with how often each is asked. */
export const STATEMENTS: readonly (readonly [Statement, number])[] = [
  [single('t0', 5), 6], [single('t1', 12), 6], [single('t2', 30), 6], [single('t3', 12), 8],
  [total('t0'), 3], [total('t2'), 4], [total('p'), 5],
  [join('t0', 't1'), 4], [join('t2', 't3'), 5], [join('t1', 'p'), 4],
  [view, 6], [leaf, 4], [volatile, 3], [dice, 3], [large, 1],
  [slow('t1', 12, 'slow'), 5], [slow('t2', 30, 'slow'), 5], [slow('p', 12, 'slow'), 3],
  [slow('t3', 10, 'slower'), 3], [slow('t2', 20, 'slower'), 2], [slow('t3', 9, 'slowest'), 0.7],
];

const SPELLINGS: readonly ((sql: string) => string)[] = [
  (sql) => sql,
  (sql) => sql.toLowerCase(),
  (sql) => `/* asked again */ ${sql}`,
  (sql) => `${sql.replaceAll(' ', '\n  ')};`,
  (sql) => sql.replace(/ WHERE (.*) ORDER/, ' WHERE ($1) ORDER'),
];

/** The same statement as somebody else would write it. */
export const spelled = (sql: string, random: Random): string => random.pick(SPELLINGS)(sql);

/** Marks the text of what is asked for one caller alone: the key is the same, and the ledger keeps the text. */
export const ALONE_MARK = '/* for me alone */';
