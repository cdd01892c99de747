import pg from 'pg';
import { Stack, WAREHOUSE } from '@onceql/testing';
import type { Client } from '@onceql/testing';
import { quantile, shown } from '../measure/median.js';

const WARM_UP = 30;
const QUERIES = 200;

/**
 * What OnceQL adds to a query that nobody asked before: wall time of a submission that waits for its ten rows, less
 * that of the same statement sent by pg on a connection that is open. One pair after the other, each statement once.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const stack = await Stack.start(WAREHOUSE);
  const direct = new pg.Client({ connectionString: stack.readerUrl.href });
  try {
    const [api] = await Promise.all([stack.api(), stack.worker()]);
    const source = await stack.source(api);
    await direct.connect();
    const pairs: { through: number; alone: number }[] = [];
    for (let query = 0; query < WARM_UP + QUERIES; query += 1) pairs.push(await pair(api, direct, source, query));
    return report(pairs.slice(WARM_UP));
  } finally {
    await direct.end();
    await stack.stop();
  }
}

async function pair(api: Client, direct: pg.Client, source: number, query: number): Promise<{ through: number; alone: number }> {
  const text = `SELECT id, region, amount, placed FROM orders WHERE id > ${query} ORDER BY id LIMIT 10`;
  const through = await timed(async () => {
    const answer = await api.post('/api/query_results', { data_source_id: source, query: text, wait_timeout: 30 });
    if (answer.headers.get('x-onceql-cache') !== 'miss; reason=none') throw new Error(`no miss: ${answer.text}`);
  });
  const alone = await timed(() => direct.query(text));
  return { through, alone };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function report(pairs: readonly { through: number; alone: number }[]): Record<string, unknown> {
  const added = pairs.map(({ through, alone }) => through - alone);
  const all = (values: readonly number[]): Record<string, number> =>
    Object.fromEntries([0.5, 0.9, 0.99].map((share) => [`p${share * 100}`, shown(quantile(values, share))]));
  return {
    bench: 'miss',
    says: 'Milliseconds of a ten-row query through OnceQL, waited for, less the same query by pg alone.',
    added_ms: all(added),
    through_onceql_ms: all(pairs.map(({ through }) => through)),
    pg_alone_ms: all(pairs.map(({ alone }) => alone)),
    ratio_p50: shown(quantile(pairs.map(({ through }) => through), 0.5) / quantile(pairs.map(({ alone }) => alone), 0.5)),
    queries: pairs.length,
  };
}
