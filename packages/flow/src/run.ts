import { ServiceUnavailable, SourceFailure, StorageFailure } from '@onceql/shared';
import type { Analysis, Attempt, AttemptEnd, Beginning, RunAttempt, RunOrder, Source, Taking, Warehouse, WarehouseSession } from '@onceql/shared';
import { attemptMeter } from './attempt-meter.js';
import { bucketTimer } from './bucket-timer.js';
import { shownCallers } from './callers.js';
import { detachJoined } from './detach.js';
import { failRun, nothingRead } from './fail.js';
import type { Ports } from './ports.js';
import { followProgress, tellQueued, type Progress } from './progress.js';
import { publishRows } from './publish.js';
import { codeOf } from './reason-code.js';
import { recordEnded } from './record-end.js';
import { say } from './say.js';
import { storeRows } from './store.js';
import { stopSignal } from './stop-signal.js';
import { UNFENCE_TRIES, unfence } from './unfence.js';

/** Until a run is tried again that could not be made for want of a service. */
const POSTPONE_MS = 2_000;
/** The same where it waits for a load, whose end lets it go on at once: each try opens a session on the source. */
const LOADING_MS = 5_000;
/** Who waits is shown when a run takes longer than this, and at its end. */
const SHOW_CALLERS_AFTER_MS = 500;

/** After these ends the run waits in the queue for its next attempt. */
const GOES_ON: ReadonlySet<AttemptEnd['then']> = new Set(['retry', 'postpone', 'hand_back']);

/**
 * One attempt at a run: analyse, begin, read, store, publish. Whatever happens, the answer says what the queue has to
 * do next, and the session on the database is ended.
 */
export async function runAttempt(ports: Ports, attempt: RunAttempt): Promise<AttemptEnd> {
  const { order } = attempt;
  const log = ports.log.child({ run: order.run, key: order.key, source: order.source, attempt: attempt.number });
  ports.tracer.note({ 'onceql.run': order.run, 'onceql.key': order.key, 'onceql.source': order.source, 'onceql.attempt': attempt.number });
  const meter = attemptMeter(ports, order.source);
  const end = await attemptOnce({ ...ports, log, meter }, attempt).catch((error: unknown) => {
    meter.attempted(order.source, 'retry', nothingRead('fault'));
    throw error;
  });
  if (GOES_ON.has(end.then)) tellQueued(ports, attempt);
  // What ended without a word found nothing to do, or came too late: a newer attempt has the run, say.
  if (end.then === 'complete') meter.attempted(order.source, 'dropped', nothingRead(codeOf(end.summary)));
  return end;
}

async function attemptOnce(ports: Ports, attempt: RunAttempt): Promise<AttemptEnd> {
  const { order } = attempt;
  const stop = stopSignal(ports, attempt);
  let token: number | undefined;
  try {
    const known = lookUp(ports, order);
    token = await ports.ledger.nextToken();
    say(ports, attempt, `attempt ${attempt.number} with token ${token}`);
    const at = { source: order.source, key: order.key, run: order.run, token };
    return await inSession(ports, attempt, at, known, stop.signal);
  } catch (error) {
    return await onFault(ports, attempt, token, error, stop.signal);
  } finally {
    stop.release();
  }
}

/** Asked for while the token is: whether the run has ended, and its source. */
function lookUp(ports: Ports, { source, run }: RunOrder): Promise<[ended: string | undefined, source: Source | undefined]> {
  const known = Promise.all([recordEnded(ports, source, run), ports.sources.find(source)]);
  known.catch(() => undefined); // heard of where it is awaited; without a token nobody comes that far
  return known;
}

