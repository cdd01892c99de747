import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Stack, WAREHOUSE, until } from '@onceql/testing';
import type { Answer, Client, JobBody, Process } from '@onceql/testing';
import { RECOVERY_MS, SWEEPING, expectClean } from './ground.js';
import { Telling, tablesOf, trialsAt, versionIn } from './trials.js';
import type { Standing } from './trials.js';

const API_POINTS = ['submit.claimed', 'submit.enqueued', 'job.waiting'];
const WORKER_POINTS = ['attempt.taken', 'attempt.begun', 'rows.streaming', 'rows.stored', 'result.recorded', 'run.published'];
const TRIALS = {
  released: trialsAt('tr', [...API_POINTS, ...WORKER_POINTS]),
  apiKilled: trialsAt('tak', API_POINTS), apiStopped: trialsAt('tas', API_POINTS),
  killed: trialsAt('tk', WORKER_POINTS), stopped: trialsAt('ts', WORKER_POINTS),
};

let stack: Stack;
let api: Client;
let source: number;
let worker: Process;
const tellingOf = (trials: keyof typeof TRIALS): Telling => new Telling(stack, api, source, TRIALS[trials]);

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE + tablesOf([...Object.values(TRIALS).flat().map(({ mark }) => mark), 't_refresh', 't_opened', 't_closed']));
  [api, worker] = await Promise.all([stack.api(), stack.worker(SWEEPING)]);
  source = await stack.source(api, { concurrency: 64 });
});
afterAll(() => stack.stop());

/** Whoever asked before the telling is answered with one version or the other. */
async function expectAnswered({ answers }: Standing): Promise<void> {
  for (const answer of await answers) {
    if (answer.status === 'rejected') throw answer.reason;
    const isResult = 'headers' in (answer.value as Answer | JobBody);
    if (isResult) expect([1, 2]).toContain(versionIn(answer.value as Answer));
    else expect(answer.value).toMatchObject({ status: 3, error: '' });
  }
}

describe('told while processes stand, and they go on', () => {
  let telling: Telling;
  let standing: Standing;
  beforeAll(async () => {
    telling = tellingOf('released');
    await telling.prepare();
    standing = await telling.stand();
    await telling.tell();
    standing.release();
  });

  test.each([...API_POINTS, ...WORKER_POINTS])('at %s', (point) => telling.expectFresh(point));
  test('who asked before is answered', () => expectAnswered(standing));
});

describe('told while API processes stand, and', () => {
  let killed: { telling: Telling; standing: Standing };
  let stopped: { telling: Telling; standing: Standing };
  beforeAll(async () => {
    const [mortal, sleeper] = await Promise.all([stack.api(), stack.api()]);
    const stand = async (trials: 'apiKilled' | 'apiStopped', client: Client): Promise<typeof killed> => {
      const telling = tellingOf(trials);
      await telling.prepare();
      return { telling, standing: await telling.stand(client) };
    };
    [killed, stopped] = await Promise.all([stand('apiKilled', mortal), stand('apiStopped', sleeper)]);
    sleeper.process.child.kill('SIGSTOP');
    await Promise.all([killed.telling.tell(), stopped.telling.tell()]);
    await mortal.process.end('SIGKILL');
    for (const { standing } of [killed, stopped]) standing.release();
    await Promise.all(API_POINTS.map((point) => stopped.telling.expectFresh(point)));
    sleeper.process.child.kill('SIGCONT');
  });

  test.each(API_POINTS)('one is killed at %s', async (point) => {
    expect((await killed.standing.answers).map(({ status }) => status)).toEqual(TRIALS.apiKilled.map(() => 'rejected'));
    await killed.telling.expectFresh(point);
  });

  test.each(API_POINTS)('one that was stopped at %s goes on when others have been served', (point) => stopped.telling.expectFresh(point));
  test('who asked the stopped one before is answered', () => expectAnswered(stopped.standing));
});

