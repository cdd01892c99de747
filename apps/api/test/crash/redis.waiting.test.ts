import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { endLostRuns } from '@onceql/flow';
import { openMetadata } from '@onceql/metadata';
import { CacheIndex, FUNCTION_POLICY } from '@onceql/shared';
import { openWarehouses } from '@onceql/sources';
import { Stack, WAREHOUSE, startRedis } from '@onceql/testing';
import type { Client, JobBody, RunningRedis } from '@onceql/testing';
import { pino } from 'pino';
import { RECOVERY_MS, SWEEPING, endedAfter, expectClean, expectFree, few, many, present, rowsOf } from './ground.js';

const LOST = 'OnceQL lost track of this query when its index was emptied. Submit it again.';

/** A Redis that can be killed and started again on its port, with its data or without. */
class MortalRedis {
  readonly #dirs: string[];
  #running: RunningRedis;

  private constructor(dir: string, running: RunningRedis) {
    this.#dirs = [dir];
    this.#running = running;
  }

  static async start(): Promise<MortalRedis> {
    const dir = mkdtempSync(join(tmpdir(), 'onceql-mortal-'));
    return new MortalRedis(dir, await startRedis({ dir, appendonly: true }));
  }

  get url(): string {
    return this.#running.url;
  }

  async kill(): Promise<void> {
    process.kill(this.#running.pid, 'SIGKILL');
    await this.#running.exited;
  }

  async start(data: 'kept' | 'lost'): Promise<void> {
    if (data === 'lost') this.#dirs.push(mkdtempSync(join(tmpdir(), 'onceql-mortal-')));
    this.#running = await startRedis({ dir: this.#dirs.at(-1) ?? '', port: this.#running.port, appendonly: true });
  }

  async stop(): Promise<void> {
    await this.#running.stop();
    for (const dir of this.#dirs) rmSync(dir, { recursive: true, force: true });
  }
}

/** Submits queries of their own one after the other until told to stop; answers the jobs that were accepted. */
function load(client: Client, source: number, name: string): { stop: () => Promise<JobBody[]> } {
  let going = true;
  const jobs: JobBody[] = [];
  const work = (async () => {
    for (let at = 0; going; at += 1) {
      const answer = await client.query(source, few(`${name}_${at}`), { wait_timeout: 0, max_age: 0 });
      const { job } = answer.json as { job?: JobBody };
      if (job) jobs.push(job);
      else expect(answer.status).toBe(503);
    }
  })();
  return { stop: () => ((going = false), work.then(() => jobs)) };
}

describe('Redis killed under load and started again', () => {
  let redis: MortalRedis;
  let stack: Stack;
  let api: Client;
  let other: Client;
  beforeAll(async () => {
    redis = await MortalRedis.start();
    stack = await Stack.start(WAREHOUSE, { redis: { url: redis.url, stop: () => redis.stop() } });
    [api, other] = await Promise.all([stack.api(), stack.api(), stack.worker(SWEEPING), stack.worker(SWEEPING)]);
  });
  afterAll(() => stack?.stop());

  test.each(['kept', 'lost'] as const)('its data %s', async (data) => {
    const source = await stack.source(api, { concurrency: 6 }, data);
    const refreshed = await api.post(`/api/data_sources/${source}/tables/refresh`, { tables: ['orders'] });
    const known = await api.query(source, few('known'));
    const [claiming, streaming, recording] = [few(`${data}_claimed`), many(`${data}_streaming`), few(`${data}_recorded`)];

    const points = [
      stack.checkpoints.hold('submit.claimed', `${data}_claimed`), stack.checkpoints.hold('rows.streaming', `${data}_streaming`),
      stack.checkpoints.hold('result.recorded', `${data}_recorded`),
    ];
    const claimed = other.submit(source, claiming);
    const held = [await api.submit(source, streaming), await api.submit(source, recording)];
    await Promise.all(points.map((point) => point.reached()));
    const loads = [load(api, source, 'one'), load(other, source, 'two')];
    await until503(api, source, redis);
    for (const point of points) point.release();
    await redis.start(data);
    const back = Date.now();
    held.push(await claimed);
    const jobs = [...held, ...(await Promise.all(loads.map(({ stop }) => stop()))).flat()];
    for (const { id } of jobs) {
      const { job } = await endedAfter(other, id, back);
      if (data === 'kept') expect(job).toMatchObject({ status: 3, error: '' });
      else expect(job.status === 3 ? job.error : `${job.status} ${job.error}`).toBe(job.status === 3 ? '' : `4 ${LOST}`);
    }
    expect(Date.now() - back).toBeLessThan(RECOVERY_MS);
    if (data === 'lost') expect((await Promise.all(held.map(({ id }) => api.ended(id)))).map(({ error }) => error)).toEqual([LOST, LOST, LOST]);

    const again = await api.query(source, few('known'));
    expect(again.headers.get('x-onceql-cache')).toBe(data === 'kept' ? 'hit' : 'miss; reason=none');
    expect(again.json).toMatchObject({ query_result: { table_epochs: (refreshed.json as { epochs: unknown }).epochs } });
    expect(known.status).toBe(200);
    for (const query of [claiming, streaming, recording]) await expectFree(stack, api, source, query);
    const fresh = await api.ended((await api.submit(source, recording, { max_age: 0 })).id);
    expect(await rowsOf(api, fresh)).toEqual(await present(stack));
    if (data === 'lost') await endNow(stack);
    await expectClean(stack, source);
  });
});

/** Kills Redis as soon as the load has begun to be accepted, and waits until callers are told. */
async function until503(api: Client, source: number, redis: MortalRedis): Promise<void> {
  expect((await api.query(source, few('before'))).status).toBe(200);
  await redis.kill();
  const asked = Date.now();
  expect((await api.query(source, few('during'))).status).toBe(503);
  // Five seconds for a command, and what comes meanwhile waits for the one before.
  expect(Date.now() - asked).toBeLessThan(RECOVERY_MS);
}

/** What a worker does a minute after the loss. */
async function endNow(stack: Stack): Promise<void> {
  const log = pino({ level: 'silent' });
  const metadata = await openMetadata({
    databaseUrl: stack.databaseUrl.href, secret: 'test-secret-test-secret-test-secret-1', applicationName: 'test',
  });
  const warehouses = openWarehouses(FUNCTION_POLICY, log);
  const { ledger, sources } = metadata;
  expect(await endLostRuns({ index: new CacheIndex(stack.redis), ledger, sources, warehouses, log }, 0)).toBeGreaterThan(0);
  await warehouses.closeUnless(async () => []);
  await metadata.close();
}
