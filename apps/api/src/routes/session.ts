import type { Request, Response } from 'express';
import { blindness } from '@onceql/flow';
import { isRedisUnavailable } from '@onceql/shared';
import type { RedisClient, Source } from '@onceql/shared';
import type { Context } from '../context.js';
import { sessionAnswer, statusAnswer } from '../contract/answers.js';
import { callerOf } from '../http/authenticate.js';
import { json } from '../http/endpoint.js';
import type { Endpoint } from '../http/endpoint.js';
import { iso } from '../reply/iso.js';

/** Who the caller is, and how the system does. */
export const sessionEndpoints: readonly Endpoint[] = [
  {
    method: 'get', path: '/api/session', operation: 'readSession', tag: 'system', access: 'caller',
    summary: 'Who the caller is, and what he may do',
    answers: [{ status: 200, about: 'The caller', content: json(sessionAnswer) }],
    examples: [{
      name: 'The admin', status: 200,
      answer: {
        user: { id: 1, name: 'admin', email: '', groups: [], permissions: ['execute_query', 'view_query', 'list_data_sources', 'admin', 'super_admin'] },
        messages: [], org_slug: 'default', client_config: { version: '0.1.0' },
      },
    }],
    handle: getSession,
  },
  {
    method: 'get', path: '/status.json', operation: 'readStatus', tag: 'system', access: 'admin',
    summary: 'Sources with their open runs, queues and change feeds',
    answers: [{ status: 200, about: 'How the system does', content: json(statusAnswer) }],
    examples: [{
      name: 'One source', status: 200,
      answer: {
        version: '0.1.0', started_at: '2026-03-01T12:00:00.123Z', redis_used_memory: 1_840_664,
        data_sources: [{ id: 1, name: 'warehouse', type: 'pg', open_runs: 1, entries: 3, open_loads: 0, queue: { waiting: 0, active: 1, delayed: 0, completed: 12, failed: 0 }, feed: { poll: 5, watched: false, polled_at: '2026-03-01T12:00:01.456Z', blind_since: '2026-03-01T12:00:06.461Z', why: 'Nothing listens at db.example.com:5432.' } }],
      },
    }],
    handle: async (context, _request, response) => {
      response.json(await status(context));
    },
  },
];

function getSession(context: Context, request: Request, response: Response): void {
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
}

async function status(context: Context): Promise<Record<string, unknown>> {
  const sources = await context.ports.sources.list();
  return {
    version: context.version,
    started_at: context.startedAt.toISOString(),
    redis_used_memory: await usedMemory(context.redis),
    data_sources: await Promise.all(
      sources.map(async (source) => {
        const { id, name, type } = source;
        return { id, name, type, ...(await runsOf(context, id)), feed: await feedOf(context, source) };
      }),
    ),
  };
}

/** What waits and runs; nulls where the Redis node of the source does not answer. */
async function runsOf({ ports, queues }: Context, source: number): Promise<Record<string, unknown>> {
  const answered = await ifThere(Promise.all([
    ports.index.openRuns(source, 0), ports.index.sweep.size(source), ports.invalidation.loads(source), queues.counts(source),
  ]));
  if (!answered) return { open_runs: null, entries: null, open_loads: null, queue: null };
  const [open, { entries }, loads, queue] = answered;
  return { open_runs: open.length, entries, open_loads: loads.length, queue };
}

/** How the change feed does; null where the source has none, or its Redis node does not answer. */
async function feedOf({ ports }: Context, { id, options: { feed } }: Source): Promise<Record<string, unknown> | null> {
  if (feed === 'off') return null;
  const view = await ifThere(ports.invalidation.feed(id));
  if (!view) return null;
  const { watched, since, why } = blindness(view);
  return { poll: feed.poll, watched, polled_at: timeOf(view.polledAt), blind_since: timeOf(since), why: why === '' ? null : why };
}

/** Undefined where the Redis node that would answer does not. */
async function ifThere<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && isRedisUnavailable(error)) return undefined;
    throw error;
  }
}

const timeOf = (ms: number | undefined): string | null => (ms === undefined ? null : iso(ms));

/** Bytes, over all masters that answer. */
async function usedMemory(redis: RedisClient): Promise<number> {
  const nodes = 'nodes' in redis ? redis.nodes('master') : [redis];
  const told = await Promise.allSettled(nodes.map((node) => node.info('memory')));
  return told.reduce((sum, each) => sum + Number((each.status === 'fulfilled' && /used_memory:(\d+)/.exec(each.value)?.[1]) || 0), 0);
}
