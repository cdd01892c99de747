import fc from 'fast-check';
import { settingsOf, type Setting } from '@onceql/shared';
import { sourceAt } from '../fixtures.js';
import { anything, type Made } from './built.js';
import type { Line } from './line.js';
import type { Sample } from './sample.js';
import { name, quoted } from './texts.js';

/** What stands in the database before there are tables. Every word of it is said again by `regclass` and kin. */
export const SETUP = `
CREATE SCHEMA kept AUTHORIZATION reader; GRANT CREATE ON DATABASE postgres TO reader;
SET ROLE reader; SET search_path = kept;
CREATE TYPE mood AS ENUM ('sad', 'glad "and" so', 'a,b', ' ', '\\.');
CREATE TYPE pair AS (a int, b text, c timestamptz, d numeric[]);
CREATE TABLE "odd ""name" (n int);
CREATE TYPE textrange AS RANGE (subtype = text, collation = "C");
CREATE TYPE floatrange AS RANGE (subtype = float8);
CREATE TYPE timerange AS RANGE (subtype = time);
RESET ROLE;
CREATE TYPE odd;
CREATE FUNCTION odd_in(cstring) RETURNS odd LANGUAGE internal STRICT IMMUTABLE AS 'textin';
CREATE FUNCTION odd_out(odd) RETURNS cstring LANGUAGE internal STRICT IMMUTABLE AS 'textout';
CREATE TYPE odd (INPUT = odd_in, OUTPUT = odd_out, LIKE = text);
RESET search_path;
`;

/** A table that is made, and how it is asked for. */
export interface Table {
  /** What makes it. */
  readonly making: readonly string[];
  readonly statement: string;
  readonly settings: readonly Setting[];
  /** Whose session reads it, and whether rows come by COPY where they can. */
  readonly engine: 'pg' | 'redshift';
  readonly reader: 'tree' | 'text';
}

interface Column {
  readonly name: string;
  readonly make: string | undefined;
  readonly type: string;
  readonly values: readonly string[];
}

const MOST_ROWS = 25;

const columnOf = (sample: Made | Sample, rows: number): fc.Arbitrary<Column> =>
  fc.record({
    name,
    make: fc.constant('make' in sample ? sample.make : undefined),
    type: fc.constant(sample.type),
    values: fc.array(fc.oneof({ weight: 6, arbitrary: sample.value }, { weight: 1, arbitrary: fc.constant('NULL') }), { minLength: rows, maxLength: rows }),
  });

const ZONES = ['UTC', 'UTC', 'GMT0', 'Etc/GMT+5', 'Europe/London', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Africa/Monrovia', 'Pacific/Apia', 'America/St_Johns', '-03:30', 'EST5EDT', 'Asia/Kathmandu'];
/** What sources can be made to do, and what no source asks for yet but a session could. */
const product = fc.constantFrom(...ZONES).map((timezone) => {
  const settings = settingsOf(sourceAt({ port: 0 }, { timezone, search_path: 'kept' }));
  if ('refused' in settings) throw new Error(settings.refused);
  return settings;
});
const style = (setting: string, ...values: string[]): fc.Arbitrary<Setting[]> => fc.oneof({ weight: 2, arbitrary: fc.constant<Setting[]>([]) }, fc.constantFrom(...values).map((value): Setting[] => [[setting, value]]));
const others = fc
  .tuple(
    style('DateStyle', 'ISO, DMY', 'ISO, YMD', 'SQL, MDY', 'SQL, DMY', 'German', 'Postgres, MDY', 'Postgres, DMY'), style('IntervalStyle', 'sql_standard', 'postgres_verbose', 'iso_8601'), style('bytea_output', 'escape'),
    style('extra_float_digits', '0', '-15', '-3', '3'), style('xmlbinary', 'hex'), style('quote_all_identifiers', 'on'), style('xmloption', 'document'), style('search_path', 'pg_catalog', 'kept, made'),
  )
  .map((some) => some.flat());

/** Tables of every type, and settings under which they are read. */
export const table: fc.Arbitrary<Table> = fc
  .tuple(fc.oneof({ weight: 9, arbitrary: fc.nat(MOST_ROWS) }, fc.constantFrom(0, 1)), fc.array(anything, { minLength: 1, maxLength: 8 }))
  .chain(([rows, samples]) => fc.record({
    rows: fc.constant(rows),
    columns: fc.tuple(...samples.map((sample) => columnOf(sample, rows))),
    whole: fc.integer({ min: 0, max: 5 }),
    settings: fc.oneof({ weight: 2, arbitrary: product }, fc.tuple(product, others).map(([own, more]) => [...own, ...more])),
    engine: fc.constantFrom('pg' as const, 'pg' as const, 'pg' as const, 'redshift' as const),
    reader: fc.constantFrom('tree' as const, 'tree' as const, 'tree' as const, 'text' as const),
  }))
  .map(({ rows, columns, whole, ...how }) => ({ making: making(columns, rows), statement: statementOf(columns, whole === 0), ...how }));

/** Makes a table and reads it: what differs from the server's own copy, or why the table could not be made. */
export async function tried(line: Line, { making, statement, engine, ...how }: Table): Promise<string[]> {
  await line.direct.query('RESET ALL');
  await line.direct.query(making.join(';\n'));
  return line.differences(statement, engine, how);
}

function making(columns: readonly Column[], rows: number): string[] {
  const own = (text: string, at: number): string => text.replaceAll('%', String(at));
  const values = Array.from({ length: rows }, (_, row) => `(${columns.map((column) => column.values[row]).join()})`);
  return [
    'DROP SCHEMA IF EXISTS made CASCADE; CREATE SCHEMA made',
    ...columns.flatMap(({ make }, at) => (make === undefined ? [] : [own(make, at)])),
    `CREATE TABLE made.t (${columns.map(({ type }, at) => `c${at} ${own(type, at)}`).join()})`,
    ...(rows === 0 ? [] : [`INSERT INTO made.t VALUES ${values.join()}`]),
  ];
}

/** @param isWhole Whether there is the row itself as well. */
function statementOf(columns: readonly Column[], isWhole: boolean): string {
  const all = columns.map((column, at) => `c${at} AS ${quoted(column.name)}`);
  return `SELECT ${[...all, ...(isWhole ? ['t', 'ROW(t.c0, NULL)'] : [])].join()} FROM made.t`;
}
