import { RequestFault } from '@onceql/shared';
import type { Freshness, Hit, Identity, Resolution, ResolveRequest, RowLimits, RunOrder, Source, Stale } from '@onceql/shared';
import { shownCaller } from './callers.js';
import { leaveRun } from './leave.js';
import type { Ports } from './ports.js';
import { codeOf } from './reason-code.js';
import { fallbackTtlOf } from './time-to-live.js';
import { UNFENCE_TRIES, unfence } from './unfence.js';

/** A caller's statement, identified. */
export interface Submission {
  readonly source: Source;
  readonly identity: Identity;
  /** Seconds; absent: any age. 0: never the entry, though a run under way may be joined. */
  readonly maxAge: number | undefined;
  /** Seconds for which an expired entry may be served while it is made anew; absent: as the source has it. */
  readonly maxStale?: number | undefined;
  /** Epochs that tables must have reached, by canonical name. */
  readonly minEpochs?: Readonly<Record<string, number>> | undefined;
  readonly caller: string;
  /** Why the entry must not be used, though it is true: its files are gone, say. */
  readonly without?: string;
}

/** What a submission came to. `job` is the caller's own. */
export type Submitted =
  | Hit
  /** An expired entry; the run that makes it anew is in the queue, unless the source is paused. */
  | Stale
  | { readonly outcome: 'joined'; readonly job: string; readonly run: string; readonly sourceJob: string }
  | { readonly outcome: 'claimed'; readonly job: string; readonly run: string; readonly why: string }
  /** No hit, and nothing may be run on the source just now: there is no job. */
  | { readonly outcome: 'paused' };

type Resolved = Exclude<Resolution, { outcome: 'fenced' | 'removed' | 'ahead' }>;
type Accepted = Extract<Resolution, { outcome: 'joined' | 'claimed' }>;

/**
 * Takes a submission: a hit, a place in a run under way, or a run of its own. When it answers with a job, the job is
 * in the ledger and its run in the queue, and the meter has been told; of a hit, stale or not, it is told by who serves
 * it, because what an entry points at may turn out to be gone.
 * @throws RequestFault 503 if the index cannot be opened, 404 if the source was removed this moment, 400 if a table has
 * not reached the epoch asked for.
 */
export async function submit(ports: Ports, submission: Submission): Promise<Submitted> {
  const looked = await lookFirst(ports, submission);
  if (looked) return looked;
  const job = ports.index.newJobId(submission.source.id);
  const order = orderOf(submission, ports.index.newRunId());
  const resolution = await resolveOpened(ports, submission, order, job);
  if (resolution.outcome === 'paused') ports.meter.submitted(submission.source.id, 'paused', '');
  if (resolution.outcome === 'hit') hitBefore.add(submission.identity);
  if (resolution.outcome === 'hit' || resolution.outcome === 'paused') return resolution;
  if (resolution.outcome === 'stale') {
    return resolution.refresh === 'claimed' ? renew(ports, submission, resolution, order, job) : resolution;
  }
  await ports.checkpoint('submit.claimed', submission.identity.statement);
  await accept(ports, submission, resolution, order, job);
  ports.meter.submitted(submission.source.id, resolution.outcome, resolution.outcome === 'claimed' ? codeOf(resolution.why) : '');
  await ports.checkpoint('submit.enqueued', submission.identity.statement);
  return resolution.outcome === 'joined'
    ? { outcome: 'joined', job, run: resolution.run, sourceJob: resolution.sourceJob }
    : { outcome: 'claimed', job, run: resolution.run, why: resolution.why };
}

/**
 * Sees to it that the run which makes an entry anew survives, before its old rows are served. Where that cannot be, they
 * are served all the same: how old they may be does not depend on it.
 */
async function renew(ports: Ports, submission: Submission, stale: Stale, order: RunOrder, job: string): Promise<Stale> {
  const { why } = stale;
  await ports.checkpoint('submit.claimed', submission.identity.statement);
  try {
    await accept(ports, submission, { outcome: 'claimed', run: order.run, why }, { ...order, refreshes: why }, job);
  } catch (error) {
    ports.log.warn({ err: error, key: order.key, reason: why, outcome: 'not_renewed' }, 'a stale entry is served, and cannot be made anew just now');
    return { ...stale, refresh: 'failed' };
  }
  await ports.checkpoint('submit.enqueued', submission.identity.statement);
  return stale;
}

/** Statements that were hits: the next submission expects one, too. As long as whoever identified them remembers. */
const hitBefore = new WeakSet<Identity>();

/** The hit of a statement that was one before: a smaller command than one that may claim. Undefined: none this time. */
async function lookFirst({ index }: Ports, submission: Submission): Promise<Hit | undefined> {
  const { source, identity } = submission;
  if (!hitBefore.has(identity) || submission.minEpochs || sharing(submission).mode !== 'shared') return undefined;
  const looked = await index.look(source.id, identity.key, freshness(submission));
  if (looked.outcome === 'hit') return looked;
  hitBefore.delete(identity);
  return undefined;
}

/** What a worker is sent. */
export function orderOf({ source, identity }: Pick<Submission, 'source' | 'identity'>, run: string): RunOrder {
  return {
    run,
    key: identity.key,
    source: source.id,
    sourceVersion: source.version,
    statement: identity.statement,
    queryHash: identity.queryHash,
    settings: identity.settings,
    reader: identity.reader,
    tables: identity.tables,
    functions: identity.functions,
    operators: identity.operators,
    attributes: identity.attributes,
    clockCasts: identity.clockCasts,
    reasons: identity.reasons,
    shareable: identity.shareable,
    ...(areLimits(identity.limits) && { limits: identity.limits }),
    ...(identity.buckets.length > 0 && { buckets: identity.buckets }),
  };
}

