import type { Column, InvisibleResult, KeptResult, Ledger, Result, TableEpochs } from '@onceql/shared';
import type { Database } from '../database.js';
import { loadStatements } from '../statements.js';

const sql = loadStatements(new URL('./results.sql', import.meta.url), [
  'add_result', 'find_result', 'drop_result', 'statements_of', 'without_owner', 'invisible_results', 'settle_result',
  'kept_results', 'retire_results', 'keep_results', 'retired_results', 'results_removed',
]);

interface ResultRow {
  id: number;
  source_id: number;
  key: string;
  run_id: string;
  statement: string;
  query_hash: string;
  columns: Column[];
  path: string;
  rows: number;
  bytes: number;
  content_hash: string | null;
  truncated: boolean;
  value_bytes: number | null;
  snapshot_at: Date;
  runtime: number;
  epochs: TableEpochs;
  incarnation: string;
}

/** One row at least: it says how far was looked, also where nothing was found. */
type FoundRow = { last: number | null } & (InvisibleResult | { id: null });

type ResultRecords = Pick<
  Ledger,
  'addResult' | 'findResult' | 'dropResult' | 'statementsOf' | 'withoutOwner' | 'invisibleResults'
  | 'settleResult' | 'keptResults' | 'retireResults' | 'keepResults' | 'retiredResults' | 'resultsRemoved'
>;

/** Results as they are recorded; the rows themselves lie in shared storage. */
export function resultRecords(database: Database): ResultRecords {
  return {
    async addResult(result, shared) {
      const [row] = await database.query<{ id: number; path: string }>(sql.add_result, [...resultValues(result), shared ?? null, result.stored.truncated ?? false, result.stored.valueBytes ?? null]);
      if (row === undefined) throw new Error(`Two runs claim the path ${result.stored.path}, or its file was nobody's and is deleted`);
      return { ...result, id: row.id, stored: { ...result.stored, path: row.path } };
    },
    async findResult(id) {
      if (!Number.isSafeInteger(id)) return undefined;
      const [row] = await database.query<ResultRow>(sql.find_result, [id]);
      return row && toResult(row);
    },
    async dropResult(id) {
      await database.query(sql.drop_result, [id]);
    },
    async statementsOf(ids, length) {
      const rows = await database.query<{ id: number; statement: string }>(sql.statements_of, [ids, length]);
      return new Map(rows.map(({ id, statement }) => [id, statement]));
    },
    async withoutOwner(files) {
      const values = [files.map(({ path }) => path), files.map(({ run }) => run)];
      return database.query<{ path: string; fate: 'ended' | 'unknown' }>(sql.without_owner, values);
    },
    async invisibleResults(after, limit) {
      const rows = await database.query<FoundRow>(sql.invisible_results, [after, limit]);
      const found = rows.flatMap(({ last: _last, ...result }) => (result.id === null ? [] : [result]));
      return { found, last: rows[0]?.last ?? undefined };
    },
    async settleResult(id) {
      await database.query(sql.settle_result, [id]);
    },
    async keptResults(after, limit) {
      return database.query<KeptResult>(sql.kept_results, [after, limit]);
    },
    async retireResults(ids) {
      await database.query(sql.retire_results, [ids]);
    },
    async keepResults(ids) {
      await database.query(sql.keep_results, [ids]);
    },
    async retiredResults(after, graceSeconds, limit) {
      return database.query<KeptResult>(sql.retired_results, [after, graceSeconds, limit]);
    },
    async resultsRemoved(ids) {
      await database.query(sql.results_removed, [ids]);
    },
  };
}

// Arrays and objects go as JSON text: pg would send an array as a Postgres array.
function resultValues(result: Omit<Result, 'id'>): unknown[] {
  return [
    result.sourceId, result.key, result.runId, result.statement, result.queryHash,
    JSON.stringify(result.columns), result.stored.path, result.stored.rows, result.stored.bytes,
    result.snapshotAt, result.runtime, JSON.stringify(result.epochs), result.incarnation,
    result.stored.contentHash ?? null,
  ];
}

function toResult(row: ResultRow): Result {
  return {
    id: row.id,
    sourceId: row.source_id,
    key: row.key,
    runId: row.run_id,
    statement: row.statement,
    queryHash: row.query_hash,
    columns: row.columns,
    stored: storedOf(row),
    snapshotAt: row.snapshot_at,
    runtime: row.runtime,
    epochs: row.epochs,
    incarnation: row.incarnation,
  };
}

function storedOf({ path, rows, bytes, value_bytes: valueBytes, content_hash: contentHash, truncated }: ResultRow): Result['stored'] {
  return { path, rows, bytes, ...(valueBytes !== null && { valueBytes }), ...(contentHash !== null && { contentHash }), ...(truncated && { truncated: true as const }) };
}
