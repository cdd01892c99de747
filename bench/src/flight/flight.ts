import { GATED, Gate, Stack, WAREHOUSE, jobOf, resultOf, until } from '@onceql/testing';
import type { Answer, Client } from '@onceql/testing';

const SUBMISSIONS = 200;

/** How many runs equal submissions cost that come at once to two API processes. */
export async function bench(): Promise<Record<string, unknown>> {
  const stack = await Stack.start(WAREHOUSE);
  try {
    const [one, two] = await Promise.all([stack.api(), stack.api(), stack.worker(), stack.worker()]);
    const source = await stack.source(one, GATED);
    const gate = await Gate.shut(stack);
    const query = 'SELECT id, amount FROM gated ORDER BY id';
    const jobs = await Promise.all(Array.from({ length: SUBMISSIONS }, (_, at) => submit(at % 2 === 0 ? one : two, source, query)));
    await until(async () => (await stack.statements()).length > 0);
    const running = (await stack.statements()).length;
    await gate.open();
    const answers = await Promise.all(jobs.map((job) => result(one, job)));
    const { rows } = await stack.metadata.query<{ runs: number; jobs: number }>('SELECT (SELECT count(*)::int FROM onceql.runs) AS runs, (SELECT count(*)::int FROM onceql.jobs) AS jobs');
    return {
      bench: 'flight',
      says: 'Runs that equal submissions cost, sent at once to two API processes.',
      submissions: SUBMISSIONS,
      runs: rows[0]?.runs,
      jobs: rows[0]?.jobs,
      statements_on_the_warehouse: running,
      distinct_answers: new Set(answers).size,
      runs_per_submission: (rows[0]?.runs ?? NaN) / SUBMISSIONS,
    };
  } finally {
    await stack.stop();
  }
}

async function submit(api: Client, source: number, query: string): Promise<string> {
  return jobOf(await api.post('/api/query_results', { data_source_id: source, query })).id;
}

async function result(api: Client, job: string): Promise<string> {
  const ended = jobOf(await api.get(`/api/jobs/${job}?wait_timeout=60`));
  const answer: Answer = await api.get(`/api/query_results/${ended.query_result_id ?? 0}`);
  return JSON.stringify(resultOf(answer).data);
}
