import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { Router } from 'express';
import type { NextFunction, Request, Response } from 'express';
import type { RunJobData } from '@onceql/queue';
import { RequestFault } from '@onceql/shared';
import type { Source } from '@onceql/shared';
import type { Context } from '../context.js';
import { keyOf } from '../http/authenticate.js';
import type { Keys } from '../http/authenticate.js';

const PATH = '/admin/queues';

/** Bull Board over every source's queue, for admins only. */
export function boardRoutes(context: Context, keys: Keys): Router {
  const server = new ExpressAdapter();
  server.setBasePath(PATH);
  const board = createBullBoard({ queues: [], serverAdapter: server, options: { uiConfig: { boardTitle: 'OnceQL' } } });
  const chores = new BullMQAdapter(context.queues.maintenance, { description: 'what one worker of all does in turn' });
  const follow = (): void => {
    context.ports.sources
      .list()
      .then((sources) => board.setQueues([...sources.map((source) => adapterOf(context, source)), chores]))
      .then(() => context.queues.closeUnless(() => context.ports.sources.list()))
      .catch((error: unknown) => context.ports.log.warn({ err: error }, 'Bull Board keeps the queues it has'));
  };
  follow();
  context.ports.events.onSources(follow);
  const router = Router();
  router.use(PATH, askForKey(keys), refuseOtherSites, server.getRouter());
  return router;
}

function adapterOf({ queues }: Context, { id, name, type }: Source): BullMQAdapter {
  // Bull Board tells queues apart by name, and all of ours have the same one.
  const adapter = new BullMQAdapter(queues.of(id), { prefix: `ds${id}-`, displayName: `${id} ${name}`, description: type });
  adapter.setFormatter('data', shown);
  return adapter;
}

/** What an admin looks for in a run, first; the rest of its order is for workers. */
function shown({ statement, key, source, callers, refreshes, reasons, shareable, reader, run }: RunJobData): Record<string, unknown> {
  return { statement, key, source, callers, refreshes, reasons, shareable, reader, run };
}

/** A browser is asked for the admin key with its password prompt; programs may send it as everywhere else. */
function askForKey(keys: Keys) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const key = passwordOf(request) ?? keyOf(request);
    if (key !== undefined && keys.find(key)?.isAdmin) return next();
    response.setHeader('WWW-Authenticate', 'Basic realm="OnceQL: any user name, the admin key as password", charset="UTF-8"');
    response.status(401).type('text/plain').send('The admin key is needed here, as the password of any user name.\n');
  };
}

function passwordOf(request: Request): string | undefined {
  const basic = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic === undefined) return undefined;
  const decoded = Buffer.from(basic, 'base64').toString('utf8');
  return decoded.slice(decoded.indexOf(':') + 1);
}

/** The browser sends the password by itself, so a page of somebody else's must not be able to act with it. */
function refuseOtherSites(request: Request, _response: Response, next: NextFunction): void {
  const acts = request.method !== 'GET' && request.method !== 'HEAD';
  const { 'sec-fetch-site': from, origin, host } = request.headers;
  // Browsers leave the first out on plain http; a proxy may rewrite the host, so the second is only asked then.
  const isForeign = from === undefined ? origin !== undefined && hostOf(origin) !== host : from !== 'same-origin' && from !== 'none';
  if (acts && isForeign) {
    throw new RequestFault(403, 'This page was not opened from OnceQL itself.');
  }
  next();
}

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);
