import type { Request, Response } from 'express';
import { z } from 'zod';
import { NOTHING_LEARNT, RequestFault, forEachLearnt } from '@onceql/shared';
import type { EntryOrder, EntryView, LearntCounts, Source, SourceHoldings } from '@onceql/shared';
import { sourceView, tablesNamed } from '@onceql/flow';
import type { Context } from '../context.js';
import { cacheStatsAnswer, entriesAnswer, entrySchema } from '../contract/answers.js';
import { SAMPLE_KEY, sampleEntry } from '../contract/samples.js';
import { callerOf } from '../http/authenticate.js';
import { json } from '../http/endpoint.js';
import type { Endpoint } from '../http/endpoint.js';
import { logOf } from '../http/request-log.js';
import { validate } from '../http/validate.js';
import { entryBody } from '../reply/entry.js';
import { sourceWith } from './data-sources.js';
import { iso } from '../reply/iso.js';

/** Characters of a statement that the list shows; a single entry shows all of it. */
const SHOWN = 4_000;
const WHOLE = 2_000_000;

const entryParams = z.object({ key: z.string().describe('identity of the query, as X-OnceQL-Key says it') });

const LIMIT = 'must be a whole number from 1 to 200';
const listSchema = z.object({
  sort: z.enum(['hits', 'cached_at'], 'must be hits or cached_at').default('hits').describe('the most often hit first, or the youngest'),
  limit: z.union([z.int(), z.string().regex(/^\d{1,3}$/).transform(Number)], LIMIT).pipe(z.int().min(1, LIMIT).max(200, LIMIT)).default(20),
  table: z.string().min(1).max(300).optional().describe('entries that rest on this table alone, at its present epoch; a name as a person writes it'),
  data_source_id: z.string().regex(/^\d*$/, 'must be the id of a data source').optional().describe('entries of this source alone'),
});

const sampleHoldings = {
  entries: 3, bytes: 2739, oldest: '2026-03-01T12:00:00.123Z', unswept: 0, learnt: { ...NOTHING_LEARNT, call: 2, feed: 5 },
  hits: 12, stale: 0, joined: 1, misses: 4,
};

/** A look at what is cached. */
export const cacheEndpoints: readonly Endpoint[] = [
  {
    method: 'get', path: '/api/cache/entries', operation: 'listEntries', tag: 'cache', access: 'admin',
    summary: 'The hottest entries of the cache, or the youngest',
    query: listSchema,
    answers: [{ status: 200, about: 'Entries in the order asked for', content: json(entriesAnswer) }],
    faults: { 400: 'A wrong sort, limit or name', 404: 'There is no such source, or no such table is known' },
    examples: [
      { name: 'What rests on a table', query: { table: 'orders', data_source_id: '1' }, status: 200, answer: { entries: [sampleEntry] } },
      { name: 'The hottest of a source', query: { data_source_id: '1', limit: 5 }, status: 200, answer: { entries: [sampleEntry] } },
    ],
    handle: list,
  },
  {
    method: 'get', path: '/api/cache/entries/:key', operation: 'readEntry', tag: 'cache', access: 'admin',
    summary: 'One entry of the cache, with its whole statement',
    params: entryParams,
    answers: [{ status: 200, about: 'The entry, expired or not', content: json(entrySchema) }],
    faults: { 404: 'The key has no entry' },
    examples: [{ name: 'An entry', params: { key: SAMPLE_KEY }, status: 200, answer: sampleEntry }],
    handle: get,
  },
  {
    method: 'delete', path: '/api/cache/entries/:key', operation: 'dropEntry', tag: 'cache', access: 'admin',
    summary: 'Take an entry out: the next submission runs',
    about: 'The entry alone. A run of the key that is under way makes a new one; the files go by the sweep, and the result can be read by its id until then.',
    params: entryParams,
    answers: [{ status: 200, about: 'It is out', content: json(z.null()) }],
    faults: { 404: 'The key has no entry' },
    examples: [{ name: 'Drop', params: { key: SAMPLE_KEY }, status: 200, answer: null }],
    handle: drop,
  },
  {
    method: 'get', path: '/api/cache/stats', operation: 'readCacheStats', tag: 'cache', access: 'admin',
    summary: 'How much is cached, and how submissions were answered',
    about: 'Hits, joins and misses are those of the process that answers, since it started; `/metrics` of all processes has them all.',
    answers: [{ status: 200, about: 'By source, and in all', content: json(cacheStatsAnswer) }],
    examples: [{
      name: 'One source', status: 200,
      answer: {
        since: '2026-03-01T12:00:00.123Z', total: sampleHoldings,
        data_sources: [{ id: 1, name: 'warehouse', ...sampleHoldings, quota_bytes: null }],
      },
    }],
    handle: stats,
  },
];

