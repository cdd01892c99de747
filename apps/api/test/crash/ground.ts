import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { resultOf, until } from '@onceql/testing';
import type { Client, JobBody, ResultBody, Stack } from '@onceql/testing';

/** Workers that sweep all the time, so that a test need not wait for it. */
export const SWEEPING = { SWEEP_SECONDS: '1', RECONCILE_FILES_SECONDS: '1' };
/**
 * Within so many milliseconds of a death a run goes on and a key can be asked again. Half of it is what is promised: a busy
 * machine may take its time.
 */
export const RECOVERY_MS = 60_000;

/** A query that no other has, told by its mark. */
export const few = (mark: string, table = 'orders'): string =>
  table === 'orders'
    ? `SELECT id, amount, '${mark}' AS mark FROM orders WHERE id <= 3 ORDER BY id`
    : `SELECT name, boss, '${mark}' AS mark FROM regions ORDER BY name`;

/** The same with more rows than the buffers on the way hold, so that the database is still sending them. */
export const many = (mark: string, table = 'orders'): string =>
  `SELECT t.*, repeat('x', 300) AS pad, '${mark}' AS mark FROM ${table} t CROSS JOIN generate_series(1, ${table === 'orders' ? 100 : 30_000}) ORDER BY 1`;
export const MANY_ROWS = 90_000;

/** Waits for a job's end and answers it with how long it took since `from`. */
export async function endedAfter(client: Client, job: string, from: number): Promise<{ job: JobBody; ms: number }> {
  const ended = await client.ended(job);
  return { job: ended, ms: Date.now() - from };
}

/** The rows that a job got, without their marks. */
export async function rowsOf(client: Client, job: JobBody): Promise<Record<string, unknown>[]> {
  return plain(resultOf(await client.get(`/api/query_results/${job.result}`)));
}

export const plain = ({ data }: ResultBody): Record<string, unknown>[] => data.rows.map(({ mark: _mark, ...row }) => row);

/** How many rows a job's result has. */
export async function rowCount(stack: Stack, job: JobBody): Promise<number> {
  const { rows } = await stack.metadata.query<{ rows: string }>('SELECT rows FROM onceql.results WHERE id = $1', [job.result]);
  return Number(rows[0]?.rows);
}

/** What the table holds for {@link few}. */
export async function present(stack: Stack, table = 'orders'): Promise<Record<string, unknown>[]> {
  const { rows } = await stack.warehouse.query<Record<string, unknown>>(
    table === 'orders' ? 'SELECT id, amount::float8 FROM orders WHERE id <= 3 ORDER BY id' : 'SELECT name, boss FROM regions ORDER BY name',
  );
  return rows;
}

/** Nobody holds the key any more: who asks anew gets the present rows, and so does who asks after him. */
export async function expectFree(stack: Stack, client: Client, source: number, query: string, table = 'orders'): Promise<void> {
  const started = Date.now();
  const fresh = await client.ended((await client.submit(source, query, { max_age: 0 })).id);
  expect(fresh).toMatchObject({ status: 3, error: '' });
  expect(Date.now() - started).toBeLessThan(RECOVERY_MS);
  if (query !== few(markOf(query), table)) return;
  const hit = await client.query(source, query);
  expect([hit.headers.get('x-onceql-cache'), resultOf(hit).id]).toEqual(['hit', fresh.result]);
  expect(plain(resultOf(hit))).toEqual(await present(stack, table));
}

const markOf = (query: string): string => /'(\w+)' AS mark/.exec(query)?.[1] ?? '';

/**
 * What must hold when all is over: nothing is open, claimed or waited for; every run has ended once and has one result at
 * most; every entry's result is recorded; every file has an owner; no statement is left on the warehouse.
 */
export async function expectClean(stack: Stack, source: number): Promise<void> {
  await until(async () => (await stack.redis.zcard(`onceql:{ds${source}}:open-runs`)) === 0, RECOVERY_MS);
  await until(async () => (await openRuns(stack)).length === 0, RECOVERY_MS);
  expect(await stack.redis.keys(`onceql:{ds${source}}:claim:*`)).toEqual([]);
  expect(await stack.redis.keys(`onceql:{ds${source}}:callers:*`)).toEqual([]);
  await until(async () => same(await files(stack.resultsFolder), await ownedFiles(stack)), RECOVERY_MS);
  const { rows: twice } = await stack.metadata.query('SELECT run_id FROM onceql.results GROUP BY run_id HAVING count(*) > 1');
  expect(twice).toEqual([]);
  const { rows: dangling } = await stack.metadata.query(
    'SELECT r.id FROM onceql.runs r LEFT JOIN onceql.results o ON o.id = r.result_id WHERE r.result_id IS NOT NULL AND o.id IS NULL',
  );
  expect(dangling).toEqual([]);
  for (const key of await stack.redis.keys(`onceql:{ds${source}}:entry:*`)) {
    const id = await stack.redis.hget(key, 'result');
    expect((await stack.metadata.query('SELECT FROM onceql.results WHERE id = $1', [id])).rowCount).toBe(1);
  }
  await until(async () => (await stack.statements()).length === 0);
}

export async function openRuns(stack: Stack): Promise<string[]> {
  const { rows } = await stack.metadata.query<{ id: string }>("SELECT id FROM onceql.runs WHERE state = 'open'");
  return rows.map(({ id }) => id);
}

const same = (one: readonly string[], other: readonly string[]): boolean => one.join() === other.join();

/** All files under the results folder, temporary ones too. */
/** All but the mark that says whose the folder is. */
async function files(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && entry.name !== 'onceql-installation').map(({ parentPath, name }) => join(parentPath, name)).sort();
}

async function ownedFiles(stack: Stack): Promise<string[]> {
  const { rows } = await stack.metadata.query<{ path: string }>('SELECT DISTINCT path FROM onceql.results WHERE removed_at IS NULL');
  return rows.map(({ path }) => join(stack.resultsFolder, path)).sort();
}
