import { BUCKET_UNITS } from '@onceql/shared';
import { z } from 'zod';
import { entrySchema } from './answers.js';
import { SAMPLE_KEY, sampleEntry } from './samples.js';

const end = z.union([
  z.strictObject({ by: z.literal('refresh'), tables: z.array(z.string()).describe('of any of these tables') }),
  z.strictObject({ by: z.literal('ttl'), at: z.iso.datetime() }),
]);

const difference = z.strictObject({
  what: z.enum(['literal', 'text', 'epoch', 'date', 'rules'])
    .describe('`date`: the statements are alike, but relative dates in the entry count from another day (names of buckets); `rules`: likewise, but the entry was made by an earlier version of OnceQL, or with other options of the source (its time zone or role, say); these are keys'),
  table: z.string().optional().describe('of an epoch'),
  here: z.string().describe('in the statement that was sent; "" where it has nothing there'),
  there: z.string().describe('in that of the entry'),
}).meta({ id: 'Difference', description: 'One thing in which an entry differs from what was asked.' });

const bucketSchema = z.strictObject({
  unit: z.enum(BUCKET_UNITS),
  zone: z.string().describe('the time zone that it is taken in'),
  name: z.string().describe('`2026-11-21`, `2026-11`, `2026-Q4`, `2026`; a week by its Monday, an hour by its beginning in UTC'),
}).meta({ id: 'Bucket', description: 'The day, hour, month… that a statement counts from.' });

const tableSchema = z.strictObject({
  name: z.string().describe('canonical; as it was written where the source was not asked and nothing is known of it'),
  kind: z.enum(['table', 'partitioned_table', 'view', 'materialized_view', 'foreign_table', 'function', 'other']).nullable().describe('null: the source was not asked'),
  epoch: z.int().nullable().describe('0: nobody has told of a change; null: it cannot be told just now'),
  watchable: z.boolean().nullable().describe('whether a change feed of the source would see its changes; null: the source was not asked'),
});

const functionSchema = z.strictObject({
  schema: z.string().nullable(),
  name: z.string(),
  volatility: z.enum(['immutable', 'stable', 'volatile']).nullable().describe('null: the source was not asked'),
  language: z.string().nullable(),
  origin: z.enum(['statement', 'conversion', 'view', 'catalog', 'policy', 'domain']).describe('where it was found'),
});

export const explanationAnswer = z.strictObject({
  key: z.string().nullable().describe('identity of the query; null where it is not run'),
  canonical: z.string().nullable().describe('the statement as it is told apart from others, as SQL; as it was sent where that cannot be written'),
  reader: z.enum(['tree', 'second', 'text']).nullable().describe("who has read it: Postgres's parser, the second reader of Redshift, or nobody: then the exact text counts"),
  kind: z.string().describe('`select`, or what it is instead: `delete`, `create_table_as`, `several`, `empty`, `unreadable`'),
  message: z.string().nullable().describe('why it is not run, in a sentence; null: it would be'),
  tables: z.array(tableSchema).describe('what it rests on, by name'),
  functions: z.array(functionSchema).describe('what it calls, and what is called behind views; what stands behind operators only where it matters'),
  cacheable: z.boolean().describe('whether its result would be kept; as far as the text tells where `asked` is false'),
  reasons: z.array(z.string()).describe('all that speaks against it, as in `bypass; reason=…`'),
  buckets: z.array(bucketSchema).describe('what its relative dates count from, part of the key; none where it has no such dates'),
  buckets_end: z.iso.datetime().nullable().describe('when the first of the buckets ends by the clock of OnceQL: from then on the query is another one'),
  ttl: z.int().nullable().describe('seconds for which it would be served; null: until a refresh'),
  asked: z.boolean().describe('whether the source was asked; if not, tables, functions and reasons are from the text alone'),
  not_asked: z.string().nullable().describe('why the source was not asked'),
  settings: z.record(z.string(), z.string()).describe('what is set before it runs; all of it is part of the key'),
  entry: entrySchema.extend({ ends: z.array(end).describe('what will end it, whatever comes first; none where it has expired') })
    .meta({ id: 'ExplainedEntry', description: 'The entry of this key, expired or not.' }).nullable(),
  nearest: entrySchema.extend({ differs: z.array(difference) })
    .meta({ id: 'NearestEntry', description: 'Of a miss: the entry that differs least. Its own, if that has expired by a refresh.' }).nullable(),
}).meta({ id: 'Explanation', description: 'What would become of a submission now, and why.' });

const nothing = { tables: [], functions: [], buckets: [], buckets_end: null, ttl: null, settings: {}, entry: null, nearest: null };

/** What a statement that was asked before is explained with. */
export const sampleExplanation = {
  ...nothing,
  key: SAMPLE_KEY,
  canonical: 'SELECT region, count(*) AS orders FROM orders GROUP BY region ORDER BY region',
  reader: 'tree', kind: 'select', message: null,
  tables: [{ name: 'public.orders', kind: 'table', epoch: 7, watchable: true }],
  functions: [{ schema: 'pg_catalog', name: 'count', volatility: 'immutable', language: 'internal', origin: 'statement' }],
  cacheable: true, reasons: [], asked: true, not_asked: null,
  settings: { search_path: '"reader", "public"', TimeZone: 'UTC' },
  entry: { ...sampleEntry, ends: [{ by: 'refresh', tables: ['public.orders'] }] },
};

/** What is explained of a statement that is never run. */
export const sampleRefusal = {
  ...nothing,
  key: null, canonical: null, reader: null, kind: 'delete',
  message: 'Only a single SELECT that does nothing but read may be run: this one begins with DELETE and holds DELETE.',
  cacheable: false, reasons: ['not_select'], asked: false, not_asked: 'It is not run at all.',
};