const areLimits = ({ maxRows, maxBytes }: RowLimits): boolean => maxRows !== undefined || maxBytes !== undefined;

/** How far a submission may share, and why not further. */
function sharing({ identity, maxAge, without }: Submission): { mode: 'shared' | 'fresh' | 'alone'; why: string } {
  if (without !== undefined) return { mode: 'fresh', why: without };
  if (!identity.shareable) return { mode: 'alone', why: identity.reasons[0] ?? 'unreadable' };
  return maxAge === 0 ? { mode: 'fresh', why: 'max_age' } : { mode: 'shared', why: '' };
}

/** How old the rows of an entry may be. */
function freshness({ maxAge, source: { options } }: Submission): Freshness {
  const fallbackTtl = fallbackTtlOf(options);
  return { ...(maxAge !== undefined && { maxAge }), ...(fallbackTtl !== undefined && { fallbackTtl }) };
}

/** A request that says itself how old rows may be is not answered with older ones because the source allows it. */
const staleness = ({ maxAge, maxStale, source }: Submission): number =>
  maxStale ?? (maxAge === undefined ? source.options.max_stale : 0);

async function resolveOpened(ports: Ports, submission: Submission, order: RunOrder, job: string): Promise<Resolved> {
  const { source, identity, caller, minEpochs } = submission;
  const request: ResolveRequest = {
    source: source.id, key: identity.key, caller, order, job, ...sharing(submission), ...freshness(submission),
    maxStale: staleness(submission), ...(minEpochs && { minEpochs }), paused: source.paused !== undefined,
  };
  for (let tries = 0; tries < UNFENCE_TRIES; tries += 1) {
    const resolution = await resolveOrTakeBack(ports, request);
    if (resolution.outcome === 'removed') throw new RequestFault(404, `Data source ${source.id} not found.`);
    if (resolution.outcome === 'ahead') throw aheadFault(resolution, minEpochs);
    if (resolution.outcome !== 'fenced') return resolution;
    await unfence(ports, source.id, resolution);
  }
  throw new RequestFault(503, 'The index of this data source cannot be opened. Try again in a moment.');
}

function aheadFault({ table, epoch }: Extract<Resolution, { outcome: 'ahead' }>, asked: Submission['minEpochs']): RequestFault {
  return new RequestFault(400, `min_epochs: ${table} is at epoch ${epoch} and has not reached ${asked?.[table]}. Ask for epochs that a refresh, a load or a result has told.`);
}

/**
 * A command that was given up may still reach Redis, when it answers again; the one that follows on the same connection
 * takes the job back then, so that nothing is run for a caller who was told 503.
 */
async function resolveOrTakeBack({ index, log }: Ports, request: ResolveRequest): Promise<Resolution> {
  try {
    return await index.resolve(request);
  } catch (error) {
    const { key, order, job } = request;
    index
      .leave({ id: job, key, run: order.run })
      .catch((fault: unknown) => log.debug({ err: fault, job }, 'not told whether the job was taken back'));
    throw error;
  }
}

/** Makes the job last: in the ledger, and its run in the queue. A job that cannot be made to last is taken back. */
async function accept(
  ports: Ports,
  { source, identity, caller }: Submission,
  resolution: Accepted,
  order: RunOrder,
  job: string,
): Promise<void> {
  const record = {
    id: job, source: source.id, key: identity.key, run: resolution.run, caller, createdAt: new Date(),
  };
  try {
    await Promise.all([
      ports.ledger.recordJob(record, resolution.outcome === 'claimed' ? order : undefined),
      resolution.outcome === 'claimed'
        ? enqueue(ports, order, shownCaller(caller, job), resolution.why)
        : join(ports, resolution, source.id, shownCaller(caller, job)),
    ]);
  } catch (error) {
    await leaveRun(ports, source.id, record).catch((fault: unknown) => ports.log.error({ err: fault, job }, 'not told whether the job was taken back'));
    throw error;
  }
}

async function enqueue(ports: Ports, order: RunOrder, caller: string, why: string): Promise<void> {
  await ports.queue.enqueue(order, [caller]);
  const used = order.refreshes === undefined ? 'no cache entry used' : 'a refresh, served the stale entry meanwhile';
  note(ports, order.source, order.run, `claimed for ${caller}; ${used}: ${why}`);
  // Only saves those who join a look at the queue, so nobody waits for it.
  ports.index
    .enqueued(order.source, order.key, order.run)
    .catch((error: unknown) => ports.log.warn({ err: error, run: order.run }, 'not marked as queued'));
}

async function join(
  ports: Ports,
  { run, enqueued }: Extract<Accepted, { outcome: 'joined' }>,
  source: number,
  caller: string,
): Promise<void> {
  // Whoever claimed the run may have died before he queued it.
  const order = enqueued ? undefined : await ports.index.orderOf(source, run);
  if (order) await ports.queue.enqueue(order, [caller]);
  note(ports, source, run, `joined by ${caller}`);
}

/** A line beside the run in Bull Board; nobody waits for it. */
function note({ queue, log }: Ports, source: number, run: string, line: string): void {
  queue
    .log(source, run, line)
    .catch((error: unknown) => log.warn({ err: error, run }, 'not logged beside the run'));
}
