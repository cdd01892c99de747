import type { ColumnBatch, TypedColumn } from './column-batch.js';
import type { Examination } from './examination.js';
import type { FeedLedger, FeedLook, FeedMarks } from './feed.js';
import type { EndedLoad, LoadEnd, RecordedLoad } from './load.js';
import type { Analysis, RunOrder, WrittenName } from './query.js';
import type { Relative, Survey } from './relatives.js';
import type { Result } from './result.js';
import type { FileLedger } from './stored-files.js';
import type { Installation, InvisibleResult, KeptResult, SweptReason } from './sweeping.js';
import type { SchemaTable, Source } from './source.js';
import type { Learnt, LearntCounts, TableChange } from './table-change.js';

/** One source's database, as a worker or the API sees it. `close` may be called twice. */
export interface Warehouse {
  /**
   * Connects and begins the transaction of a run: read only, with the settings of the order.
   * Aborting `signal` at any time cancels what the session is doing on the database.
   * @throws SourceFailure
   */
  open(order: RunOrder, signal: AbortSignal): Promise<WarehouseSession>;
  /**
   * What a run of this order would find out before it reads: nothing of the statement is executed. Over connections of its own,
   * two at most, so that it waits for no run and no run for it. Aborting `signal` cancels it on the database, too.
   * @throws SourceFailure
   */
  examine(order: RunOrder, signal: AbortSignal): Promise<Examination>;
  /**
   * Cancels statements that earlier attempts of this run left behind. `previous` is the process id that the attempt
   * before had, `own` that of this attempt's session, which is spared. Answers how many there were.
   */
  cancelOrphans(run: string, previous: number | undefined, own: number | undefined): Promise<number>;
  /** Connects as a run would, and goes. @throws SourceFailure with a sentence that says what is wrong. */
  test(): Promise<void>;
  schema(): Promise<SchemaTable[]>;
  /** Looks up relations, and all relations of some schemas, with what depends on their rows. @throws SourceFailure */
  survey(asked: { readonly relations: readonly Required<WrittenName>[]; readonly schemas: readonly string[] }): Promise<Survey>;
  /**
   * What has changed since the database looked like `before`: rows, columns, definitions, whatever it is that a result may
   * rest on. Changes of rows are counted by the database shortly after their commit, all others with it.
   * @throws SourceFailure where the database does not answer
   */
  changes(before: FeedMarks): Promise<FeedLook>;
  close(): Promise<void>;
}

/** The transaction of one attempt. The order of calls: analyse, read, end. */
export interface WarehouseSession {
  /** The database's process id of this session. */
  readonly pid: number;
  /** What the statement rests on and whether its result may be kept. @throws SourceFailure */
  analyse(): Promise<Analysis>;
  /** The same, with what it was judged by. @throws SourceFailure */
  examine(): Promise<Examination>;
  /** Runs the statement; its snapshot is taken after this call. @throws SourceFailure */
  read(): Promise<RowReader>;
  /** Ends the transaction and gives the connection back, whatever happened. Never throws. */
  end(): Promise<void>;
}

/** The rows of a statement. Batches are bounded by bytes; the database waits while nobody asks for the next one. */
export interface RowReader {
  readonly columns: readonly TypedColumn[];
  /** @throws SourceFailure in the midst of the rows too. */
  batches(): AsyncIterable<ColumnBatch>;
  /**
   * Answers when it is sure that the rows are the statement's, all of which have been taken: only then may anybody see them.
   * Whoever stopped before the end is told nothing. @throws SourceFailure
   */
  confirm(): Promise<void>;
}

/** Where runs wait for workers. One queue per source. */
export interface RunQueue {
  /** Queues a run under its own id; a second call for the same run changes nothing. */
  enqueue(order: RunOrder, callers: readonly string[]): Promise<void>;
  /** What the queue knows of a run. */
  state(source: number, run: string): Promise<QueuedState>;
  /** Lets no run of a source begin until it is told otherwise; those under way go on. */
  setPaused(source: number, paused: boolean): Promise<void>;
  /** Lets runs of a source that will be tried again later be tried again now. */
  promote(source: number): Promise<void>;
  /** Takes a run out, if no worker holds it. */
  remove(source: number, run: string): Promise<void>;
  /** A line in the log that Bull Board shows beside the run. */
  log(source: number, run: string, line: string): Promise<void>;
}

/** How much stands in the queue of a source. */
export interface QueueDepth {
  /** Runs that a worker may take, none while the queue is paused. */
  readonly waiting: number;
  readonly active: number;
  /** Runs that will be tried again in a moment. */
  readonly delayed: number;
  /** Runs that wait for the queue to be resumed. */
  readonly paused: number;
  /** Seconds since the run that is first in line was queued; 0 where nobody waits. */
  readonly oldestWaiting: number;
}

