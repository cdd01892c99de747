export { ENGINES, sourceOptionsSchema } from './contracts/source.js';
export type { Engine, SchemaTable, Setting, Source, SourceOptions } from './contracts/source.js';
export type { Column, ColumnType, Result, RowBatch, StoredRows, TableEpochs } from './contracts/result.js';
export { REASONS } from './contracts/query.js';
export type { Analysis, Identity, Reader, Reason, ReasonCode, Refusal, RunOrder, WrittenName } from './contracts/query.js';
export type {
  JobRecord,
  Ledger,
  QueuedState,
  ResultStore,
  RowReader,
  RunEnd,
  RunQueue,
  Sources,
  Warehouse,
  WarehouseSession,
} from './contracts/ports.js';
export { RequestFault, ResultGone, SourceFailure } from './contracts/errors.js';
export { parseTableName, tableName } from './contracts/table-name.js';