async function list(context: Context, request: Request, response: Response): Promise<void> {
  const { sort, limit, table, data_source_id: id } = validate(listSchema, request.query);
  const sources = id === undefined ? await context.ports.sources.list() : [await sourceWith(context, id)];
  const found = table === undefined ? await listed(context, sources, sort, limit) : await restingOn(context, sources, table, sort, limit);
  const first = found.sort(after[sort]).slice(0, limit);
  const statements = await context.ports.ledger.statementsOf(first.map(({ result }) => result), SHOWN);
  response.json({ entries: first.map((entry) => entryBody(entry, statements.get(entry.result))) });
}

async function listed({ ports }: Context, sources: readonly Source[], sort: EntryOrder, limit: number): Promise<EntryView[]> {
  return (await Promise.all(sources.map((source) => ports.index.entries(sourceView(source), sort, limit)))).flat();
}

/** @throws RequestFault 404 where no source knows the table */
async function restingOn({ ports }: Context, sources: readonly Source[], table: string, sort: EntryOrder, limit: number): Promise<EntryView[]> {
  let isKnown = false;
  const found = await Promise.all(sources.map(async (source) => {
    const known = new Set(await ports.invalidation.knownTables(source.id));
    const meant = tablesNamed(source, table).filter((each) => known.has(each));
    isKnown ||= meant.length > 0;
    return ports.index.entriesOn(sourceView(source), meant, sort, limit);
  }));
  if (!isKnown) throw new RequestFault(404, `Nothing rests on a table ${table}, and nobody has told of it.`);
  return found.flat();
}

const after: Record<EntryOrder, (one: EntryView, other: EntryView) => number> = {
  hits: (one, other) => other.hits - one.hits,
  cached_at: (one, other) => other.cachedAt - one.cachedAt,
};

async function get(context: Context, request: Request, response: Response): Promise<void> {
  const entry = await find(context, request);
  const statements = await context.ports.ledger.statementsOf([entry.result], WHOLE);
  response.json(entryBody(entry, statements.get(entry.result)));
}

/** @throws RequestFault 404 */
async function find({ ports }: Context, request: Request): Promise<EntryView> {
  const key = String(request.params['key']);
  const sources = /^[0-9a-f]{64}$/.test(key) ? await ports.sources.list() : [];
  // A key is made from its source's id too, so one source at most has it.
  const found = await Promise.all(sources.map((source) => ports.index.entry(sourceView(source), key)));
  const entry = found.find((each) => each !== undefined);
  if (!entry) throw new RequestFault(404, 'Cache entry not found.');
  return entry;
}

async function drop(context: Context, request: Request, response: Response): Promise<void> {
  const { source, key } = await find(context, request);
  const { outcome } = await context.ports.index.sweep.drop(source, key, { why: 'deleted' });
  if (outcome === 'dropped') context.ports.meter.swept(source, 'deleted', 1);
  // Where it is another entry by now, or none: what was asked for has come about.
  logOf(request).info({ source, key, outcome, caller: callerOf(request).name }, 'entry taken out');
  response.json(null);
}

async function stats({ ports, tally, startedAt }: Context, _request: Request, response: Response): Promise<void> {
  const sources = await ports.sources.list();
  const each = await Promise.all(sources.map(async ({ id, name, options }) => {
    const { hit = 0, stale = 0, joined = 0, claimed = 0 } = tally.of(id);
    const counts = { ...(await ports.index.holdings(id)), learnt: await ports.ledger.countLearnt(id), hits: hit, stale, joined, misses: claimed };
    return { id, name, counts, quota: options.quota_bytes };
  }));
  response.json({
    since: startedAt.toISOString(),
    total: statsBody(each.map(({ counts }) => counts).reduce(add, NOTHING)),
    data_sources: each.map(({ id, name, counts, quota }) => ({ id, name, ...statsBody(counts), quota_bytes: quota ?? null })),
  });
}

type Counts = SourceHoldings & { readonly learnt: LearntCounts; readonly hits: number; readonly stale: number; readonly joined: number; readonly misses: number };
const NOTHING: Counts = { entries: 0, bytes: 0, oldest: undefined, unswept: 0, hits: 0, stale: 0, joined: 0, misses: 0, learnt: NOTHING_LEARNT };

const add = (one: Counts, other: Counts): Counts => ({
  entries: one.entries + other.entries,
  bytes: one.bytes + other.bytes,
  oldest: one.oldest === undefined || other.oldest === undefined ? (one.oldest ?? other.oldest) : Math.min(one.oldest, other.oldest),
  unswept: one.unswept + other.unswept,
  learnt: forEachLearnt((how) => one.learnt[how] + other.learnt[how]),
  hits: one.hits + other.hits,
  stale: one.stale + other.stale,
  joined: one.joined + other.joined,
  misses: one.misses + other.misses,
});

const statsBody = ({ oldest, ...counts }: Counts): Record<string, unknown> => ({
  ...counts, oldest: oldest === undefined ? null : iso(oldest),
});

