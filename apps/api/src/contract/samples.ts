/** Answers as the examples show them. */
const AT = '2026-03-01T12:00:00.123Z';
export const SAMPLE_KEY = '6b1c0a0f8f0a4d8b9e0d4c1e2f3a5b6c7d8e9fa0b1c2d3e4f5061728394a5b6c';
export const SAMPLE_JOB_ID = '1-0e6f9a52-6c1f-4a5e-9d0c-2f6d3b8a7e41';
export const SAMPLE_STATEMENT = 'SELECT region, count(*) AS orders FROM orders GROUP BY region ORDER BY region';

export const sampleJob = {
  id: SAMPLE_JOB_ID, updated_at: 1772366400.123, status: 3, error: '', result: 42, query_result_id: 42, output_cached_on: null,
  source_job_id: null, table_epochs: { 'public.orders': 7 }, cache: 'miss; reason=none', rows: 2, bytes: 913, phase: null, created_at: AT,
};

export const sampleQueuedJob = {
  ...sampleJob, updated_at: 0, status: 1, result: null, query_result_id: null, table_epochs: null, rows: null, bytes: null, phase: 'queued',
};

export const sampleResult = {
  id: 42,
  query_hash: '5d1f6c3b2a7e4f908d1c6b5a4e3f2d1c',
  query: SAMPLE_STATEMENT,
  data: {
    columns: [
      { name: 'region', friendly_name: 'region', type: 'string' },
      { name: 'orders', friendly_name: 'orders', type: 'integer' },
    ],
    rows: [{ region: 'east', orders: 300 }, { region: 'north', orders: 300 }],
  },
  data_source_id: 1, runtime: 0.125, retrieved_at: AT, output_cached_on: AT, source_job_id: SAMPLE_JOB_ID,
  table_epochs: { 'public.orders': 7 }, row_count: 2, truncated: false, executed_at: AT,
};

export const sampleSource = {
  id: 1, name: 'warehouse', type: 'pg', syntax: 'sql', paused: 0, pause_reason: null, supports_auto_limit: false, view_only: false,
};

export const sampleSourceDetails = {
  ...sampleSource,
  options: {
    host: 'db.example.com', port: 5432, dbname: 'sales', user: 'reader', password: '--------', sslmode: 'prefer', cache: 'on', concurrency: 5,
    statement_timeout: 300, search_path: '"$user", public', timezone: 'UTC', allow_functions: [], single_table_only: 'off',
    ttl_tables: [], max_stale: 0, fallback_ttl: 60, load_policy: 'run', load_time_limit: 3600, feed: 'off',
  },
  created_at: AT,
};

export const sampleEntry = {
  key: SAMPLE_KEY, data_source_id: 1, query_result_id: 42, query: SAMPLE_STATEMENT, tables: { 'public.orders': 7 }, rows: 2, bytes: 913,
  runtime: 0.125, hits: 12, cached_at: AT, executed_at: AT, expired: false, reason: null,
};

export const sampleLoad = { id: 3, tables: ['public.orders', 'public.regions'], caller: 'admin', opened_at: AT, ends_at: '2026-03-01T12:30:00.123Z' };
export const sampleEndedLoad = {
  ...sampleLoad, id: 2, ended_at: '2026-03-01T12:00:00.004Z', end: 'closed', epochs: { 'public.orders': 7, 'public.regions': 1 },
};