async function inSession(
  ports: Ports,
  attempt: RunAttempt,
  at: Attempt,
  known: ReturnType<typeof lookUp>,
  signal: AbortSignal,
): Promise<AttemptEnd> {
  const { order } = attempt;
  await ports.checkpoint('attempt.taken', order.statement);
  // Whoever moved the job may have died before the ledger heard of it.
  if (order.movedJob !== undefined) await ports.ledger.moveJob(order.movedJob, order);
  // A run may have ended while it stood in the queue, or its worker died between publishing and telling the queue.
  const [ended, source] = await known;
  if (ended !== undefined) return { then: 'complete', summary: ended };
  if (source?.version !== order.sourceVersion) {
    return failRun(ports, at, 'The data source was changed or removed while the query waited. Submit it again.', 'source_changed');
  }
  // Who read the ledger before the pause may have let the queue go after it.
  if (source.paused !== undefined) return postpone(ports, attempt, at.token, 'The data source is paused.', 'paused');
  const warehouse = ports.warehouses.of(source);
  if (attempt.number > 1) {
    // First, so that an earlier attempt that lives on cannot fail the run because its statement was cancelled.
    const taking = await ports.index.take(at);
    if (taking.outcome !== 'taken') return notBegun(ports, at, taking);
    await cancelOrphans(ports, attempt, () => warehouse.cancelOrphans(order.run, undefined, undefined));
  }
  const session = await warehouse.open(order, signal);
  const progress = followProgress(ports, attempt, 'analysing');
  try {
    // Asked before the source's clock is read, so that what is left of the day, counted from here, is never too much.
    const asOf = order.buckets === undefined ? 0 : await ports.invalidation.now(order.source);
    const bucketsLast = bucketTimer();
    const analysis = await ports.tracer.span('analyse', systemOf(source), () => analysed(ports, order, at, session));
    if (analysis.refused !== undefined) return await failRun(ports, at, analysis.refused, 'refused');
    return await beginAndRead(ports, attempt, at, {
      source, warehouse, session, analysis, progress, bucketsLast: () => bucketsLast(analysis),
      joinUntil: analysis.bucketsLast === undefined ? undefined : asOf + Math.floor(analysis.bucketsLast),
    });
  } finally {
    progress.stop();
    await session.end();
  }
}

/**
 * Analyses the statement. One that the source refuses fails for those who sent this very text: what has the same key is
 * answered alike where the catalog is as usual, and only the source can tell that it is not.
 */
async function analysed(ports: Ports, order: RunOrder, at: Attempt, session: WarehouseSession): Promise<Analysis> {
  try {
    const analysis = await session.analyse();
    if (analysis.refused !== undefined) await letOthersGo(ports, order, at, session.pid);
    return analysis;
  } catch (error) {
    if (error instanceof SourceFailure && error.kind === 'statement') await letOthersGo(ports, order, at, session.pid);
    throw error;
  }
}

/** From now on nobody joins the run, and whoever joined it with another text gets a run of his own. */
async function letOthersGo(ports: Ports, order: RunOrder, at: Attempt, pid: number): Promise<void> {
  const beginning = await beginOpened(ports, at, { tables: [], pid, shareable: false });
  if (beginning.outcome === 'go') await detachJoined(ports, order, [], 'others');
}

/** An attempt's session on its source, and what it has learnt there. */
interface Opened {
  readonly source: Source;
  readonly warehouse: Warehouse;
  readonly session: WarehouseSession;
  readonly analysis: Analysis;
  readonly progress: Progress;
  /** For how many ms the day, hour… goes on that the order takes for the present one. */
  readonly bucketsLast: () => number | undefined;
  /** When it is over, by Redis's clock: a time, as the command may reach Redis late. */
  readonly joinUntil: number | undefined;
}

/** The database as OpenTelemetry calls it. */
const systemOf = ({ type }: Source): { 'db.system': string } => ({ 'db.system': type === 'pg' ? 'postgresql' : type });

async function beginAndRead(ports: Ports, attempt: RunAttempt, at: Attempt, opened: Opened): Promise<AttemptEnd> {
  const { source, warehouse, session, analysis, progress, bucketsLast, joinUntil } = opened;
  const shareable = attempt.order.shareable && analysis.shareable;
  const details = { tables: analysis.tables, pid: session.pid, shareable, loadPolicy: source.options.load_policy, joinUntil };
  const beginning = await ports.tracer.span('begin', {}, () => beginOpened(ports, at, details));
  // What was analysed is analysed again when the load has ended; until then the session is another's.
  if (beginning.outcome === 'loading') return postpone(ports, attempt, at.token, `${beginning.table} is being loaded.`, 'loading');
  if (beginning.outcome !== 'go') return notBegun(ports, at, beginning);
  const endsMs = bucketsLast();
  progress.phase('reading');
  await ports.checkpoint('attempt.begun', attempt.order.statement);
  const { previousPid } = beginning;
  if (previousPid !== undefined) await cancelOrphans(ports, attempt, () => warehouse.cancelOrphans(at.run, previousPid, session.pid));
  if (!shareable) await detachJoined(ports, attempt.order, analysis.reasons);
  const showing = setTimeout(() => void showCallers(ports, attempt), SHOW_CALLERS_AFTER_MS);
  const reading = ports.tracer.span('read', { ...systemOf(source), 'onceql.key': at.key }, () => storeRows(ports, attempt, session, progress));
  const rows = await reading.finally(() => clearTimeout(showing));
  progress.phase('publishing');
  // All rows are read: that the session ends takes nobody's time.
  const [end] = await Promise.all([publishRows(ports, attempt, at, { source, analysis, beginning, endsMs, rows }), session.end(), showCallers(ports, attempt)]);
  return end;
}

