import { readFileSync } from 'node:fs';
import type { RunOrder } from '@onceql/shared';
import type { Client } from 'pg';
import { linesOf, SCHEMA } from '../corpora/corpus.js';

/** The schema of the corpora, and beside it that of statements in the manner of others. */
export const CORPORA = `${SCHEMA} RESET search_path; ${inManners('schema')} RESET search_path;`;

/** Of the server that is tested on. */
const VERSION = 18;

/** Statements whose answers rest on their tables alone, with the schema where these are. */
export function statements(): { readonly statement: string; readonly schema: string }[] {
  const cached = linesOf('cached').filter(({ since }) => since <= VERSION).map(({ statement }) => ({ statement, schema: 'shop' }));
  const others = ['tpch', 'tpcds', 'regress'].flatMap((file) => inManners(file).split(/;\n+/).map((text) => text.trim()).filter((text) => text !== ''));
  return [...cached, ...others.map((statement) => ({ statement, schema: 'manners' }))];
}

/** How they are read. */
export const under = (schema: string): Pick<RunOrder, 'settings' | 'reader'> => ({ settings: [['search_path', schema], ['TimeZone', 'Europe/Berlin']], reader: 'tree' });

/** A file whose schema is called otherwise, as the corpora have one of its name. */
function inManners(file: string): string {
  return readFileSync(new URL(`../corpora/tables/${file}.sql`, import.meta.url), 'utf8').replaceAll(/\bshop\b/g, 'manners');
}

/** Some value of a type in row `i`, by the type's name. Whole numbers are less than `i`, so that who is whose superior goes up to somebody. */
const VALUES: readonly (readonly [RegExp, string])[] = [
  [/^(smallint|integer|bigint)$/, 'i / 2'],
  [/^shop\.cents$/, 'i'],
  [/^(numeric|double|real)/, "(i * 37.25 - 400)"],
  [/^(text|character)/, "(ARRAY['a', 'b', 'ASIA', 'x,y', E'two\\nlines', 'paid', '', NULL])[i % 8 + 1]"],
  [/^boolean$/, 'i % 3 = 0'],
  [/^date$/, "date '2024-01-01' + i * 11"],
  [/^time without/, "time '01:00' + i * interval '43 min'"],
  [/^timestamp/, "timestamp '2023-12-30 23:00' + i * interval '31 hours 5.5 s'"],
  [/^interval$/, "i * interval '1 day 02:03:04.5'"],
  [/^jsonb?$/, `('{"plan": "pro", "due": "2024-01-01", "a": {"b": [' || i || ', 1.50]}}')`],
  [/^uuid$/, "md5(i::text)::uuid"],
  [/\[\]$/, "ARRAY['a b', NULL, i::text]"],
];

/** Puts rows into every table; one whose rows would have to obey more than their types stays as it is. */
export async function fill(admin: Client): Promise<void> {
  const { rows } = await admin.query<{ name: string; columns: { name: string; type: string }[] }>(`
    SELECT c.oid::regclass::text AS name, json_agg(json_build_object('name', quote_ident(attname), 'type', format_type(atttypid, atttypmod)) ORDER BY attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 AND attgenerated = '' AND attidentity = ''
    WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace::regnamespace::text IN ('shop', 'manners') GROUP BY c.oid`);
  for (const { name, columns } of rows) {
    const known = columns.flatMap(({ name: column, type }, at) => {
      const [, value] = VALUES.find(([types]) => types.test(type)) ?? [];
      return value === undefined ? [] : [{ column, value: at === 0 && /int/.test(type) ? 'i' : `(${value})::${type}` }];
    });
    const insert = `INSERT INTO ${name} (${known.map(({ column }) => column).join()}) SELECT ${known.map(({ value }) => value).join()} FROM generate_series(1, 30) i`;
    if (known.length > 0) await admin.query(insert).catch(() => undefined);
  }
}
