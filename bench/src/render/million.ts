import { Stack, resultOf } from '@onceql/testing';
import type { Client } from '@onceql/testing';

export const ROWS = 1_000_000;

const WAREHOUSE = `
  CREATE TABLE one (n int); INSERT INTO one VALUES (1);
  CREATE TABLE mixed AS SELECT n::int AS id, n::bigint * 7919 AS big, 'customer ' || n AS name, (n % 1000000 / 100.0)::numeric(12,2) AS amount,
    timestamptz '2024-01-01 00:00:00+00' + n * interval '1.001 second' AS at, n % 3 = 0 AS flag, n / 7.0::float8 AS ratio,
    date '2020-01-01' + n % 1500 AS day, jsonb_build_object('n', n, 'tag', 'x' || n % 10) AS doc, CASE WHEN n % 4 > 0 THEN 'note ' || n END AS note
  FROM generate_series(1, ${ROWS}) n;
`;

/** A stack whose archive holds a result of a million rows of ten mixed columns. */
export async function withMillion<T>(use: (stack: Stack, result: number, source: number, api: Client) => Promise<T>): Promise<T> {
  const stack = await Stack.start(WAREHOUSE);
  try {
    const [api] = await Promise.all([stack.api(), stack.worker()]);
    const source = await stack.source(api);
    const { id } = await api.submit(source, 'SELECT * FROM mixed ORDER BY id');
    const { result } = await api.ended(id);
    if (result === null) throw new Error('the run has failed');
    resultOf(await api.query(source, 'SELECT n FROM one'));
    return await use(stack, result, source, api);
  } finally {
    await stack.stop();
  }
}
