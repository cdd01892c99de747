import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Stack, jobOf } from '@onceql/testing';
import type { Client } from '@onceql/testing';
import { median, shown } from '../measure/median.js';
import { peakMb } from '../measure/peak.js';

const ROWS = 5_000_000;
const ROUNDS = 5;
const STATEMENT = 'SELECT * FROM mixed';

const table = (rows: number): string => `
  CREATE UNLOGGED TABLE mixed AS
    SELECT n::int AS id, n::bigint * 7919 AS big, 'customer ' || n % 100000 AS name, (n::bigint * 37 % 1000000000 / 100.0)::numeric(12,2) AS amount,
      timestamptz '2020-01-01 00:00:00+00' + n * interval '1.5 s' AS placed, n % 3 = 0 AS paid, sqrt(n) AS weight, date '2020-01-01' + n % 2000 AS due,
      jsonb_build_object('n', n, 'kind', 'k' || n % 10) AS document, CASE WHEN n % 4 > 0 THEN md5(n::text) END AS note
    FROM generate_series(1, ${rows}) n;
`;

/**
 * Rows per second of a run from its submission to its end, the file on disk, as a share of what psql does that only copies
 * them away; one after the other. `--rows N` takes another number of rows, `--rounds N` of rounds.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const { values } = parseArgs({ args: process.argv.slice(3), options: { rows: { type: 'string' }, rounds: { type: 'string' } } });
  const rows = Number(values.rows ?? ROWS);
  const count = Number(values.rounds ?? ROUNDS);
  const stack = await Stack.start(table(rows));
  try {
    await stack.warehouse.query('VACUUM (FREEZE, ANALYZE) mixed');
    const [api, worker] = await Promise.all([stack.api(), stack.worker()]);
    const source = await stack.source(api, { statement_timeout: 3600 });
    const rounds: { psql: number; run: number }[] = [];
    for (let round = -1; round < count; round += 1) {
      const both = { psql: await seconds(() => copyAway(stack.readerUrl)), run: await seconds(() => run(api, source, rows)) };
      process.stderr.write(`${JSON.stringify(both)}\n`);
      // The first one fills caches.
      if (round >= 0) rounds.push(both);
    }
    const pid = worker.child.pid ?? 0;
    return { ...report(rows, rounds, peakMb(pid)), worker_wrote_mb: megabytes(writtenBy(pid)), stored_mb: megabytes(await storedBytes(stack)) };
  } finally {
    await stack.stop();
  }
}

/** @throws Error where there is no psql, or it fails. */
async function copyAway(url: URL): Promise<void> {
  const psql = spawn('psql', [url.href, '-X', '-q', '-c', `COPY (${STATEMENT}) TO STDOUT (FORMAT binary)`], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(psql, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`psql ended with ${code}`);
}

async function run(api: Client, source: number, rows: number): Promise<void> {
  let job = jobOf(await api.post('/api/query_results', { data_source_id: source, query: STATEMENT, max_age: 0 }));
  while (job.status < 3) job = jobOf(await api.get(`/api/jobs/${job.id}?wait_timeout=60`));
  if (job.status !== 3) throw new Error(`the run of ${rows} rows reads ${job.status}: ${job.error}`);
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

/** Bytes that a process has had written to disk so far: what it stages anywhere counts beside what it stores. */
function writtenBy(pid: number): number {
  return Number(/^write_bytes: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
}

/** Of the files of all results; equal results share one in the end, but each was written. */
async function storedBytes(stack: Stack): Promise<number> {
  const { rows } = await stack.metadata.query<{ bytes: string }>('SELECT sum(bytes) AS bytes FROM onceql.results');
  return Number(rows[0]?.bytes);
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);

function report(rows: number, rounds: readonly { psql: number; run: number }[], peak: number): Record<string, unknown> {
  const rate = (of: 'psql' | 'run'): number => Math.round(rows / median(rounds.map((each) => each[of])));
  return {
    bench: 'copy',
    says: 'Rows per second from a submission to its file on disk, as a share of psql COPY (FORMAT binary) to nowhere.',
    rows,
    ratio: shown(median(rounds.map(({ psql, run: own }) => psql / own))),
    rows_per_second: { run: rate('run'), psql: rate('psql') },
    worker_peak_rss_mb: Math.round(peak),
    rounds: rounds.length,
  };
}
