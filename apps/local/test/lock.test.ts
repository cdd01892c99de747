import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { birthOf } from '../src/lock/birth.js';
import { lockHome } from '../src/lock/lock.js';
import { StackFile, readStack } from '../src/lock/stack-file.js';
import type { Recorded } from '../src/lock/stack-file.js';

const TOLD = { url: 'http://127.0.0.1:1', adminKey: 'key' };
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'onceql-lock-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A process that lives until it is signalled. */
function sleeper(): { recorded: Recorded; ended: Promise<NodeJS.Signals | null> } {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  const pid = child.pid ?? 0;
  return { recorded: { pid, birth: birthOf(pid) ?? '' }, ended: new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal))) };
}

const leave = (processes: Record<string, Recorded>): void =>
  writeFileSync(join(home, 'stack.json'), JSON.stringify({ pid: 2 ** 22, birth: 'long ago', processes, ...TOLD }));

test('only one holds a home, until it lets go', async () => {
  const file = await lockHome(home, TOLD, () => {});
  file.record('self', process.pid);
  expect(readStack(home)?.processes['self']?.pid).toBe(process.pid);
  await expect(lockHome(home, TOLD, () => {})).rejects.toThrow(`OnceQL runs already at ${TOLD.url} (pid ${process.pid})`);
  file.remove();
  file.remove();
  expect(readdirSync(home)).toEqual([]);
  (await lockHome(home, TOLD, () => {})).remove();
});

test('of several that come at once where a dead one was, one holds it', () => {
  leave({});
  const outcomes = Array.from({ length: 4 }, () => StackFile.take(home, TOLD).outcome);
  expect(outcomes).toEqual(['left', 'taken', 'busy', 'busy']);
});

test('stops what a dead one left, and nothing that only has the same id', async () => {
  const left = sleeper();
  const stranger = sleeper();
  leave({ worker: left.recorded, API: { pid: stranger.recorded.pid, birth: 'another time' } });
  const counts: number[] = [];
  const file = await lockHome(home, TOLD, (count) => counts.push(count));
  expect(await left.ended).toBe('SIGTERM');
  expect(counts).toEqual([1]);
  expect(birthOf(stranger.recorded.pid)).toBe(stranger.recorded.birth);
  process.kill(stranger.recorded.pid, 'SIGKILL');
  await stranger.ended;
  expect(birthOf(stranger.recorded.pid)).toBeUndefined();
  file.remove();
  expect(existsSync(join(home, 'stack.json'))).toBe(false);
});

test('a stack that is dead tells the demo nothing', () => {
  leave({});
  expect(readStack(home)).toBeUndefined();
});
