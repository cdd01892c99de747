import { Stack } from '@onceql/testing';
import type { Client } from '@onceql/testing';
import { quantile, shown } from '../measure/median.js';

const WARM_UP = 30;
const QUERIES = 200;
/** A function that says when a row is made, and that the source is told to trust. */
const WAREHOUSE = `
  CREATE TABLE ten AS SELECT n::int AS n, 'row ' || n AS name FROM generate_series(1, 10) n;
  CREATE FUNCTION stamp(n int) RETURNS float8 IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN extract(epoch FROM clock_timestamp()) * 1000; END $$;
`;

/** Milliseconds from the last of ten rows, by the database, to the entry, by Redis: written, recorded and published. */
export async function bench(): Promise<Record<string, unknown>> {
  const stack = await Stack.start(WAREHOUSE);
  try {
    const [api] = await Promise.all([stack.api(), stack.worker()]);
    const source = await stack.source(api, { allow_functions: ['public.stamp'] });
    const taken: number[] = [];
    for (let query = 0; query < WARM_UP + QUERIES; query += 1) taken.push(await fromLastRow(api, source, query));
    const all = taken.slice(WARM_UP);
    return {
      bench: 'small',
      says: 'Milliseconds from the last row of a ten-row result to its entry, with its file on disk. Redis tells whole ones.',
      ms: Object.fromEntries([0.5, 0.9, 0.99].map((share) => [`p${share * 100}`, shown(quantile(all, share))])),
      mean_ms: shown(all.reduce((sum, each) => sum + each, 0) / all.length),
      queries: all.length,
    };
  } finally {
    await stack.stop();
  }
}

interface Told {
  readonly query_result: { readonly cached_at: string; readonly data: { readonly rows: readonly { readonly at: number }[] } };
}

async function fromLastRow(api: Client, source: number, query: number): Promise<number> {
  const text = `SELECT n + ${query} AS n, name, stamp(n) AS at FROM ten`;
  const answer = await api.post('/api/query_results', { data_source_id: source, query: text, wait_timeout: 30 });
  if (answer.headers.get('x-onceql-cache') !== 'miss; reason=none') throw new Error(`no miss: ${answer.text}`);
  const { cached_at: cachedAt, data } = (answer.json as Told).query_result;
  // A time in whole milliseconds is half of one too early, by and large.
  return Date.parse(cachedAt) + 0.5 - Math.max(...data.rows.map(({ at }) => at));
}
