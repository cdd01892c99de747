import { Router } from 'express';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { RequestFault } from '@onceql/shared';
import type { EntryOrder, EntryView } from '@onceql/shared';
import type { Context } from '../context.js';
import { requireAdmin } from '../http/authenticate.js';
import { idOf, validate } from '../http/validate.js';
import { entryBody } from '../reply/entry.js';

/** Characters of a statement that the list shows; a single entry shows all of it. */
const SHOWN = 4_000;
const WHOLE = 2_000_000;

const listSchema = z.object({
  sort: z.enum(['hits', 'cached_at'], 'must be hits or cached_at').default('hits'),
  limit: z.coerce.number('must be a whole number').int('must be a whole number').min(1).max(200).default(20),
  data_source_id: z.string().optional(),
});

/** A look at what is cached. */
export function cacheRoutes(context: Context): Router {
  const router = Router();
  router.get('/api/cache/entries', (request, response) => list(context, request, response));
  router.get('/api/cache/entries/:key', (request, response) => get(context, request, response));
  return router;
}

async function list(context: Context, request: Request, response: Response): Promise<void> {
  requireAdmin(request);
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
  requireAdmin(request);
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
