import { Router } from 'express';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { refreshSchemas, refreshTables } from '@onceql/flow';
import type { Context } from '../context.js';
import { callerOf } from '../http/authenticate.js';
import { validate } from '../http/validate.js';
import { sourceOf } from './data-sources.js';

const names = z.array(z.string().min(1).max(300).refine((name) => name.isWellFormed() && !name.includes('\0'), 'holds a NUL or a lone surrogate')).min(1, 'names nothing').max(1000);
const tablesSchema = z.strictObject({ tables: names });
const schemasSchema = z.strictObject({ schemas: names });

/** Telling that tables have changed. */
export function refreshRoutes(context: Context): Router {
  const router = Router();
  router.post('/api/data_sources/:id/tables/refresh', async (request: Request, response: Response) => {
    const source = await sourceOf(context, request);
    const { tables } = validate(tablesSchema, request.body);
    response.json(await refreshTables(context.ports, source, tables, callerOf(request).name));
  });
  router.post('/api/data_sources/:id/schemas/refresh', async (request: Request, response: Response) => {
    const source = await sourceOf(context, request);
    const { schemas } = validate(schemasSchema, request.body);
    response.json(await refreshSchemas(context.ports, source, schemas, callerOf(request).name));
  });
  return router;
}
