import type { Request, Response } from 'express';
import { z } from 'zod';
import { codeOf, epochsOf, hasEnded, keepRendered, submit, waitForJob } from '@onceql/flow';
import type { JobStatus, Submitted } from '@onceql/flow';
import { MOST_RENDERED, RequestFault } from '@onceql/shared';
import type { Identity, Result, Source } from '@onceql/shared';
import type { Context } from '../context.js';
import { NOT_MODIFIED, jobAnswer, resultAnswer } from '../contract/answers.js';
import { SAMPLE_STATEMENT, sampleQueuedJob, sampleResult } from '../contract/samples.js';
import { callerOf } from '../http/authenticate.js';
import { json } from '../http/endpoint.js';
import type { Endpoint } from '../http/endpoint.js';
import { forgetAnswer } from '../http/errors.js';
import { gone } from '../http/gone.js';
import { logOf } from '../http/request-log.js';
import { cacheWord, jobBody } from '../reply/job.js';
import { replyJson } from '../reply/json.js';
import type { Provenance } from '../reply/result.js';
import { replyReady } from '../reply/ready.js';
import { fateOf, findResult, unlessGone } from './stored-results.js';
import { readSubmission, statementOf, submissionSchema } from './submission.js';
import type { SubmissionRequest } from './submission.js';
import { sourceById } from './data-sources.js';

/** Submissions. */
export const queryResultEndpoints: readonly Endpoint[] = [
  {
    method: 'post', path: '/api/query_results', operation: 'submitQuery', tag: 'queries', access: 'caller',
    summary: 'Run a query, or be served what it brought back before',
    about: 'The headers `X-OnceQL-Cache`, `X-OnceQL-Key`, `X-OnceQL-Executed-At`, `X-OnceQL-Cached-On`, `Age` and `ETag` say where a result comes from. '
      + 'A statement that the database refuses is no HTTP error: its job reads 4.',
    body: submissionSchema,
    answers: [{ status: 200, about: 'The result, or the job of a run', content: json(z.union([resultAnswer, jobAnswer])) }, NOT_MODIFIED],
    faults: { 400: 'The statement is not run (not a single read-only SELECT, a denied function, a missing parameter, a paused source), a table has not reached an epoch of `min_epochs`, or the body is wrong', 401: 'No data_source_id' },
    examples: [
      { name: 'Wait for the result', body: { query: SAMPLE_STATEMENT, data_source_id: 1, wait_timeout: 30 }, status: 200, answer: { query_result: sampleResult } },
      { name: 'Run it in any case', body: { query: SAMPLE_STATEMENT, data_source_id: 1, max_age: 0 }, status: 200, answer: { job: sampleQueuedJob } },
      {
        name: 'An expired result will do, if it is not older than what I know', status: 200, answer: { query_result: sampleResult },
        body: { query: SAMPLE_STATEMENT, data_source_id: 1, max_stale: 600, min_epochs: { 'public.orders': 0 }, wait_timeout: 30 },
      },
      {
        name: 'With a parameter', body: { query: 'SELECT count(*) AS n FROM orders WHERE region = {{ region }}', data_source_id: 1, parameters: { region: 'north' }, wait_timeout: 30 },
        status: 200, answer: { query_result: { ...sampleResult, query: "SELECT count(*) AS n FROM orders WHERE region = 'north'", data: { columns: [{ name: 'n', friendly_name: 'n', type: 'integer' }], rows: [{ n: 300 }] }, row_count: 1 } },
      },
      { name: 'What is not run', body: { query: 'DELETE FROM orders', data_source_id: 1 }, status: 400, answer: { job: { status: 4, error: 'Only a single SELECT that does nothing but read may be run: this one begins with DELETE and holds DELETE.' } } },
    ],
    handle: postQuery,
  },
];

async function postQuery(context: Context, request: Request, response: Response): Promise<void> {
  const asked = readSubmission(request);
  const source = await sourceById(context, asked.sourceId);
  const statement = await statementOf(asked, source.type, context);
  const identity = await context.identities.of(source, statement, asked.cache, asked.limits);
  if ('refused' in identity) throw new RequestFault(400, identity.message, 'job');
  const caller = callerOf(request).name;
  context.ports.tracer.note({ 'onceql.source': source.id });
  const { maxAge, maxStale } = asked;
  const minEpochs = asked.minEpochs && (await epochsOf(context.ports, source, asked.minEpochs));
  const submission = { source, identity, maxAge, maxStale, minEpochs, caller };
  const submitted = await submit(context.ports, submission);
  logDecision(context, request, identity, submitted);
  if (submitted.outcome === 'paused') throw pausedFault(source);
  if (!isServed(submitted)) return serveJob(context, request, response, asked, submitted, identity);
  if (await serveHit(context, request, response, source.id, identity.key, submitted)) return countServed(context, source, submitted);
  // The entry points at what is not there any more: run it again, which makes a new entry.
  const again = await submit(context.ports, { ...submission, without: 'files_gone' });
  logDecision(context, request, identity, again);
  if (again.outcome === 'paused') throw pausedFault(source);
  if (!isServed(again)) await serveJob(context, request, response, asked, again, identity);
}

