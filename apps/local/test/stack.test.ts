import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { freePort, systemFolder } from '@onceql/testing';
import { isAlive } from '../src/lock/stack-file.js';
import type { Recorded, StackState } from '../src/lock/stack-file.js';
import { demandPort, lastingPort } from '../src/ports.js';
import { session } from '../src/warehouse/session.js';
import { StackProcess, makeHome } from './stack-process.js';

let folder: string;
let home: string;
let env: Record<string, string>;
const started: StackProcess[] = [];

// One home for all tests: what the first has loaded, the others find.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onceql-local-'));
  chmodSync(folder, 0o755);
  home = makeHome(folder);
});
afterAll(() => {
  for (const path of [folder, systemFolder(join(home, 'postgres'))]) rmSync(path, { recursive: true, force: true });
});

beforeEach(async () => {
  env = { ONCEQL_HOME: home, PORT: String(await freePort()), WORKERS: '2', GRACE_SECONDS: '1' };
});
afterEach(async () => {
  for (const stack of started.splice(0)) {
    stack.child.kill('SIGTERM');
    await stack.ended;
  }
});

function start(changes: Record<string, string> = {}): StackProcess {
  const stack = new StackProcess({ ...env, ...changes });
  started.push(stack);
  return stack;
}

/** The first of some free ports in a row. */
async function freeRange(length: number): Promise<number> {
  for (;;) {
    const first = await lastingPort();
    const rest = Array.from({ length: length - 1 }, (_, place) => demandPort(first + 1 + place, '127.0.0.1'));
    if (await Promise.all(rest).then(() => true, () => false)) return first;
  }
}

const stateNow = (): StackState => JSON.parse(readFileSync(join(home, 'stack.json'), 'utf8')) as StackState;

/** Waits for processes to end that are no children of ours; to look again is the only way. */
async function gone(processes: readonly Recorded[]): Promise<void> {
  while (processes.some(isAlive)) await pause(10);
}

/** Waits until both stand-ins have told their logs that they listen. */
async function working(): Promise<void> {
  const said = (n: number): string => readFileSync(join(home, `logs/worker-${n}.log`), 'utf8');
  while (![1, 2].every((n) => said(n).includes('working'))) await pause(10);
}

