import type { Express } from 'express';
import helmet from 'helmet';
import type { OpsRoutes } from '@onceql/telemetry';
import { boardRoutes } from '../admin/board.js';
import type { Context } from '../context.js';
import { machineRoutes } from '../ops/machine-routes.js';
import { watchRequests } from '../ops/watch-requests.js';
import type { Watch } from '../ops/watch-requests.js';
import { pageRoutes } from '../page.js';
import { cacheRoutes } from '../routes/cache.js';
import { dataSourceRoutes } from '../routes/data-sources.js';
import { jobRoutes } from '../routes/jobs.js';
import { queryResultRoutes } from '../routes/query-results.js';
import { refreshRoutes } from '../routes/refreshes.js';
import { sessionRoutes } from '../routes/session.js';
import type { Keys } from './authenticate.js';
import { makeStack } from './stack.js';

/** Bull Board's page brings scripts and styles of its own; nothing is loaded from elsewhere. */
const BOARD_SOURCES = {
  'script-src': ["'self'", "'unsafe-inline'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'font-src': ["'self'", 'data:'],
  'upgrade-insecure-requests': null,
};

/** What operators see of the HTTP face: its times and traces, and what machines are answered. */
export interface Ops extends Watch {
  readonly routes: OpsRoutes;
}

/** The HTTP face of OnceQL: probes, Bull Board, then everything that needs a key. */
export function makeApp(context: Context, keys: Keys, ops: Ops): Express {
  return makeStack(context.ports.log, keys, {
    open: (app) => {
      app.use(watchRequests(ops), machineRoutes(ops.routes, keys));
      app.use(pageRoutes());
      app.use('/admin', helmet({ contentSecurityPolicy: { directives: BOARD_SOURCES }, strictTransportSecurity: false }));
      app.use(boardRoutes(context, keys));
    },
    closed: (app) => {
      app.use(queryResultRoutes(context), jobRoutes(context), dataSourceRoutes(context), refreshRoutes(context), cacheRoutes(context), sessionRoutes(context));
    },
  });
}
