import type { Request, Response } from 'express';
import { z } from 'zod';
import { RequestFault } from '@onceql/shared';
import type { EntryOrder, EntryView } from '@onceql/shared';
import type { Context } from '../context.js';
import { entriesAnswer, entrySchema } from '../contract/answers.js';
import { SAMPLE_KEY, sampleEntry } from '../contract/samples.js';
import { json } from '../http/endpoint.js';
import type { Endpoint } from '../http/endpoint.js';
import { idOf, validate } from '../http/validate.js';
import { entryBody } from '../reply/entry.js';

/** Characters of a statement that the list shows; a single entry shows all of it. */
const SHOWN = 4_000;
const WHOLE = 2_000_000;

const LIMIT = 'must be a whole number from 1 to 200';
const listSchema = z.object({
  sort: z.enum(['hits', 'cached_at'], 'must be hits or cached_at').default('hits').describe('the most often hit first, or the youngest'),
  limit: z.union([z.int(), z.string().regex(/^\d{1,3}$/).transform(Number)], LIMIT).pipe(z.int().min(1, LIMIT).max(200, LIMIT)).default(20),
  data_source_id: z.string().regex(/^\d*$/, 'must be the id of a data source').optional().describe('entries of this source alone'),
});

/** A look at what is cached. */
export const cacheEndpoints: readonly Endpoint[] = [
  {
    method: 'get', path: '/api/cache/entries', operation: 'listEntries', tag: 'cache', access: 'admin',
    summary: 'The hottest entries of the cache, or the youngest',
    query: listSchema,
    answers: [{ status: 200, about: 'Entries in the order asked for', content: json(entriesAnswer) }],
    faults: { 400: 'A wrong sort or limit', 404: 'There is no such source' },
    examples: [{ name: 'The hottest of a source', query: { data_source_id: '1', limit: 5 }, status: 200, answer: { entries: [sampleEntry] } }],
    handle: list,
  },
  {
    method: 'get', path: '/api/cache/entries/:key', operation: 'readEntry', tag: 'cache', access: 'admin',
    summary: 'One entry of the cache, with its whole statement',
    params: z.object({ key: z.string().describe('identity of the query, as X-OnceQL-Key says it') }),
    answers: [{ status: 200, about: 'The entry, expired or not', content: json(entrySchema) }],
    faults: { 404: 'The key has no entry' },
    examples: [{ name: 'An entry', params: { key: SAMPLE_KEY }, status: 200, answer: sampleEntry }],
    handle: get,
  },
];

async function list(context: Context, request: Request, response: Response): Promise<void> {
  const { sort, limit, data_source_id: source } = validate(listSchema, request.query);
  const sources = source === undefined ? await allSources(context) : [await existing(context, idOf(source, 'Data source'))];
  const found = await Promise.all(sources.map((id) => context.ports.index.entries(id, sort, limit)));
  const first = found.flat().sort(after[sort]).slice(0, limit);
  const statements = await context.ports.ledger.statementsOf(first.map(({ result }) => result), SHOWN);
  response.json({ entries: first.map((entry) => entryBody(entry, statements.get(entry.result))) });
}

const after: Record<EntryOrder, (one: EntryView, other: EntryView) => number> = {
  hits: (one, other) => other.hits - one.hits,
  cached_at: (one, other) => other.cachedAt - one.cachedAt,
};

async function get(context: Context, request: Request, response: Response): Promise<void> {
  const key = String(request.params['key']);
  const sources = /^[0-9a-f]{64}$/.test(key) ? await allSources(context) : [];
  // A key is made from its source's id too, so one source at most has it.
  const found = await Promise.all(sources.map((id) => context.ports.index.entry(id, key)));
  const entry = found.find((each) => each !== undefined);
  if (!entry) throw new RequestFault(404, 'Cache entry not found.');
  const statements = await context.ports.ledger.statementsOf([entry.result], WHOLE);
  response.json(entryBody(entry, statements.get(entry.result)));
}

async function allSources({ ports }: Context): Promise<number[]> {
  return (await ports.sources.list()).map(({ id }) => id);
}

async function existing({ ports }: Context, id: number): Promise<number> {
  if (!(await ports.sources.find(id))) throw new RequestFault(404, `Data source ${id} not found.`);
  return id;
}
