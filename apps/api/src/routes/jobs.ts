import type { Request, Response } from 'express';
import { z } from 'zod';
import { jobStatus, leaveJob, waitForJob } from '@onceql/flow';
import { RequestFault } from '@onceql/shared';
import type { Context } from '../context.js';
import { jobAnswer } from '../contract/answers.js';
import { SAMPLE_JOB_ID, sampleJob } from '../contract/samples.js';
import { callerOf } from '../http/authenticate.js';
import { json } from '../http/endpoint.js';
import type { Endpoint } from '../http/endpoint.js';
import { gone } from '../http/gone.js';
import { replyJob } from './query-results.js';
import { waitOf, waitQuerySchema } from './submission.js';

const params = z.object({ id: z.string().describe('id of the job') });

/** A caller's look at his job, and his leaving. */
export const jobEndpoints: readonly Endpoint[] = [
  {
    method: 'get', path: '/api/jobs/:id', operation: 'readJob', tag: 'queries', access: 'caller',
    summary: 'Look at a job, or wait for its end',
    params,
    query: waitQuerySchema,
    answers: [{ status: 200, about: 'The job', content: json(jobAnswer) }],
    faults: { 400: 'A wrong wait_timeout', 404: 'There is no such job' },
    examples: [{ name: 'Wait for its end', params: { id: SAMPLE_JOB_ID }, query: { wait_timeout: 30 }, status: 200, answer: { job: sampleJob } }],
    handle: getJob,
  },
  {
    method: 'delete', path: '/api/jobs/:id', operation: 'leaveJob', tag: 'queries', access: 'caller',
    summary: 'Leave a job',
    about: 'It reads 4 then. The statement stops on the database when nobody else waits for it.',
    params,
    answers: [{ status: 200, about: 'Left, or there was nothing to leave any more', content: json(z.null()) }],
    faults: { 404: 'There is no such job' },
    examples: [{ name: 'Leave', params: { id: SAMPLE_JOB_ID }, status: 200, answer: null }],
    handle: deleteJob,
  },
];

async function getJob(context: Context, request: Request, response: Response): Promise<void> {
  const id = String(request.params['id']);
  const waitMs = waitOf(request);
  const now = await jobStatus(context.ports, id);
  if (!now || !mayRead(request, now.caller)) throw noJob();
  const status = waitMs === 0 ? now : await waitForJob(context.ports, id, waitMs, gone(context, response), now.run);
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