describe('told while workers stand, and', () => {
  let killed: { telling: Telling; standing: Standing };
  let stopped: { telling: Telling; standing: Standing };
  let sleeper: Process;
  let stoppedAt: number;
  beforeAll(async () => {
    const stand = async (trials: 'killed' | 'stopped'): Promise<typeof killed> => {
      const telling = tellingOf(trials);
      await telling.prepare();
      return { telling, standing: await telling.stand() };
    };
    sleeper = worker;
    stopped = await stand('stopped');
    sleeper.child.kill('SIGSTOP');
    stoppedAt = Date.now();
    const mortal = await stack.worker(SWEEPING);
    killed = await stand('killed');
    await Promise.all([killed.telling.tell(), stopped.telling.tell()]);
    await mortal.end('SIGKILL');
    for (const { standing } of [killed, stopped]) standing.release();
    worker = await stack.worker(SWEEPING);
  });

  test.each(WORKER_POINTS)('one is killed at %s', (point) => killed.telling.expectFresh(point));
  test.each(WORKER_POINTS)('one is stopped at %s', (point) => stopped.telling.expectFresh(point));
  test('who asked before is answered', async () => {
    await Promise.all([expectAnswered(killed.standing), expectAnswered(stopped.standing)]);
    expect(Date.now() - stoppedAt).toBeLessThan(2 * RECOVERY_MS);
  });

  test('when the stopped one goes on, nothing that callers see changes', async () => {
    await until(async () => (await stack.redis.zcard(`onceql:{ds${source}}:open-runs`)) === 0, RECOVERY_MS);
    sleeper.child.kill('SIGCONT');
    // It ends in good order only when all its attempts have.
    await sleeper.end('SIGTERM');
    expect(sleeper.child.exitCode).toBe(0);
    for (const point of WORKER_POINTS) await stopped.telling.expectFresh(point);
  });
});

describe('an API process killed between the ledger and Redis', () => {
  const path = (what: string): string => `/api/data_sources/${source}/${what}`;
  const version = (table: string): string => `SELECT v, count(*) AS n FROM ${table} GROUP BY v`;
  const seen = async (table: string): Promise<unknown> => versionIn(await api.query(source, version(table)));
  const isOpen = async (table: string): Promise<{ id: number } | undefined> => {
    const { open } = (await api.get(path('loads'))).json as { open: { id: number; tables: string[] }[] };
    return open.find(({ tables }) => tables.includes(`public.${table}`));
  };

  /** Has a process of its own killed at a checkpoint of what it is asked. */
  async function killedAt(checkpoint: string, ask: (client: Client) => Promise<unknown>): Promise<void> {
    const mortal = await stack.api();
    const hold = stack.checkpoints.hold(checkpoint);
    const unanswered = Promise.allSettled([ask(mortal)]);
    await hold.reached();
    await mortal.process.end('SIGKILL');
    hold.release();
    expect((await unanswered).map(({ status }) => status)).toEqual(['rejected']);
  }

  test('at refresh.committed: who tells again is heard', async () => {
    expect(await seen('t_refresh')).toBe(1);
    await stack.warehouse.query('UPDATE t_refresh SET v = 2');
    await killedAt('refresh.committed', (client) => client.post(path('tables/refresh'), { tables: ['t_refresh'] }));
    expect([1, 2]).toContain(await seen('t_refresh'));
    expect(await api.post(path('tables/refresh'), { tables: ['t_refresh'] })).toMatchObject({ status: 200, json: { epochs: { 'public.t_refresh': 2 } } });
    expect(await seen('t_refresh')).toBe(2);
  });

  test('at load.committed: what is read from then on is not cached, and the load ends like any other', async () => {
    expect(await seen('t_opened')).toBe(1);
    await killedAt('load.committed', (client) => client.post(path('loads'), { tables: ['t_opened'] }));
    const load = await isOpen('t_opened');
    await until(async () => {
      const { headers } = await api.query(source, 'SELECT id FROM t_opened', { max_age: 1 });
      return headers.get('x-onceql-cache') === 'bypass; reason=load(public.t_opened)';
    }, RECOVERY_MS);
    await stack.warehouse.query('UPDATE t_opened SET v = 2');
    expect(await seen('t_opened')).toBe(1);
    expect((await api.post(path(`loads/${load?.id}/close`), {})).status).toBe(200);
    expect(await seen('t_opened')).toBe(2);
  });

  test('at load.ended: the end comes home though nobody tells again', async () => {
    expect(await seen('t_closed')).toBe(1);
    const { id } = (await api.post(path('loads'), { tables: ['t_closed'] })).json as { id: number };
    await stack.warehouse.query('UPDATE t_closed SET v = 2');
    await killedAt('load.ended', (client) => client.post(path(`loads/${id}/close`), {}));
    expect(await isOpen('t_closed')).toBeUndefined();
    await until(async () => (await seen('t_closed')) === 2, RECOVERY_MS);
    expect((await api.query(source, version('t_closed'))).headers.get('x-onceql-cache')).toBe('hit');
  });
});

test('nothing is left over', () => expectClean(stack, source));
