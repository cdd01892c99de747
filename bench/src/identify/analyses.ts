import { Stack, WAREHOUSE, until } from '@onceql/testing';
import type { Client } from '@onceql/testing';

const KEYS = 40;
const HITS_EACH = 5;

/**
 * How often the source is asked what a statement rests on. Each analysis is in the transaction of a run, which is rolled
 * back at its end, and nobody else rolls anything back there: so Postgres's own count of that says it. A session tells
 * its counts for certain when it ends.
 */
export async function countAnalyses(): Promise<Record<string, number>> {
  const stack = await Stack.start(WAREHOUSE);
  try {
    const api = await stack.api();
    const source = await stack.source(api);
    const texts = Array.from({ length: KEYS }, (_, at) => `SELECT count(*) AS n FROM orders WHERE id > ${at}`);
    const misses = await rolledBack(stack, async () => {
      for (const text of texts) await ask(api, source, text, 'miss; reason=none');
    });
    const hits = await rolledBack(stack, async () => {
      for (const text of texts) for (let at = 0; at < HITS_EACH; at += 1) await ask(api, source, text, 'hit');
    });
    return { new_keys: KEYS, analyses: misses, analyses_per_new_key: misses / KEYS, hits: KEYS * HITS_EACH, analyses_of_hits: hits };
  } finally {
    await stack.stop();
  }
}

/** @throws Error if it was answered in another way */
async function ask(api: Client, source: number, query: string, expected: string): Promise<void> {
  const answer = await api.post('/api/query_results', { data_source_id: source, query, wait_timeout: 30 });
  if (answer.headers.get('x-onceql-cache') !== expected) throw new Error(`${query}: no ${expected}: ${answer.text}`);
}

/** Transactions of the warehouse that were rolled back by a worker that was there for this work alone. */
async function rolledBack(stack: Stack, work: () => Promise<void>): Promise<number> {
  const before = await count(stack);
  const worker = await stack.worker();
  await work();
  await worker.end('SIGTERM');
  return (await count(stack)) - before;
}

async function count({ warehouse, readerUrl }: Stack): Promise<number> {
  const reader = decodeURIComponent(readerUrl.username);
  await until(async () => {
    const { rows } = await warehouse.query<{ n: number }>(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = $1 AND application_name LIKE 'onceql:%'`, [reader]);
    return rows[0]?.n === 0;
  });
  const { rows } = await warehouse.query<{ n: number }>('SELECT xact_rollback::int AS n FROM pg_stat_database WHERE datname = current_database()');
  return rows[0]?.n ?? NaN;
}
