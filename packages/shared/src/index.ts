export { ENGINES, OPTION_DEFAULTS, sourceOptionsSchema } from './contracts/source.js';
export type { Engine, SchemaTable, Setting, Source, SourceOptions } from './contracts/source.js';
export { decimalOf, weightOf } from './contracts/column-batch.js';
export type { ColumnBatch, ColumnCells, TypedColumn, ValueKind } from './contracts/column-batch.js';
export { mayBeTie } from './contracts/float-ties.js';
export { sizeOf, sliceCells } from './contracts/slices.js';
export type { Column, ColumnType, Result, StoredRows, TableEpochs } from './contracts/result.js';
export type { FeedBlind, FeedChanges, FeedCommit, FeedLedger, FeedLook, FeedMarks, FeedRecord, FeedView } from './contracts/feed.js';
export { PHASES } from './contracts/attempt.js';
export type { AttemptEnd, Phase, RunAttempt, RunProgress } from './contracts/attempt.js';
export { BUCKET_UNITS, REASONS, because } from './contracts/query.js';
export type { Examination, SeenFunction, SeenRelation } from './contracts/examination.js';
export type { Analysis, Bucket, BucketUnit, Identity, Reader, Reason, ReasonCode, Refusal, RunOrder, WrittenName } from './contracts/query.js';
export type {
  AttemptOutcome,
  AttemptReport,
  Checkpoint,
  CheckpointName,
  JobRecord,
  Ledger,
  Meter,
  QueueDepth,
  QueuedState,
  RowReader,
  RunEnd,
  RunQueue,
  Sources,
  SpanAttributes,
  SubmissionOutcome,
  Tracer,
  Warehouse,
  WarehouseSession,
  Warehouses,
} from './contracts/ports.js';
export type { OpenFile, ResultStore, StoredFile } from './contracts/result-store.js';
export type { FileLedger } from './contracts/stored-files.js';
export type { Installation, InvisibleResult, KeptResult, SweptReason } from './contracts/sweeping.js';
export { RequestFault, ResultDamaged, ResultGone, ServiceUnavailable, SourceFailure, StorageFailure } from './contracts/errors.js';
export type { FaultStatus, SourceFailureKind } from './contracts/errors.js';
export { tablePattern } from './contracts/table-pattern.js';
export { LOAD_ENDS } from './contracts/load.js';
export type { EndedLoad, LoadEnd, RecordedLoad } from './contracts/load.js';
export { reachedFrom } from './contracts/relatives.js';
export type { Relative, Survey } from './contracts/relatives.js';
export { LEARNT, NOTHING_LEARNT, forEachLearnt } from './contracts/table-change.js';
export type { Learnt, LearntCounts, TableChange } from './contracts/table-change.js';
export { limitsOf, overLimit } from './contracts/limits.js';
export type { AskedLimits, RowLimits } from './contracts/limits.js';
export { isInSchema, isSystemSchema, parseTableName, tableName } from './contracts/table-name.js';
export { CANCELLED, CacheIndex } from './cache-index/cache-index.js';
export type { Attempt } from './cache-index/cache-index.js';
export type { Freshness, ResolveRequest } from './cache-index/resolving.js';
export { MOST_RENDERED } from './cache-index/rendered.js';
export type { RenderedResult } from './cache-index/rendered.js';
export type { EntryOrder, EntryView } from './cache-index/entries.js';
export type { SourceView } from './cache-index/index-reader.js';
export type { SourceHoldings, TableView } from './cache-index/tables.js';
export { Events, announceSources } from './cache-index/events.js';
export { sourceOfJob, sourcePrefix } from './cache-index/keys.js';
export { isEnded } from './cache-index/replies.js';
export type { Beginning, EndedState, Failing, Fenced, Hit, JobView, Leaving, Publication, Resolution, RunView, Stale, Taking } from './cache-index/replies.js';
export { commandOfSha } from './cache-index/script.js';
export type { RedisClient } from './cache-index/script.js';
export { Invalidation } from './invalidation/invalidation.js';
export type { Load, Opening } from './invalidation/invalidation.js';
export { holdSourceTurn, takeSourceTurn, takeTurn } from './cache-index/lease.js';
export { connectRedis } from './cache-index/connect.js';
export type { Drop, DropReason, EntrySweep, HeldEntry, Part } from './cache-index/entry-sweep.js';
export { orLate, within } from './deadline.js';
export { deferred } from './deferred.js';
export { isRedisUnavailable } from './cache-index/unavailable.js';
export { FUNCTION_POLICY } from './hashing/functions/policy.js';
export { differencesOf, distanceOf, shapeOf } from './hashing/differences.js';
export type { Shape, StatementDifference } from './hashing/differences.js';
export { readableCanonical } from './hashing/canonical/text.js';
export { AUTO_LIMIT, withAutoLimit } from './hashing/auto-limit.js';
export { StatementReader } from './reading/statement-reader.js';
export type { Soon } from './reading/statement-reader.js';
export { identify, loadReader } from './hashing/identify.js';
export type { IdentifyInput } from './hashing/identify.js';
export { warmReader } from './hashing/warm-up.js';
export { namesInSql } from './hashing/names-in-sql.js';
export type { NamesInSql } from './hashing/names-in-sql.js';
export { wordFindings } from './hashing/text/word-findings.js';
export type { WordFindings } from './hashing/text/word-findings.js';
export { kindOfRefused } from './hashing/kind.js';
export { schemasOf } from './hashing/search-path.js';
export { settingsOf } from './hashing/settings.js';
export { bindParameters } from './hashing/parameters/bind.js';
