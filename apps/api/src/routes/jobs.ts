import type { Request, Response } from 'express';
import { z } from 'zod';
import { followJob, hasEnded, jobStatus, leaveJob, waitForJob } from '@onceql/flow';
import type { JobStatus } from '@onceql/flow';
import { RequestFault } from '@onceql/shared';
import type { Context } from '../context.js';
import { jobAnswer } from '../contract/answers.js';
import { SAMPLE_JOB_ID, sampleJob } from '../contract/samples.js';
import { callerOf } from '../http/authenticate.js';
import { json } from '../http/endpoint.js';
import type { Endpoint } from '../http/endpoint.js';
import { sendEvents } from '../http/event-stream.js';
import type { ServerEvent } from '../http/event-stream.js';
import { gone } from '../http/gone.js';
import { jobReply, replyJob } from './query-results.js';
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
    method: 'get', path: '/api/jobs/:id/events', operation: 'followJob', tag: 'queries', access: 'caller',
    summary: 'Follow a job until it ends',
    about: 'Server-sent events, each with the job as `GET /api/jobs/:id` tells it: `progress` while its run is under way, `end` when it has ended, '
      + 'after which the stream ends. An EventSource that connects again after `end` is told by a 204 that there is no more.',
    params,
    answers: [
      { status: 200, about: 'The events', content: { 'text/event-stream': z.string() } },
      { status: 204, about: 'The end has been told: `Last-Event-ID: end`' },
    ],
    faults: { 404: 'There is no such job' },
    examples: [{
      name: 'Of a job that has ended', params: { id: SAMPLE_JOB_ID }, status: 200,
      answer: `event: end\nid: end\ndata: ${JSON.stringify({ job: sampleJob })}\n\n`,
    }],
    handle: getEvents,
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

async function getEvents(context: Context, request: Request, response: Response): Promise<void> {
  const id = String(request.params['id']);
  const now = await jobStatus(context.ports, id);
  if (!now || !mayRead(request, now.caller)) throw noJob();
  if (request.get('Last-Event-ID') === END) return void response.status(204).end();
  const signal = gone(context, response);
  await sendEvents(response, eventsOf(context, followJob(context.ports, id, signal)), signal);
}

const END = 'end';

async function* eventsOf(context: Context, states: AsyncIterable<JobStatus>): AsyncGenerator<ServerEvent> {
  for await (const status of states) {
    const data = await jobReply(context, status);
    yield hasEnded(status) ? { event: END, id: END, data } : { event: 'progress', data };
  }
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
