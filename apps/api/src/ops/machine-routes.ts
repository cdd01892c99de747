import { Router } from 'express';
import type { NextFunction, Request, Response } from 'express';
import type { OpsRoutes } from '@onceql/telemetry';
import { keyOf } from '../http/authenticate.js';
import type { Keys } from '../http/authenticate.js';

/** Redash's ping and the probes, without a key; metrics with the admin's, because callers share this port. */
export function machineRoutes(routes: OpsRoutes, keys: Keys): Router {
  const router = Router();
  router.get('/ping', (_request, response) => {
    response.type('text/plain').send('PONG.');
  });
  router.get('/healthz', (_request, response) => routes['/healthz'](response));
  router.get('/readyz', (_request, response) => routes['/readyz'](response));
  router.get('/metrics', adminOnly(keys), (_request, response) => routes['/metrics'](response));
  return router;
}

function adminOnly(keys: Keys) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const key = keyOf(request);
    if (key !== undefined && keys.find(key)?.isAdmin) return next();
    response.setHeader('WWW-Authenticate', 'Bearer realm="OnceQL"');
    response.status(401).type('text/plain').send('The admin key is needed here: Authorization: Bearer KEY. On OPS_PORT none is.\n');
  };
}