/** What the queue knows of a run. */
export type QueuedState =
  | { readonly state: 'missing' | 'waiting' | 'active' | 'completed' }
  | { readonly state: 'failed'; readonly error: string };

/** Records of what was, in OnceQL's own Postgres. */
export interface Ledger extends FeedLedger, FileLedger {
  /** The next fencing token, greater than every one before it. */
  nextToken(): Promise<number>;
  /** Commits new epochs for the tables, and answers them. */
  commitRefresh(refresh: { source: number; tables: readonly string[]; caller: string; how?: Learnt }): Promise<Record<string, number>>;
  /** The last change of every table that has ever been told of. */
  changes(source: number): Promise<TableChange[]>;
  /** Counts those tables by how their last change was learnt. */
  countLearnt(source: number): Promise<LearntCounts>;
  /** Notes relatives for times at which the source cannot be asked: of the tables of `all` there are no others. */
  noteRelatives(source: number, all: readonly string[], relatives: readonly Relative[]): Promise<void>;
  /** The relatives that were noted. */
  relatives(source: number): Promise<Relative[]>;
  /** All epochs of a source. */
  epochs(source: number): Promise<Record<string, number>>;
  /** Commits that a load of the tables has begun, and answers it with their present epochs; 0: never moved. */
  openLoad(load: Omit<RecordedLoad, 'id'> & { source: number }): Promise<RecordedLoad & { readonly epochs: Record<string, number> }>;
  /**
   * Ends a load and moves the epochs of all its tables in the same transaction, and those of `also`. Of several ends the
   * first one stays: the answer says how and where it ended. Undefined: the source has no such load.
   */
  endLoad(source: number, id: number, end: LoadEnd, also?: readonly string[]): Promise<EndedLoad | undefined>;
  /** The loads of a source that have not ended, by id. */
  openLoads(source: number): Promise<RecordedLoad[]>;
  /** Of these loads, those that have ended. */
  endedLoads(source: number, ids: readonly number[]): Promise<EndedLoad[]>;
  /** The loads of a source that ended last, at most `limit`. */
  lastEndedLoads(source: number, limit: number): Promise<EndedLoad[]>;
  /** Records a job, and its run if it is new. Committed before the caller hears of the job. */
  recordJob(job: JobRecord, order: RunOrder | undefined): Promise<void>;
  /** A job was moved to a run of its own. */
  moveJob(job: string, order: RunOrder): Promise<void>;
  recordLeft(job: string): Promise<void>;
  recordEnd(run: string, end: RunEnd): Promise<void>;
  findJob(job: string): Promise<(JobRecord & { left: boolean; end: RunEnd | undefined }) | undefined>;
  /**
   * Records a result with the file that it was written to; or, if that one is still kept and has the same content, with
   * the file at `shared`: the answer says which. The other one is then nobody's.
   */
  addResult(result: Omit<Result, 'id'>, shared?: string): Promise<Result>;
  findResult(id: number): Promise<Result | undefined>;
  /** The first `length` characters of the statements of these results, by id; unknown ids are left out. */
  statementsOf(ids: readonly number[], length: number): Promise<ReadonlyMap<number, string>>;
  /** Forgets a result that was never visible. */
  dropResult(id: number): Promise<void>;
  /** Of these files, those that no result names and whose run has ended (`ended`) or is not recorded (`unknown`). */
  withoutOwner(files: readonly { readonly path: string; readonly run: string }[]): Promise<{ path: string; fate: 'ended' | 'unknown' }[]>;
  /**
   * Results that their runs ended without, among the next `limit` behind `after` that were not settled before; results
   * that their runs ended with are settled by this. `last` is the last id that was looked at; undefined: there are no more.
   */
  invisibleResults(after: number, limit: number): Promise<{ found: readonly InvisibleResult[]; last: number | undefined }>;
  /** Somebody may read this result, whatever its run ended with: it is looked at no more. */
  settleResult(id: number): Promise<void>;
  /** Results that callers may fetch and that are not retired, by id, at most `limit` behind `after`. */
  keptResults(after: number, limit: number): Promise<KeptResult[]>;
  /** These are no entry's any more: their files may go after a grace time. */
  retireResults(ids: readonly number[]): Promise<void>;
  /** An entry names these after all; nothing changes for those whose files are gone. */
  keepResults(ids: readonly number[]): Promise<void>;
  /** Results that were retired `graceSeconds` ago and whose files may be there still, by id. */
  retiredResults(after: number, graceSeconds: number, limit: number): Promise<KeptResult[]>;
  /** The files of these retired results are gone. */
  resultsRemoved(ids: readonly number[]): Promise<void>;
  /** Which set of records this is, and how far it has come. */
  installation(): Promise<Installation>;
  /** Runs that have not ended and were recorded more than `ageSeconds` ago, by id, at most `limit` behind `after`. */
  openRuns(ageSeconds: number, after: string, limit: number): Promise<{ id: string; source: number }[]>;
}

