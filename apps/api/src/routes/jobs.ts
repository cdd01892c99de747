import { Router } from 'express';
import type { Request, Response } from 'express';
import { jobStatus, leaveJob, waitForJob } from '@onceql/flow';
import { RequestFault } from '@onceql/shared';
import type { Context } from '../context.js';
import { callerOf } from '../http/authenticate.js';
import { gone, replyJob } from './query-results.js';
import { waitOf } from './submission.js';

/** A caller's look at his job, and his leaving. */
export function jobRoutes(context: Context): Router {
  const router = Router();
  router.get('/api/jobs/:id', (request, response) => getJob(context, request, response));
  router.delete('/api/jobs/:id', (request, response) => deleteJob(context, request, response));
  return router;
}

async function getJob(context: Context, request: Request, response: Response): Promise<void> {
  const id = String(request.params['id']);
  const waitMs = waitOf(request);
  const now = await jobStatus(context.ports, id);
  if (!now || !mayRead(request, now.caller)) throw noJob();
  const status = waitMs === 0 ? now : await waitForJob(context.ports, id, waitMs, gone(context, response));
  await replyJob(context, response, status ?? now);
}

async function deleteJob(context: Context, request: Request, response: Response): Promise<void> {
  const id = String(request.params['id']);
  const status = await jobStatus(context.ports, id);
  if (!status || !mayRead(request, status.caller)) throw noJob();
  await leaveJob(context.ports, id);
  response.json(null);
}

function mayRead(request: Request, owner: string): boolean {
  const caller = callerOf(request);
  return caller.isAdmin || caller.name === owner;
}

const noJob = (): RequestFault => new RequestFault(404, 'Job not found.');
