import express from 'express';
import type { Express } from 'express';
import type { Logger } from 'pino';
import { authenticate } from './authenticate.js';
import type { Keys } from './authenticate.js';
import { jsonBody } from './body.js';
import { answerError, notFound } from './errors.js';
import { requestLog } from './request-log.js';

/** What lies between the socket and a route, the same for every route: an application without a purpose yet. */
export function makeStack(
  log: Logger,
  keys: Keys,
  routes: { readonly open: (app: Express) => void; readonly closed: (app: Express) => void },
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(requestLog(log));
  routes.open(app);
  app.use(authenticate(keys), jsonBody);
  routes.closed(app);
  app.use(notFound);
  app.use(answerError);
  return app;
}