export interface JobRecord {
  readonly id: string;
  readonly source: number;
  readonly key: string;
  readonly run: string;
  readonly caller: string;
  readonly createdAt: Date;
}

/** How a run ended. */
export type RunEnd =
  | { readonly state: 'published' | 'delivered'; readonly result: number; readonly reason: string; readonly at: Date }
  | { readonly state: 'failed' | 'cancelled'; readonly error: string; readonly at: Date };

/** The warehouses of a process, opened when first asked for and closed when their source changes. */
export interface Warehouses {
  of(source: Source): Warehouse;
}

/** OnceQL's sources. */
export interface Sources {
  list(): Promise<Source[]>;
  find(id: number): Promise<Source | undefined>;
}

/** Places at which a test may hold or kill a process, in the order of a query's way; then those of a refresh's. */
export type CheckpointName =
  /** API: the key is claimed, the run not queued. */
  | 'submit.claimed'
  /** API: the run is queued and the job recorded, the caller not answered. */
  | 'submit.enqueued'
  /** API: a caller waits for his job. */
  | 'job.waiting'
  /** Worker: the run is taken, its attempt not begun. */
  | 'attempt.taken'
  /** Worker: the attempt has begun, the statement has not been sent. */
  | 'attempt.begun'
  /** Worker: some rows have been read. */
  | 'rows.streaming'
  /** Worker: the file is in its place, neither recorded nor published. */
  | 'rows.stored'
  /** Worker: the result is recorded, not published. */
  | 'result.recorded'
  /** Worker: the result is published, the queue has not been told. */
  | 'run.published'
  /** API: the ledger has moved the epochs of a refresh, Redis has not heard of it. */
  | 'refresh.committed'
  /** API: a load is in the ledger, Redis has not heard of it. */
  | 'load.committed'
  /** API: a load has ended in the ledger, Redis has not heard of it. */
  | 'load.ended'
  /** Worker: a change feed has found changes, the ledger has not heard of them. */
  | 'feed.found'
  /** Worker: the ledger has moved the epochs of what a change feed found, Redis has not heard of it. */
  | 'feed.committed';

/**
 * Told when a process comes by a checkpoint; the process goes on when the answer resolves. `about` says with what it
 * comes: a run's statement, the id of the job that is waited for, the tables of a refresh or of a
 * change feed's find, or the id of a load.
 */
export type Checkpoint = (name: CheckpointName, about: string) => Promise<void>;

/** How a submission was answered. */
export type SubmissionOutcome = 'hit' | 'stale' | 'joined' | 'claimed' | 'paused';
/** What became of an attempt. */
export type AttemptOutcome = 'published' | 'delivered' | 'failed' | 'dropped' | 'cancelled' | 'retry' | 'handed_back';

/** What an attempt came to. Rows and bytes are those of the stored result, runtime is in seconds. */
export interface AttemptReport {
  /** The code of a reason, without details in brackets; '' where the outcome says it all. */
  readonly reason: string;
  readonly rows: number;
  readonly bytes: number;
  readonly runtime: number;
}

/** Counts what happens, for operators. Its methods answer at once and never throw. */
export interface Meter {
  /** Told once a caller has his result or his job. `why` is the code of the reason that there was no hit. */
  submitted(source: number, outcome: SubmissionOutcome, why: string): void;
  /** Told once for every attempt that lives to see its end, and for a run that the queue has given up. */
  attempted(source: number, outcome: AttemptOutcome, report: AttemptReport): void;
  /** Epochs of this many tables moved on; this many entries rested on them. */
  refreshed(source: number, tables: number, invalidated: number): void;
  /** A load has ended; told once or, where an end was told to Redis more than once, more often. */
  loadEnded(source: number, end: LoadEnd): void;
  /** So many entries were taken out of the index, and why. */
  swept(source: number, why: SweptReason, entries: number): void;
}

/** What a span says of itself: `onceql.key`, `onceql.outcome` and the like. Never a statement, which may hold secrets. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Shows where the time goes. Without a collector it does nothing but the work. */
export interface Tracer {
  /** Does the work within a span, a child of the one around it. Passes on what it answers and what it throws. */
  span<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T>;
  /** Adds to the span that is open around the caller. */
  note(attributes: SpanAttributes): void;
}