async function beginOpened(
  ports: Ports,
  at: Attempt,
  details: Parameters<Ports['index']['begin']>[1],
): Promise<Exclude<Beginning, { outcome: 'fenced' }>> {
  for (let tries = 0; tries < UNFENCE_TRIES; tries += 1) {
    const beginning = await ports.index.begin(at, details);
    if (beginning.outcome !== 'fenced') return beginning;
    await unfence(ports, at.source, beginning);
  }
  throw new Error('the index of the source cannot be opened');
}

function notBegun(ports: Ports, at: Attempt, beginning: Exclude<Beginning | Taking, { outcome: 'go' | 'taken' | 'fenced' | 'loading' }>): AttemptEnd {
  ports.log.info({ token: at.token, outcome: beginning.outcome }, 'attempt not begun');
  return { then: 'complete', summary: beginning.outcome === 'ended' ? beginning.state : beginning.outcome };
}

async function cancelOrphans(ports: Ports, attempt: RunAttempt, cancel: () => Promise<number>): Promise<void> {
  const cancelled = await cancel();
  if (cancelled === 0) return;
  ports.log.warn({ cancelled, outcome: 'orphan_cancelled' }, 'cancelled what an earlier attempt left behind');
  say(ports, attempt, `cancelled ${cancelled} statement(s) that an earlier attempt left on the database`);
}

/** Shows who waits for the run; what cannot be shown is no reason to fail. */
async function showCallers(ports: Ports, { order, callers }: RunAttempt): Promise<void> {
  try {
    await callers(await shownCallers(ports, order.source, order.key, order.run));
  } catch (error) {
    ports.log.warn({ err: error }, 'callers not shown');
  }
}

async function onFault(
  ports: Ports,
  attempt: RunAttempt,
  token: number | undefined,
  error: unknown,
  stopped: AbortSignal,
): Promise<AttemptEnd> {
  const { order, signal, last } = attempt;
  if (stopped.aborted) {
    ports.log.info({ outcome: signal.aborted ? 'handed_back' : 'cancelled' }, 'attempt stopped');
    ports.meter.attempted(order.source, signal.aborted ? 'handed_back' : 'cancelled', nothingRead(''));
    if (signal.aborted) await sessionEnded(ports, attempt, token);
    return signal.aborted ? { then: 'hand_back' } : { then: 'complete', summary: 'cancelled' };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ServiceUnavailable) return postpone(ports, attempt, token, message, 'unavailable');
  const reason = error instanceof SourceFailure && error.kind !== 'cancelled' ? error.kind : 'fault';
  if (!(error instanceof SourceFailure)) ports.log.error({ err: error }, 'attempt failed by a fault of ours');
  if (mayHelp(error) && !last) {
    // A session whose connection broke may have left its statement running.
    if (!(error instanceof SourceFailure)) await sessionEnded(ports, attempt, token);
    say(ports, attempt, `${message}; trying again`);
    ports.meter.attempted(order.source, 'retry', nothingRead(reason));
    ports.log.warn({ outcome: 'retry', reason: message }, 'attempt will be made again');
    return { then: 'retry', error: message };
  }
  say(ports, attempt, message);
  return failRun(ports, { source: order.source, key: order.key, run: order.run, token }, message, reason);
}

/** Whether another attempt might end better. */
function mayHelp(error: unknown): boolean {
  if (error instanceof SourceFailure) return error.kind === 'connection';
  return !(error instanceof StorageFailure && error.lasting);
}

/** Has the attempt made again in a moment, for as long as it takes. */
async function postpone(
  ports: Ports,
  attempt: RunAttempt,
  token: number | undefined,
  message: string,
  reason: 'unavailable' | 'paused' | 'loading',
): Promise<AttemptEnd> {
  await sessionEnded(ports, attempt, token);
  ports.meter.attempted(attempt.order.source, 'retry', nothingRead(reason));
  // That a load is open was announced; what is out of order is told louder.
  ports.log[reason === 'loading' ? 'info' : 'warn']({ outcome: 'postponed', reason: message }, 'attempt postponed until it can be made');
  return { then: 'postpone', error: message, afterMs: reason === 'loading' ? LOADING_MS : POSTPONE_MS };
}

async function sessionEnded({ index }: Ports, { order: { source, key, run } }: RunAttempt, token: number | undefined): Promise<void> {
  if (token !== undefined) await index.sessionEnded({ source, key, run, token });
}
