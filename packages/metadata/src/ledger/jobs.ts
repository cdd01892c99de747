import type { JobRecord, Ledger, RunEnd, RunOrder } from '@onceql/shared';
import type { Database } from '../database.js';
import { loadStatements } from '../statements.js';
import { isStorable, toStorable } from '../text.js';

const sql = loadStatements(new URL('./jobs.sql', import.meta.url), [
  'record_job', 'record_job_and_run', 'move_job', 'record_left', 'record_end', 'find_job', 'open_runs',
]);

interface JobRow {
  id: string;
  source_id: number;
  key: string;
  run_id: string;
  caller: string;
  created_at: Date;
  has_left: boolean;
  state: 'open' | RunEnd['state'] | null;
  result_id: number | null;
  reason: string | null;
  error: string | null;
  ended_at: Date | null;
}

/**
 * Jobs and the runs that they wait for. Every record is one round trip, may be sent twice, and may arrive
 * before the one that it builds on: an end before its run, a move before its job.
 */
export function jobRecords(
  database: Database,
): Pick<Ledger, 'recordJob' | 'moveJob' | 'recordLeft' | 'recordEnd' | 'findJob' | 'openRuns'> {
  return {
    async recordJob(job, order) {
      if (order === undefined) await database.query(sql.record_job, jobValues(job));
      else await database.query(sql.record_job_and_run, [...jobValues(job), ...runValues(order)]);
    },
    async moveJob(job, order) {
      await database.query(sql.move_job, [job, ...runValues(order)]);
    },
    async recordLeft(job) {
      await database.query(sql.record_left, [job]);
    },
    async recordEnd(run, end) {
      await database.query(sql.record_end, [run, ...endValues(end)]);
    },
    async findJob(job) {
      if (!isStorable(job)) return undefined;
      const [row] = await database.query<JobRow>(sql.find_job, [job]);
      return row && { ...toJob(row), left: row.has_left, end: toEnd(row) };
    },
    async openRuns(ageSeconds, after, limit) {
      return database.query<{ id: string; source: number }>(sql.open_runs, [after, ageSeconds, limit]);
    },
  };
}

const jobValues = (job: JobRecord): unknown[] => [job.id, job.source, job.key, job.run, job.caller, job.createdAt];

const runValues = (order: RunOrder): unknown[] => [order.run, order.source, order.key, order.statement];

// An end is recorded whatever its prose holds: a job without one would never be over.
function endValues(end: RunEnd): unknown[] {
  return 'result' in end
    ? [end.state, end.result, toStorable(end.reason), null, end.at]
    : [end.state, null, null, toStorable(end.error), end.at];
}

function toJob(row: JobRow): JobRecord {
  return {
    id: row.id,
    source: row.source_id,
    key: row.key,
    run: row.run_id,
    caller: row.caller,
    createdAt: row.created_at,
  };
}

function toEnd({ state, result_id: result, reason, error, ended_at: at }: JobRow): RunEnd | undefined {
  if (state === null || state === 'open' || at === null) return undefined;
  if (state === 'failed' || state === 'cancelled') return { state, error: error ?? '', at };
  if (result === null) throw new Error(`A run that was ${state} has no result`);
  return { state, result, reason: reason ?? '', at };
}
