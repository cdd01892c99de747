import { Router } from 'express';

/** Probes and Redash's ping; nothing here asks for a key. */
export function healthRoutes(probe: () => Promise<void>, isDraining: () => boolean): Router {
  const router = Router();
  router.get('/ping', (_request, response) => {
    response.type('text/plain').send('PONG.');
  });
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const problem = isDraining() ? 'draining' : await probe().then(() => undefined, (error: unknown) => String(error));
    response.status(problem === undefined ? 200 : 503).json(problem === undefined ? { status: 'ready' } : { status: 'not ready', problem });
  });
  return router;
}