/** A submission that an entry serves, true or stale. */
type Served = Extract<Submitted, { outcome: 'hit' | 'stale' }>;

const isServed = (submitted: Submitted): submitted is Served => submitted.outcome === 'hit' || submitted.outcome === 'stale';

function countServed({ ports }: Context, source: Source, served: Served): void {
  ports.meter.submitted(source.id, served.outcome, served.outcome === 'stale' ? codeOf(served.why) : '');
}

/** Redash's words for it. */
function pausedFault({ name, paused }: Source): RequestFault {
  const reason = paused?.reason ? ` (${paused.reason})` : '';
  return new RequestFault(400, `${name} is paused${reason}. Please try later.`, 'job');
}

function logDecision({ ports }: Context, request: Request, identity: Identity, submitted: Submitted): void {
  const { outcome } = submitted;
  ports.tracer.note({ 'onceql.key': identity.key, 'onceql.outcome': outcome });
  if (outcome === 'joined' || outcome === 'claimed') ports.tracer.note({ 'onceql.job': submitted.job, 'onceql.run': submitted.run });
  logOf(request).info({ outcome, key: identity.key, ...detailsOf(submitted) }, 'submission');
}

function detailsOf(submitted: Submitted): Record<string, unknown> {
  if (submitted.outcome === 'paused') return {};
  if (submitted.outcome === 'hit') return { result: submitted.result };
  if (submitted.outcome === 'stale') return { result: submitted.result, reason: submitted.why, refresh: submitted.refresh };
  return { job: submitted.job, run: submitted.run, ...(submitted.outcome === 'claimed' && { reason: submitted.why }) };
}

/** Answers with the entry's result. False: it is not there, or not what was stored. */
async function serveHit(
  context: Context,
  request: Request,
  response: Response,
  source: number,
  key: string,
  hit: Served,
): Promise<boolean> {
  const { cachedAt, sourceJob, now } = hit;
  await recall(context, source, key, hit.result, now);
  const result = await context.results.find(hit.result);
  // An older ledger than the index may have given the id to another one.
  if (result?.key !== key) return false;
  const data = context.bodies.peek(result.id);
  if (data && hit.outcome === 'hit') {
    replyReady(request, response, result, data, hit);
    return true;
  }
  const from = { cache: hit.outcome === 'hit' ? 'hit' : `stale; reason=${hit.why}`, cachedAt, sourceJob, now };
  try {
    await replyJson(context, request, response, result, from);
    if (!data) keepAgain(context, result);
    return true;
  } catch (error) {
    const fate = await fateOf(context.ports, result, error);
    if (!fate || response.headersSent) throw error;
    forgetAnswer(response);
    return false;
  }
}

/** Answers with the job, or, if the caller waits and it ends in time, with its result. */
async function serveJob(
  context: Context,
  request: Request,
  response: Response,
  asked: SubmissionRequest,
  { job, run }: { readonly job: string; readonly run: string },
  identity: Identity,
): Promise<void> {
  const status = await waitForJob(context.ports, job, asked.waitMs, gone(context, response), run);
  if (!status) throw new RequestFault(503, 'The job cannot be read just now. Try again in a moment.');
  response.setHeader('X-OnceQL-Key', identity.key);
  if (hasEnded(status) && status.result !== undefined && asked.maxAge !== 0) {
    await recall(context, status.source, identity.key, status.result);
    return serveResult(context, request, response, status.result, provenanceOf(status));
  }
  await replyJob(context, response, status);
}

function provenanceOf(status: JobStatus): Provenance {
  return { cache: cacheWord(status), cachedAt: null, sourceJob: status.sourceJob ?? null };
}

export async function replyJob(context: Context, response: Response, status: JobStatus): Promise<void> {
  response.json(await jobReply(context, status));
}

/** A job with its result, as callers are told. */
export async function jobReply({ results }: Context, status: JobStatus): Promise<ReturnType<typeof jobBody>> {
  return jobBody(status, status.result === undefined ? undefined : await results.find(status.result));
}

/** Takes a small result that is not in memory out of Redis, which has it whole. */
async function recall({ ports, results, bodies }: Context, source: number, key: string, id: number, readAt?: number): Promise<void> {
  const known = results.peek(id);
  if (known && (bodies.peek(id) || !bodies.mayHave(known))) return;
  // Where it cannot be asked, ledger and file have the same.
  const rendered = await ports.index.rendered(source, id, readAt).catch(() => undefined);
  if (rendered?.result.key !== key) return;
  results.remember(rendered.result);
  bodies.remember(id, Buffer.from(rendered.data));
}

/** What an entry's result had to be read from the file for has left Redis: the next process finds it there. */
function keepAgain({ ports, bodies }: Context, result: Result): void {
  const data = bodies.peek(result.id);
  if (!data || data.length > MOST_RENDERED) return;
  keepRendered(ports, { result, data: data.toString() }, false);
}

async function serveResult(
  context: Context,
  request: Request,
  response: Response,
  id: number,
  from: Provenance,
): Promise<void> {
  const result = await findResult(context, id);
  await unlessGone(context, result, () => replyJson(context, request, response, result, from));
}
