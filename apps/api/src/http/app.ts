import type { Express } from 'express';
import helmet from 'helmet';
import type { OpsRoutes } from '@onceql/telemetry';
import { boardRoutes } from '../admin/board.js';
import type { Context } from '../context.js';
import { docsPage } from '../docs/page.js';
import { machineEndpoints } from '../ops/machine-endpoints.js';
import type { Watch } from '../ops/watch-requests.js';
import { pageRoutes } from '../page.js';
import { allEndpoints } from '../routes/all.js';
import type { Keys } from './authenticate.js';
import { register } from './endpoint.js';
import type { Endpoint } from './endpoint.js';
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

/** The HTTP face of OnceQL: what is open to all, the page, Bull Board, the API's description, then all that needs a key. */
export function makeApp(context: Context, keys: Keys, ops: Ops): Express {
  const endpoints = allEndpoints(machineEndpoints(ops.routes, keys));
  return makeStack(context.ports.log, keys, ops, {
    open: (router) => {
      register(router, context, endpoints.filter(isBeforeKeys));
      router.use(pageRoutes());
      router.use('/admin', helmet({ contentSecurityPolicy: { directives: BOARD_SOURCES }, strictTransportSecurity: false }));
      router.use(boardRoutes(context, keys));
      router.use(docsPage());
    },
    closed: (app) => {
      register(app, context, endpoints.filter((endpoint) => !isBeforeKeys(endpoint)));
    },
  });
}

const isBeforeKeys = ({ access }: Endpoint): boolean => access === 'open' || access === 'own';
