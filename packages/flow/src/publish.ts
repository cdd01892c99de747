import type { Analysis, Attempt, AttemptEnd, Beginning, Publication, Reason, Result, RunAttempt, Source } from '@onceql/shared';
import { detachJoined } from './detach.js';
import { keepRendered } from './keep-rendered.js';
import type { Ports } from './ports.js';
import { codeOf } from './reason-code.js';
import { recordEnd } from './record-end.js';
import { say } from './say.js';
import { recordShared, removeUnused } from './shared-files.js';
import type { ReadRows } from './store.js';
import { lifetimeOf } from './time-to-live.js';

/** What an attempt has in hand when its rows are stored. */
export interface Harvest {
  readonly source: Source;
  readonly analysis: Analysis;
  readonly beginning: Extract<Beginning, { outcome: 'go' }>;
  /** When an entry ends that counts from the present day, in ms after the snapshot; undefined for every other. */
  readonly endsMs: number | undefined;
  readonly rows: ReadRows;
}

/** Makes stored rows readable: recorded in the ledger first, then visible through the index. */
export async function publishRows(
  ports: Ports,
  attempt: RunAttempt,
  at: Attempt,
  harvest: Harvest,
): Promise<AttemptEnd> {
  await ports.checkpoint('rows.stored', attempt.order.statement);
  // Asked for while the ledger is.
  const [result, replaced] = await Promise.all([record(ports, attempt, harvest), ports.index.restedOn(at).catch(() => undefined)]);
  await ports.checkpoint('result.recorded', attempt.order.statement);
  if (harvest.rows.rendered !== undefined) keepRendered(ports, { result, data: harvest.rows.rendered }, true);
  const publication = await ports.tracer.span('publish', {}, () => publishDivided(ports, attempt, at, harvest, result, replaced));
  const isVisible = publication.outcome === 'published' || publication.outcome === 'delivered';
  if (!isVisible) return drop(ports, attempt, at, result, publication);
  const reason = publication.outcome === 'delivered' ? publication.reason : '';
  const { rows, bytes } = result.stored;
  ports.meter.attempted(at.source, publication.outcome, { reason: codeOf(reason), rows, bytes, runtime: result.runtime });
  await ports.checkpoint('run.published', attempt.order.statement);
  await recordEnd(ports, at.source, at.run, { state: publication.outcome, result: result.id, reason, at: new Date() });
  say(ports, attempt, describe(publication, result));
  ports.log.info({ outcome: publication.outcome, reason, result: result.id, rows, bytes, runtime: result.runtime }, 'run ended');
  return { then: 'complete', summary: reason === '' ? publication.outcome : `${publication.outcome}: ${reason}` };
}

function record(ports: Ports, { order }: RunAttempt, { beginning, rows }: Harvest): Promise<Result> {
  return recordShared(ports, {
    sourceId: order.source,
    key: order.key,
    runId: order.run,
    statement: order.statement,
    queryHash: order.queryHash,
    columns: rows.columns,
    stored: rows.stored,
    snapshotAt: new Date(beginning.snapshotAt),
    runtime: rows.runtime,
    epochs: beginning.epochs,
    incarnation: beginning.incarnation,
  }, rows.equal);
}

/** Nobody joins such a run any more, so one round is the rule. */
const DIVIDE_ROUNDS = 5;

/** Publishes; jobs that joined a run which may not be shared are moved out first, however late they were seen. */
async function publishDivided(
  ports: Ports,
  attempt: RunAttempt,
  at: Attempt,
  harvest: Harvest,
  result: Result,
  replaced: readonly string[] | undefined,
): Promise<Publication> {
  const { source, analysis, endsMs, rows } = harvest;
  for (let rounds = 1; ; rounds += 1) {
    const publication = await ports.index.publish(at, {
      id: result.id,
      ...result.stored,
      runtime: rows.runtime,
      tables: analysis.tables,
      replaced,
      uncacheable: whyNoEntry(attempt, harvest),
      ...lifetimeOf(source.options, analysis),
      endsMs,
    });
    if (publication.outcome !== 'undivided') return publication;
    if (rounds === DIVIDE_ROUNDS) throw new Error('the jobs of a run that may not be shared cannot be told apart just now');
    await detachJoined(ports, attempt.order, analysis.reasons);
  }
}

/** The first reason, as far as is known before it is published; '': none. */
const whyNoEntry = ({ order }: RunAttempt, { source, analysis, rows }: Harvest): Reason | '' =>
  [...order.reasons, ...analysis.reasons, ...notWorthKeeping(source, rows)][0] ?? '';

/** What is cut was cut anywhere; what is larger than the quota would push out all the others, and go next. */
function notWorthKeeping({ options }: Source, { stored, runtime }: ReadRows): Reason[] {
  const most = Math.min(options.quota_bytes ?? Infinity, options.cache_max_bytes ?? Infinity);
  return [
    ...(stored.truncated ? ['truncated' as const] : []),
    ...(stored.bytes > most ? ['too_large' as const] : []),
    ...(runtime * 1000 < options.cache_min_runtime_ms ? ['too_cheap' as const] : []),
  ];
}

async function drop(
  ports: Ports,
  attempt: RunAttempt,
  at: Attempt,
  result: Result,
  publication: Publication,
): Promise<AttemptEnd> {
  const run = await ports.index.readRun(at.source, at.run);
  // What the run names as its own is somebody's to read, however this attempt was answered.
  if (run?.result === result.id) return { then: 'complete', summary: run.state };
  await ports.ledger.dropResult(result.id);
  await removeUnused(ports, [result.stored.path]);
  const summary = publication.outcome === 'ended' ? publication.state : publication.outcome;
  const { rows, bytes } = result.stored;
  ports.meter.attempted(at.source, 'dropped', { reason: summary, rows, bytes, runtime: result.runtime });
  say(ports, attempt, `result dropped: ${summary}`);
  ports.log.info({ outcome: summary }, 'result dropped');
  return { then: 'complete', summary };
}

function describe(publication: Publication, result: Result): string {
  if (publication.outcome === 'published') {
    const made = new Date(publication.cachedAt).toISOString();
    return `cache entry ${result.key} made at ${made} with result ${result.id}, resting on ${Object.keys(result.epochs).join(', ') || 'no table'}`;
  }
  return `no cache entry made: ${publication.outcome === 'delivered' ? publication.reason : publication.outcome}; result ${result.id} goes to those who waited`;
}
