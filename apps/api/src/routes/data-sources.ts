import type { Request, Response } from 'express';
import { z } from 'zod';
import { abandonSource, matchPause } from '@onceql/flow';
import { ENGINES, RequestFault, SourceFailure, announceSources, settingsOf, sourceOptionsSchema } from '@onceql/shared';
import type { Source } from '@onceql/shared';
import type { Context } from '../context.js';
import { sourceDetailsSchema, sourceSchema, warehouseSchemaAnswer } from '../contract/answers.js';
import { sampleSource, sampleSourceDetails } from '../contract/samples.js';
import { callerOf } from '../http/authenticate.js';
import { json } from '../http/endpoint.js';
import type { Endpoint } from '../http/endpoint.js';
import { logOf } from '../http/request-log.js';
import { idOf, validate } from '../http/validate.js';
import { sourceBody } from '../reply/data-source.js';

const newSourceSchema = z.strictObject({
  name: z.string().trim().min(1).max(255),
  type: z.enum(ENGINES, `must be one of ${ENGINES.join(', ')}`),
  options: sourceOptionsSchema,
});
const reason = z.string().trim().max(1000).nullish().describe('shown to those whose statements are not run');
const pauseSchema = z.object({ reason });

/** What stands in the path of everything about one source. */
export const sourceParams = z.object({ id: z.int().positive().describe('id of the data source') });
const NO_SOURCE = { 404: 'There is no such source' } as const;
const ONE = { id: 1 };

/** The list of sources, and what is in them. */
export const dataSourceEndpoints: readonly Endpoint[] = [
  {
    method: 'get', path: '/api/data_sources', operation: 'listSources', tag: 'sources', access: 'caller',
    summary: 'All sources',
    answers: [{ status: 200, about: 'In the order of their ids', content: json(z.array(sourceSchema)) }],
    examples: [{ name: 'One source', status: 200, answer: [sampleSource] }],
    handle: list,
  },
  {
    method: 'post', path: '/api/data_sources', operation: 'createSource', tag: 'sources', access: 'admin',
    summary: 'Add a source, after its connection was tried',
    body: newSourceSchema,
    answers: [{ status: 200, about: 'The source', content: json(sourceDetailsSchema) }],
    faults: { 400: 'A wrong option, or the connection does not work', 409: 'The name is taken' },
    examples: [{
      name: 'A Postgres', status: 200, answer: sampleSourceDetails,
      body: { name: 'warehouse', type: 'pg', options: { host: 'db.example.com', port: 5432, dbname: 'sales', user: 'reader', password: 'secret' } },
    }],
    handle: create,
  },
  {
    method: 'get', path: '/api/data_sources/:id', operation: 'readSource', tag: 'sources', access: 'caller',
    summary: 'A source; admins see its options, nobody its password',
    params: sourceParams,
    answers: [{ status: 200, about: 'The source', content: json(sourceDetailsSchema) }],
    faults: NO_SOURCE,
    examples: [{ name: 'As admin', params: ONE, status: 200, answer: sampleSourceDetails }],
    handle: get,
  },
  {
    method: 'delete', path: '/api/data_sources/:id', operation: 'removeSource', tag: 'sources', access: 'admin',
    summary: 'Remove a source; what waits for it fails with the reason',
    params: sourceParams,
    answers: [{ status: 204, about: 'Removed' }],
    faults: NO_SOURCE,
    examples: [{ name: 'Remove', params: ONE, status: 204, answer: undefined }],
    handle: remove,
  },
  {
    method: 'get', path: '/api/data_sources/:id/schema', operation: 'readSchema', tag: 'sources', access: 'caller',
    summary: 'Tables and columns of a source',
    params: sourceParams,
    answers: [{ status: 200, about: 'The tables, or why they cannot be read', content: json(warehouseSchemaAnswer) }],
    faults: NO_SOURCE,
    examples: [{ name: 'One table', params: ONE, status: 200, answer: { schema: [{ name: 'orders', columns: [{ name: 'id', type: 'integer' }] }] } }],
    handle: schema,
  },
  {
    method: 'post', path: '/api/data_sources/:id/pause', operation: 'pauseSource', tag: 'sources', access: 'admin',
    summary: 'Let nothing be run on a source; hits go on',
    about: 'Runs under way may end, those that wait go on waiting. A submission that the cache cannot answer is a 400. Refreshes count.',
    params: sourceParams,
    query: pauseSchema,
    body: pauseSchema,
    answers: [{ status: 200, about: 'The source', content: json(sourceSchema) }],
    faults: { 400: 'A wrong reason', ...NO_SOURCE },
    examples: [{ name: 'For a load', params: ONE, body: { reason: 'nightly load' }, status: 200, answer: { ...sampleSource, paused: 1, pause_reason: 'nightly load' } }],
    handle: pause,
  },
  {
    method: 'delete', path: '/api/data_sources/:id/pause', operation: 'resumeSource', tag: 'sources', access: 'admin',
    summary: 'Let runs begin again; those that waited go on',
    params: sourceParams,
    answers: [{ status: 200, about: 'The source', content: json(sourceSchema) }],
    faults: NO_SOURCE,
    examples: [{ name: 'Resume', params: ONE, status: 200, answer: sampleSource }],
    handle: resume,
  },
];

/** The source that a path names. @throws RequestFault 404 */
export const sourceOf = (context: Context, request: Request): Promise<Source> => sourceWith(context, request.params['id']);

/** @param written its id, as a request has it @throws RequestFault 404 */
export async function sourceWith(context: Context, written: unknown): Promise<Source> {
  return sourceById(context, idOf(written, 'Data source'));
}

/** @throws RequestFault 404 */
export async function sourceById(context: Context, id: number): Promise<Source> {
  return (await context.ports.sources.find(id)) ?? noSource(id);
}

function noSource(id: number): never {
  throw new RequestFault(404, `Data source ${id} not found.`);
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
  const source = await sourceOf(context, request);
  // Its record goes after its runs: whoever is interrupted here may ask for the removal once more.
  await abandonSource(context.ports, source);
  await context.admin.remove(source.id);
  await announceSources(context.redis);
  await context.queues.obliterate(source.id);
  response.status(204).end();
}

/** The reason stands in the body, or in the query as Redash's page sends it. */
async function pause(context: Context, request: Request, response: Response): Promise<void> {
  const inBody = validate(pauseSchema, request.body).reason;
  const given = inBody ?? validate(pauseSchema, request.query).reason;
  await answerPaused(context, request, response, (id) => context.admin.pause(id, given ? given : null));
}

async function resume(context: Context, request: Request, response: Response): Promise<void> {
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
  const source = (await record(id)) ?? noSource(id);
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
