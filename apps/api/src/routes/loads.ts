import { z } from 'zod';
import { endLoad, listLoads, openLoad } from '@onceql/flow';
import { loadsAnswer, openedLoadAnswer, refreshedAnswer } from '../contract/answers.js';
import { sampleEndedLoad, sampleLoad } from '../contract/samples.js';
import { callerOf } from '../http/authenticate.js';
import { json } from '../http/endpoint.js';
import type { Endpoint } from '../http/endpoint.js';
import { idOf, validate } from '../http/validate.js';
import { endedLoadBody, loadBody } from '../reply/load.js';
import { sourceOf, sourceParams } from './data-sources.js';
import { tablesSchema } from './refreshes.js';

const LIMIT = 'must be a whole number of seconds from 1 to 86400';
const openSchema = z.strictObject({
  ...tablesSchema.shape,
  time_limit: z.int(LIMIT).min(1, LIMIT).max(86_400, LIMIT).optional()
    .describe("seconds after which the load ends by itself, as a refresh of its tables; the source's load_time_limit unless it is said"),
});
const loadParams = sourceParams.extend({ load: z.int().positive().describe('id of the load') });

const ENDED = { 404: 'There is no such source, or it has no such load', 409: 'The load has ended in another way; the message says how' } as const;
const ENDED_ANSWER = [{ status: 200, about: 'Nothing that was read before is served to a later submission', content: json(refreshedAnswer) }] as const;
const ended = { invalidated: 3, epochs: { 'public.orders': 8, 'public.regions': 2 } };

/** Changes of several tables that become visible all at once. */
export const loadEndpoints: readonly Endpoint[] = [
  {
    method: 'post', path: '/api/data_sources/:id/loads', operation: 'openLoad', tag: 'freshness', access: 'caller',
    summary: 'Open a load: tables that will change, and become visible all at once',
    about: 'Call it before the first change. Until the load ends, what was cached of the tables before goes on being served, and what is read from them is not cached.',
    params: sourceParams, body: openSchema,
    answers: [{ status: 200, about: 'The load, and the present epochs of its tables', content: json(openedLoadAnswer) }],
    faults: {
      400: 'No table name, more than 1000 tables, or a wrong time limit', 404: 'There is no such source, or neither it nor any result knows a table',
      409: 'The source has 100 open loads already',
    },
    examples: [{
      name: 'Two tables', params: { id: 1 }, body: { tables: ['public.orders', 'regions'], time_limit: 1800 }, status: 200,
      answer: { ...sampleLoad, epochs: { 'public.orders': 7, 'public.regions': 1 } },
    }],
    handle: async (context, request, response) => {
      const source = await sourceOf(context, request);
      const { tables, time_limit: timeLimit } = validate(openSchema, request.body);
      const load = await openLoad(context.ports, source, { tables, timeLimit }, callerOf(request).name);
      response.json({ ...loadBody(load), epochs: load.epochs });
    },
  },
  {
    method: 'get', path: '/api/data_sources/:id/loads', operation: 'listLoads', tag: 'freshness', access: 'caller',
    summary: 'Open loads, and those that ended last',
    params: sourceParams,
    answers: [{ status: 200, about: 'Open loads by id; of those that ended the last twenty, the last one first', content: json(loadsAnswer) }],
    faults: { 404: 'There is no such source' },
    examples: [{ name: 'One open, one closed', params: { id: 1 }, status: 200, answer: { open: [sampleLoad], ended: [sampleEndedLoad] } }],
    handle: async (context, request, response) => {
      const loads = await listLoads(context.ports, (await sourceOf(context, request)).id);
      response.json({ open: loads.open.map(loadBody), ended: loads.ended.map(endedLoadBody) });
    },
  },
  {
    method: 'post', path: '/api/data_sources/:id/loads/:load/close', operation: 'closeLoad', tag: 'freshness', access: 'caller',
    summary: 'Close a load: all its changes are there',
    about: 'Call it after the last change has committed. The epochs of all its tables, and of what depends on them by then, move in one step. May be sent again after an answer that got lost: the epochs are the same, and no entry is counted twice.',
    params: loadParams, answers: ENDED_ANSWER, faults: ENDED,
    examples: [{ name: 'Close', params: { id: 1, load: 3 }, status: 200, answer: ended }],
    handle: ending('closed'),
  },
  {
    method: 'delete', path: '/api/data_sources/:id/loads/:load', operation: 'abandonLoad', tag: 'freshness', access: 'caller',
    summary: 'Abandon a load: a plain refresh of its tables, whatever was written',
    params: loadParams, answers: ENDED_ANSWER, faults: ENDED,
    examples: [{ name: 'Abandon', params: { id: 1, load: 3 }, status: 200, answer: ended }],
    handle: ending('abandoned'),
  },
];

function ending(end: 'closed' | 'abandoned'): Endpoint['handle'] {
  return async (context, request, response) => {
    const source = await sourceOf(context, request);
    response.json(await endLoad(context.ports, source, idOf(request.params['load'], 'Load'), end));
  };
}
