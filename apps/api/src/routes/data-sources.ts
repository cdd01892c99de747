import { Router } from 'express';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { abandonSource, matchPause } from '@onceql/flow';
import { ENGINES, RequestFault, SourceFailure, announceSources, settingsOf, sourceOptionsSchema } from '@onceql/shared';
import type { Source } from '@onceql/shared';
import type { Context } from '../context.js';
import { callerOf, requireAdmin } from '../http/authenticate.js';
import { logOf } from '../http/request-log.js';
import { idOf, validate } from '../http/validate.js';
import { sourceBody } from '../reply/data-source.js';

const newSourceSchema = z.strictObject({
  name: z.string().trim().min(1).max(255),
  type: z.enum(ENGINES, `must be one of ${ENGINES.join(', ')}`),
  options: sourceOptionsSchema,
});

/** The list of sources, and what is in them. */
export function dataSourceRoutes(context: Context): Router {
  const router = Router();
  router.get('/api/data_sources', (request, response) => list(context, request, response));
  router.post('/api/data_sources', (request, response) => create(context, request, response));
  router.get('/api/data_sources/:id', (request, response) => get(context, request, response));
  router.delete('/api/data_sources/:id', (request, response) => remove(context, request, response));
  router.post('/api/data_sources/:id/pause', (request, response) => pause(context, request, response));
  router.delete('/api/data_sources/:id/pause', (request, response) => resume(context, request, response));
  router.get('/api/data_sources/:id/schema', (request, response) => schema(context, request, response));
  return router;
}

/** The source that a path names. @throws RequestFault 404 */
export async function sourceOf(context: Context, request: Request): Promise<Source> {
  const id = idOf(request.params['id'], 'Data source');
  const source = await context.ports.sources.find(id);
  if (!source) throw new RequestFault(404, `Data source ${id} not found.`);
  return source;
}

async function list(context: Context, request: Request, response: Response): Promise<void> {
  callerOf(request);
  const sources = await context.ports.sources.list();
  response.json(sources.map((source) => sourceBody(source, false)));
}

async function get(context: Context, request: Request, response: Response): Promise<void> {
  response.json(sourceBody(await sourceOf(context, request), callerOf(request).isAdmin));
}

async function create(context: Context, request: Request, response: Response): Promise<void> {
  requireAdmin(request);
  const wanted = validate(newSourceSchema, request.body);
  await tryOut(context, { id: 0, version: 0, createdAt: new Date(), ...wanted });
  const created = await context.admin.create(wanted);
  if (created.outcome === 'name_taken') throw new RequestFault(409, `There is a data source named ${wanted.name} already.`);
  await announceSources(context.redis);
  logOf(request).info({ source: created.source.id, outcome: 'source_created' }, 'source created');
  response.json(sourceBody(created.source, true));
}

/** Connects as a run would. @throws RequestFault 400 with what is wrong */
async function tryOut(context: Context, source: Source): Promise<void> {
  const settings = settingsOf(source);
  if ('refused' in settings) throw new RequestFault(400, `options.search_path: ${settings.message}`);
  const warehouse = context.trial(source);
  try {
    await warehouse.test();
  } catch (error) {
    if (error instanceof SourceFailure) throw new RequestFault(400, `The connection does not work: ${error.message}`);
    throw error;
  } finally {
    await warehouse.close();
  }
}

async function remove(context: Context, request: Request, response: Response): Promise<void> {
  requireAdmin(request);
  const source = await sourceOf(context, request);
  // Its record goes after its runs: whoever is interrupted here may ask for the removal once more.
  await abandonSource(context.ports, source);
  await context.admin.remove(source.id);
  await announceSources(context.redis);
  await context.queues.obliterate(source.id);
  response.status(204).end();
}

const pauseSchema = z.object({ reason: z.string().trim().max(1000).nullish() });

/** The reason stands in the body, or in the query as Redash's page sends it. */
async function pause(context: Context, request: Request, response: Response): Promise<void> {
  requireAdmin(request);
  const inBody = validate(pauseSchema, request.body).reason;
  const reason = inBody ?? validate(pauseSchema, request.query).reason;
  await answerPaused(context, request, response, (id) => context.admin.pause(id, reason ? reason : null));
}

async function resume(context: Context, request: Request, response: Response): Promise<void> {
  requireAdmin(request);
  await answerPaused(context, request, response, (id) => context.admin.resume(id));
}

/** The ledger first, then every process is told, then the queue is made to match. */
async function answerPaused(
  context: Context,
  request: Request,
  response: Response,
  record: (id: number) => Promise<Source | undefined>,
): Promise<void> {
  const id = idOf(request.params['id'], 'Data source');
  const source = await record(id);
  if (!source) throw new RequestFault(404, `Data source ${id} not found.`);
  await announceSources(context.redis);
  await matchPause(context.ports, id);
  response.json(sourceBody(source, false));
}

async function schema(context: Context, request: Request, response: Response): Promise<void> {
  const source = await sourceOf(context, request);
  try {
    const tables = await context.ports.warehouses.of(source).schema();
    response.json({
      schema: tables.map(({ schema: inside, name, columns }) => ({ name: inside === 'public' ? name : `${inside}.${name}`, columns })),
    });
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error;
    response.json({ error: { code: 2, message: `The schema cannot be read: ${error.message}` } });
  }
}