async function rowsOf(url: string, table: string): Promise<number> {
  const { rows } = await session(url, (client) => client.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`));
  return rows[0]?.n ?? 0;
}

test('starts, restarts what dies, refuses a second one, stops without a trace and keeps what was stored', async () => {
  const first = start();
  await first.says(/OnceQL is ready at http:\/\/127\.0\.0\.1:\d+\n/);
  expect(first.said).toMatch(/✓ started Redis [\d.]+ s\n.*✓ started Postgres [\d.]+ s\n.*✓ loaded the sample warehouse [\d.]+ s\n/s);
  const state = stateNow();
  expect(Object.keys(state.processes)).toEqual(['Redis', 'Postgres', 'API', 'worker 1', 'worker 2']);
  expect(statSync(join(home, 'stack.json')).mode & 0o777).toBe(0o600);
  const warehouse = state.warehouse?.url ?? '';
  expect(await rowsOf(warehouse, 'departures')).toBeGreaterThanOrEqual(200_000);
  expect(await rowsOf(warehouse, 'busiest_airports')).toBeGreaterThan(100);

  const second = start();
  expect(await second.ended).toBe(1);
  expect(second.said).toBe(`OnceQL runs already at ${state.url} (pid ${first.child.pid}): stop that one first, or set ONCEQL_HOME and PORT for another\n`);

  for (const name of ['worker 2', 'Redis']) {
    process.kill(state.processes[name]?.pid ?? 0, 'SIGKILL');
    await first.says(new RegExp(`^[\\d:]{8} ${name} \\(pid \\d+\\) died \\(SIGKILL\\): starting it again\\n[^]*${name} runs again`, 'm'));
  }
  const restarted = stateNow();
  expect(restarted.processes['worker 2']?.pid).not.toBe(state.processes['worker 2']?.pid);
  await session(warehouse, (client) => client.query('DELETE FROM stocks'));

  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(Object.values(restarted.processes).filter(isAlive)).toEqual([]);
  expect(existsSync(join(home, 'stack.json'))).toBe(false);

  const again = start();
  await again.says(/OnceQL is ready/);
  expect(again.said).not.toContain('loading the sample warehouse');
  expect(stateNow().warehouse?.url).toBe(warehouse);
  expect(await rowsOf(warehouse, 'stocks')).toBe(0);
});

test('what a killed one leaves behind ends, and is not in the way of the next start', async () => {
  const first = start({ STUBBORN: '1' });
  await first.says(/OnceQL is ready/);
  await working();
  const left = Object.entries(stateNow().processes);
  const stubborn = left.flatMap(([name, process]) => (name.startsWith('worker') ? [process] : []));
  first.child.kill('SIGKILL');
  await first.ended;
  await gone(left.flatMap(([name, process]) => (name.startsWith('worker') ? [] : [process])));
  expect(stubborn.filter(isAlive)).toHaveLength(2);
  const next = start();
  await next.says(/✓ stopped 2 processes that a killed OnceQL had left behind\n[^]*OnceQL is ready/);
  expect(stubborn.filter(isAlive)).toEqual([]);
});

test('a program that does not listen is killed after the grace time', async () => {
  const stack = start({ STUBBORN: '9', GRACE_SECONDS: '0' });
  await stack.says(/OnceQL is ready/);
  await working();
  const processes = Object.values(stateNow().processes);
  stack.child.kill('SIGINT');
  stack.child.kill('SIGINT');
  expect(await stack.ended).toBe(0);
  expect(processes.filter(isAlive)).toEqual([]);
});

test('an API that ends at once is told with its last words, and all else is stopped', async () => {
  const stack = start({ API_FIXTURE: 'broken' });
  expect(await stack.ended).toBe(1);
  expect(stack.said).toMatch(/^The API ended at once \(exit code 3\): The API cannot start: no luck today \(log: .*api\.log\)$/m);
  expect(stack.said).toMatch(/✓ stopped Postgres/);
  expect(existsSync(join(home, 'stack.json'))).toBe(false);
});

test('a taken port is one line that says who has it and what to do', async () => {
  const other: Server = createServer();
  await new Promise<void>((resolve) => other.listen(Number(env['PORT']), '127.0.0.1', resolve));
  const stack = start();
  expect(await stack.ended).toBe(1);
  const holder = process.platform === 'linux' ? ` \\(by pid ${process.pid}, \\S.*\\)` : '';
  expect(stack.said).toMatch(new RegExp(`^Port ${env['PORT']} is taken${holder}: stop it or set PORT\\n$`));
  other.close();
});

test('the API and each worker have a port for machines of their own, from OPS_PORT on', async () => {
  const first = await freeRange(3);
  const stack = start({ OPS_PORT: String(first) });
  await stack.says(/OnceQL is ready/);
  await working();
  const told = ['api', 'worker-1', 'worker-2'].map((name) => /machines: (\S+)/.exec(readFileSync(join(home, `logs/${name}.log`), 'utf8'))?.[1]);
  expect(told).toEqual([first, first + 1, first + 2].map(String));
});

test('a port for machines that is taken, or that would be another one, is one line', async () => {
  const first = await freeRange(3);
  const other: Server = createServer();
  await new Promise<void>((resolve) => other.listen(first + 2, '127.0.0.1', resolve));
  const taken = start({ OPS_PORT: String(first) });
  expect(await taken.ended).toBe(1);
  expect(taken.said).toMatch(new RegExp(`^Port ${first + 2} is taken.*: stop it or set OPS_PORT\\n$`));
  other.close();
  for (const changes of [{ OPS_PORT: String(first), PORT: String(first + 1) }, { OPS_PORT: '65534' }] as Record<string, string>[]) {
    const stack = start(changes);
    expect(await stack.ended).toBe(1);
    expect(stack.said).toMatch(/^The API takes OPS_PORT and each worker one of those that follow, here \d+ to \d+: .*\n$/);
  }
});

test('a wrong variable is one line', async () => {
  const stack = start({ PORT: 'abc' });
  expect(await stack.ended).toBe(1);
  expect(stack.said).toBe('PORT must be a whole number from 1 to 65535, not "abc"\n');
});
