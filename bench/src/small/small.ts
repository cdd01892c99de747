import { Stack, until } from '@onceql/testing';
import type { Client } from '@onceql/testing';
import { quantile, shown } from '../measure/median.js';

const WARM_UP = 300;
const QUERIES = 200;
/** A function that says when a row is made, and that the source is told to trust. */
const WAREHOUSE = `
  CREATE TABLE ten AS SELECT n::int AS n, 'row ' || n AS name FROM generate_series(1, 10) n;
  CREATE FUNCTION stamp(n int) RETURNS float8 IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN extract(epoch FROM clock_timestamp()) * 1000; END $$;
`;

/** Milliseconds from the last of ten rows, by the database, to the end of the run, by the worker: written, recorded and published. */
export async function bench(): Promise<Record<string, unknown>> {
  const stack = await Stack.start(WAREHOUSE);
  try {
    const [api] = await Promise.all([stack.api(), stack.worker({ ONCEQL_CHECKPOINTS: '' })]);
    const source = await stack.source(api, { allow_functions: ['public.stamp'] });
    const made: number[] = [];
    for (let query = 0; query < WARM_UP + QUERIES; query += 1) made.push(await lastRow(api, source, query));
    const ended = await until(async () => endsOf(stack, made.length));
    const all = made.map((at, query) => (ended[query] ?? NaN) - at).slice(WARM_UP);
    return {
      bench: 'small',
      says: 'Milliseconds from the last row of a ten-row result to its published entry, with its file on disk; in whole ones.',
      ms: Object.fromEntries([0.5, 0.9, 0.99].map((share) => [`p${share * 100}`, shown(quantile(all, share))])),
      mean_ms: shown(all.reduce((sum, each) => sum + each, 0) / all.length),
      queries: all.length,
    };
  } finally {
    await stack.stop();
  }
}

interface Told {
  readonly query_result: { readonly data: { readonly rows: readonly { readonly at: number }[] } };
}

/** When the last row of a statement that nobody asked before was made, in ms since 1970. */
async function lastRow(api: Client, source: number, query: number): Promise<number> {
  const text = `SELECT n + ${query} AS n, name, stamp(n) AS at FROM ten`;
  const answer = await api.post('/api/query_results', { data_source_id: source, query: text, wait_timeout: 30 });
  if (answer.headers.get('x-onceql-cache') !== 'miss; reason=none') throw new Error(`no miss: ${answer.text}`);
  return Math.max(...(answer.json as Told).query_result.data.rows.map(({ at }) => at));
}

/** When the runs had published, in their order; undefined until all of them are recorded. */
async function endsOf({ metadata }: Stack, count: number): Promise<number[] | undefined> {
  const { rows } = await metadata.query<{ at: number }>('SELECT extract(epoch FROM ended_at)::float8 * 1000 AS at FROM onceql.runs WHERE ended_at IS NOT NULL ORDER BY ended_at');
  return rows.length === count ? rows.map(({ at }) => at) : undefined;
}
