import { Stack, jobOf } from '@onceql/testing';
import type { Client } from '@onceql/testing';
import { shown } from '../measure/median.js';

const WORKERS = [1, 2, 4] as const;
const RUNS = 400;
/** Runs of the source at once, over all workers. */
const LIMIT = 16;
/** Milliseconds between two looks at what the warehouse runs. */
const LOOK_MS = 5;

/** A statement that takes the warehouse 20 ms. The sleep is in a function that the source is told to trust. */
const WAREHOUSE = `
  CREATE FUNCTION nap(n int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.02); RETURN n; END $$;
  CREATE TABLE one (n int);
  INSERT INTO one VALUES (1);
`;

/** Runs per second with more and more workers, and how many were on the warehouse at once. */
export async function bench(): Promise<Record<string, unknown>> {
  const rounds: Record<string, { runs_per_second: number; most_at_once: number }> = {};
  for (const workers of WORKERS) {
    rounds[`${workers}`] = await round(workers);
    process.stderr.write(`${workers} worker(s): ${JSON.stringify(rounds[`${workers}`])}\n`);
  }
  const first = rounds['1']?.runs_per_second ?? NaN;
  return {
    bench: 'scaling',
    says: `Runs per second of statements that take 20 ms, at most ${LIMIT} at once, by the number of workers.`,
    workers: rounds,
    ratio_to_one_worker: Object.fromEntries(WORKERS.map((workers) => [workers, shown((rounds[`${workers}`]?.runs_per_second ?? NaN) / first)])),
    most_possible_per_second: LIMIT / 0.02,
    limit: LIMIT,
    limit_held: Object.values(rounds).every(({ most_at_once }) => most_at_once <= LIMIT),
  };
}

async function round(workers: number): Promise<{ runs_per_second: number; most_at_once: number }> {
  const stack = await Stack.start(WAREHOUSE);
  try {
    const api = await stack.api();
    const source = await stack.source(api, { concurrency: LIMIT, allow_functions: ['public.nap'] });
    const jobs = await Promise.all(Array.from({ length: RUNS }, (_, at) => submit(api, source, at)));
    await api.post(`/api/data_sources/${source}/pause`, { reason: 'until all workers are there' });
    await Promise.all(Array.from({ length: workers }, () => stack.worker()));
    const looking = look(stack);
    await api.delete(`/api/data_sources/${source}/pause`);
    for (const job of jobs) await finished(api, job);
    const most_at_once = await looking.stop();
    return { runs_per_second: shown(await rate(stack)), most_at_once };
  } finally {
    await stack.stop();
  }
}

async function submit(api: Client, source: number, at: number): Promise<string> {
  return jobOf(await api.post('/api/query_results', { data_source_id: source, query: `SELECT nap(n) + ${at} AS n FROM one` })).id;
}

async function finished(api: Client, job: string): Promise<void> {
  const { status, error } = jobOf(await api.get(`/api/jobs/${job}?wait_timeout=60`));
  if (status !== 3) throw new Error(`job ${job} reads ${status}: ${error}`);
}

/** From the end of the first run to that of the last, so that starting does not count. */
async function rate(stack: Stack): Promise<number> {
  const { rows } = await stack.metadata.query<{ seconds: number }>(
    'SELECT extract(epoch FROM max(ended_at) - min(ended_at))::float8 AS seconds FROM onceql.runs',
  );
  return (RUNS - 1) / (rows[0]?.seconds ?? NaN);
}

/** Looks at what the warehouse runs, again and again; answers the most that it saw at once. */
function look(stack: Stack): { stop: () => Promise<number> } {
  let most = 0;
  let stopped = false;
  const done = (async () => {
    while (!stopped) {
      const active = (await stack.statements()).filter(({ state }) => state === 'active');
      most = Math.max(most, active.length);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await done;
      return most;
    },
  };
}
