import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { within } from '@onceql/shared';
import type { Metrics } from './metrics.js';

/** What probes and scrapes are told. */
export interface OpsParts {
  readonly metrics: Pick<Metrics, 'contentType' | 'scrape'>;
  /** Resolves when the process can do its work; rejects with what keeps it from that. */
  readonly probe: () => Promise<void>;
}

type OpsRoute = (response: ServerResponse) => Promise<void>;

/** Answers of a process to machines, by path. Both servers that may give them use these. */
export interface OpsRoutes {
  readonly '/healthz': OpsRoute;
  readonly '/readyz': OpsRoute;
  readonly '/metrics': OpsRoute;
}

/** Milliseconds in which a process that is ready can say so. */
const PROBE_MS = 4_000;

export function opsRoutes({ metrics, probe }: OpsParts): OpsRoutes {
  return {
    '/healthz': async (response) => json(response, 200, { status: 'ok' }),
    '/readyz': async (response) => {
      const problem = await problemOf(probe);
      if (problem === undefined) json(response, 200, { status: 'ready' });
      else json(response, 503, { status: 'not ready', problem });
    },
    '/metrics': async (response) => {
      // First the figures: a head that has gone out could not become an error any more.
      const figures = await metrics.scrape();
      response.writeHead(200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }).end(figures);
    },
  };
}

async function problemOf(probe: () => Promise<void>): Promise<string | undefined> {
  const found = probe().then(() => undefined, (error: unknown) => (error instanceof Error ? error.message : String(error)));
  return within(PROBE_MS, found, 'Redis or Postgres does not answer');
}

/** A server for machines that asks for no key. `close` ends it at once, and may be called twice. */
export interface OpsServer {
  close(): Promise<void>;
}

/** @throws one line that names OPS_PORT, if the port cannot be had */
export async function listenOps(routes: OpsRoutes, port: number, host: string): Promise<OpsServer> {
  const server = createServer((request, response) => void answer(routes, request, response));
  await listening(server, port, host);
  return {
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function answer(routes: OpsRoutes, { method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = url?.split('?')[0] ?? '';
  if (!isRoute(path)) return json(response, 404, { message: 'There are /metrics, /healthz and /readyz here.' });
  if (method !== 'GET' && method !== 'HEAD') return json(response, 405, { message: 'Only GET is answered here.' });
  try {
    await routes[path](response);
  } catch (error) {
    json(response, 500, { message: error instanceof Error ? error.message : String(error) });
  }
}

const isRoute = (path: string): path is keyof OpsRoutes => path === '/metrics' || path === '/healthz' || path === '/readyz';

function json(response: ServerResponse, status: number, body: Record<string, string>): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (error: NodeJS.ErrnoException) => {
      const what = error.code === 'EADDRINUSE' ? 'is taken' : `cannot be had (${error.code ?? error.message})`;
      reject(new Error(`OPS_PORT ${port} on ${host} ${what}: give each process a free one, or leave it out`));
    });
    server.listen(port, host);
  });
}
