import express, { Router } from 'express';
import type { Express, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { watchRequests } from '../ops/watch-requests.js';
import type { Watch } from '../ops/watch-requests.js';
import { authenticate } from './authenticate.js';
import type { Keys } from './authenticate.js';
import { jsonBody } from './body.js';
import { answerError, notFound } from './errors.js';
import { inTurn } from './in-turn.js';
import { requestLog } from './request-log.js';

/** What is served: `open` to everybody, and never under /api; `closed` to those who have a key. */
export interface Routes {
  readonly open: (router: Router) => void;
  readonly closed: (app: Express) => void;
}

/** What lies between the socket and a route, the same for every route: an application without a purpose yet. */
export function makeStack(log: Logger, keys: Keys, watch: Watch, routes: Routes): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(inTurn, requestLog(log), watchRequests(watch), outsideApi(routes.open));
  app.use(authenticate(keys), jsonBody);
  routes.closed(app);
  app.use(notFound);
  app.use(answerError);
  return app;
}

/** Callers of the API, who are by far the most, walk past what is served beside it. */
function outsideApi(open: (router: Router) => void): RequestHandler & Pick<Router, 'stack'> {
  const router = Router();
  open(router);
  const walk: RequestHandler = (request, response, next) => {
    if (request.url.startsWith('/api/')) next();
    else router(request, response, next);
  };
  return Object.assign(walk, { stack: router.stack });
}
