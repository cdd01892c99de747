import { Router } from 'express';
import type { Context } from '../context.js';
import { callerOf, requireAdmin } from '../http/authenticate.js';

/** Who the caller is, and how the system does. */
export function sessionRoutes(context: Context): Router {
  const router = Router();
  router.get('/api/session', (request, response) => {
    const { name, isAdmin } = callerOf(request);
    response.json({
      user: {
        id: 1,
        name,
        email: '',
        groups: [],
        permissions: ['execute_query', 'view_query', 'list_data_sources', ...(isAdmin ? ['admin', 'super_admin'] : [])],
      },
      messages: [],
      org_slug: 'default',
      client_config: { version: context.version },
    });
  });
  router.get('/status.json', async (request, response) => {
    requireAdmin(request);
    response.json(await status(context));
  });
  return router;
}

async function status(context: Context): Promise<Record<string, unknown>> {
  const sources = await context.ports.sources.list();
  const memory = /used_memory:(\d+)/.exec(await context.redis.info('memory'))?.[1];
  return {
    version: context.version,
    started_at: context.startedAt.toISOString(),
    redis_used_memory: Number(memory ?? 0),
    data_sources: await Promise.all(
      sources.map(async ({ id, name, type }) => ({
        id,
        name,
        type,
        open_runs: (await context.ports.index.openRuns(id, 0)).length,
        queue: await context.queues.counts(id),
      })),
    ),
  };
}
