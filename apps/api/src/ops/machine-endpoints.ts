import type { Request, Response } from 'express';
import { z } from 'zod';
import type { OpsRoutes } from '@onceql/telemetry';
import { keyOf } from '../http/authenticate.js';
import type { Keys } from '../http/authenticate.js';
import { json } from '../http/endpoint.js';
import type { Endpoint } from '../http/endpoint.js';

const readyAnswer = z.strictObject({ status: z.enum(['ready', 'not ready']), problem: z.string().optional() });
const text = { 'text/plain': z.string() };

/** Redash's ping and the probes, without a key; metrics with the admin's, because callers share this port. */
export function machineEndpoints(routes: OpsRoutes, keys: Keys): readonly Endpoint[] {
  return [
    {
      method: 'get', path: '/ping', operation: 'ping', tag: 'system', access: 'open',
      summary: "Redash's ping",
      answers: [{ status: 200, about: 'The process answers', content: text }],
      examples: [{ name: 'Ping', status: 200, answer: 'PONG.' }],
      handle: (_context, _request, response) => {
        response.type('text/plain').send('PONG.');
      },
    },
    {
      method: 'get', path: '/healthz', operation: 'readHealth', tag: 'system', access: 'open',
      summary: 'Whether the process lives',
      answers: [{ status: 200, about: 'It does', content: json(z.strictObject({ status: z.literal('ok') })) }],
      examples: [{ name: 'Alive', status: 200, answer: { status: 'ok' } }],
      handle: (_context, _request, response) => routes['/healthz'](response),
    },
    {
      method: 'get', path: '/readyz', operation: 'readReadiness', tag: 'system', access: 'open',
      summary: 'Whether Redis and Postgres answer, and the process takes requests',
      answers: [
        { status: 200, about: 'Ready', content: json(readyAnswer) },
        { status: 503, about: 'Not ready, and why', content: json(readyAnswer) },
      ],
      examples: [{ name: 'Ready', status: 200, answer: { status: 'ready' } }],
      handle: (_context, _request, response) => routes['/readyz'](response),
    },
    {
      method: 'get', path: '/metrics', operation: 'readMetrics', tag: 'system', access: 'own',
      summary: 'What this process has counted, for Prometheus',
      about: 'With the admin key, also as `Authorization: Bearer K`. On OPS_PORT no key is asked for.',
      answers: [
        { status: 200, about: "Prometheus's text format", content: text },
        { status: 401, about: 'Without the admin key', content: text },
      ],
      examples: [{ name: 'Some of them', status: 200, answer: '# HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.\n' }],
      handle: async (_context, request, response) => {
        if (isAdmin(keys, request, response)) await routes['/metrics'](response);
      },
    },
  ];
}

/** Whether the admin asks; all others have been answered. */
function isAdmin(keys: Keys, request: Request, response: Response): boolean {
  const key = keyOf(request);
  if (key !== undefined && keys.find(key)?.isAdmin) return true;
  response.setHeader('WWW-Authenticate', 'Bearer realm="OnceQL"');
  response.status(401).type('text/plain').send('The admin key is needed here: Authorization: Bearer KEY. On OPS_PORT none is.\n');
  return false;
}
