import { z } from 'zod';
import { refreshSchemas, refreshTables } from '@onceql/flow';
import { refreshedAnswer } from '../contract/answers.js';
import { callerOf } from '../http/authenticate.js';
import { json } from '../http/endpoint.js';
import type { Endpoint } from '../http/endpoint.js';
import { validate } from '../http/validate.js';
import { sourceOf, sourceParams } from './data-sources.js';

const names = z.array(z.string().min(1).max(300).refine((name) => name.isWellFormed() && !name.includes('\0'), 'holds a NUL or a lone surrogate')).min(1, 'names nothing').max(1000, 'names more than 1000; tell of them in several calls');
/** Names of tables, as a person writes them. */
export const tablesSchema = z.strictObject({ tables: names.describe('as Postgres reads them; without a schema a name stands for the tables of that name on the search path') });
const schemasSchema = z.strictObject({ schemas: names });

const common = {
  method: 'post', tag: 'freshness', access: 'caller', params: sourceParams,
  answers: [{ status: 200, about: 'Nothing that was read before is served to a later submission', content: json(refreshedAnswer) }],
} as const;

/** Telling that tables have changed. */
export const refreshEndpoints: readonly Endpoint[] = [
  {
    ...common, path: '/api/data_sources/:id/tables/refresh', operation: 'refreshTables',
    summary: 'Tell that tables have changed',
    about: 'Call it after your load has committed. What reads a table through views, partitions or materialised views has expired, too; they are looked up in the catalog of the source, and move with it.',
    body: tablesSchema,
    faults: { 400: 'No table name', 404: 'There is no such source, or neither it nor any result knows the table' },
    examples: [{ name: 'One table', params: { id: 1 }, body: { tables: ['public.orders'] }, status: 200, answer: { invalidated: 3, epochs: { 'public.orders': 8 } } }],
    handle: async (context, request, response) => {
      const source = await sourceOf(context, request);
      const { tables } = validate(tablesSchema, request.body);
      response.json(await refreshTables(context.ports, source, tables, callerOf(request).name));
    },
  },
  {
    ...common, path: '/api/data_sources/:id/schemas/refresh', operation: 'refreshSchemas',
    summary: 'Tell that all tables of some schemas have changed',
    body: schemasSchema,
    faults: { 400: 'No schema name', 404: 'There is no such source, or no schema of that name with tables in it is known' },
    examples: [{ name: 'One schema', params: { id: 1 }, body: { schemas: ['public'] }, status: 200, answer: { invalidated: 3, epochs: { 'public.orders': 9, 'public.regions': 1 } } }],
    handle: async (context, request, response) => {
      const source = await sourceOf(context, request);
      const { schemas } = validate(schemasSchema, request.body);
      response.json(await refreshSchemas(context.ports, source, schemas, callerOf(request).name));
    },
  },
];
