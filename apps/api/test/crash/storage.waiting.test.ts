import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Stack, WAREHOUSE, resultOf } from '@onceql/testing';
import type { Client, Process } from '@onceql/testing';
import { MANY_ROWS, RECOVERY_MS, SWEEPING, expectClean, expectFree, few, many, rowCount } from './ground.js';

/** Rows that do not fit: random text cannot be made smaller. */
const large = (mark: string): string =>
  `SELECT id, md5((id * g)::text) || md5((id + g)::text) AS noise, '${mark}' AS mark FROM orders CROSS JOIN generate_series(1, 100) g`;
/** Far less than those rows take. */
const SMALL = { kilobytes: 1024, blocks: 2048 };

let stack: Stack;
let api: Client;
let source: number;
let worker: Process;

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE);
  api = await stack.api();
  source = await stack.source(api);
});
afterEach(() => worker.end('SIGTERM'));
afterAll(() => stack.stop());

/** A small file system over the results folder; undefined where this login may not mount one. */
function mountSmall(): (() => void) | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SMALL.kilobytes}k`, 'tmpfs', stack.resultsFolder], { stdio: 'pipe' });
  } catch {
    return undefined;
  }
  return () => void execFileSync('umount', [stack.resultsFolder]);
}

async function expectRefused(query: string, error: RegExp): Promise<void> {
  const started = Date.now();
  const job = await api.ended((await api.submit(source, query)).id);
  expect(job.status).toBe(4);
  expect(job.error).toMatch(error);
  expect(Date.now() - started).toBeLessThan(RECOVERY_MS);
}

test('storage that is full: the run fails and says so, and nothing half-written is left', async () => {
  const unmount = mountSmall();
  // Where no file system can be mounted, the system's own limit of a file's size ends the write in the same place.
  worker = await (unmount ? stack.worker(SWEEPING) : stack.worker(SWEEPING, `ulimit -f ${SMALL.blocks}`));
  try {
    await expectRefused(large('f_full'), unmount ? /the storage is full \(ENOSPC\)/ : /too large for the storage \(EFBIG\)/);
    // What stays full is not asked for again: the statement ran once.
    if (unmount) expect(worker.log.filter(({ msg }) => msg === 'attempt failed by a fault of ours')).toHaveLength(1);
    await expectClean(stack, source);
  } finally {
    await worker.end('SIGTERM');
    unmount?.();
  }
  worker = await stack.worker(SWEEPING);
  await expectFree(stack, api, source, large('f_full'));
});

test('storage that lets nobody write: the run fails and says so, what was stored is served, and later all goes on', async () => {
  worker = await stack.worker(SWEEPING);
  const known = await api.query(source, few('f_known'));
  expect(known.status).toBe(200);
  const folder = join(stack.resultsFolder, `ds${source}`);
  // A file in the folder's place: a mode would not stop root.
  renameSync(folder, `${folder}-away`);
  writeFileSync(folder, '');
  await expectRefused(few('f_denied'), /^Cannot store the result: .*\((ENOTDIR|EEXIST)\)$/);
  const hit = await api.query(source, few('f_known'));
  expect([hit.headers.get('x-onceql-cache'), resultOf(hit).id]).toEqual(['hit', resultOf(known).id]);
  rmSync(folder);
  renameSync(`${folder}-away`, folder);
  await expectFree(stack, api, source, few('f_denied'));
  await expectClean(stack, source);
});

test('a folder of another installation is not cleaned by a worker that is set to it', async () => {
  worker = await stack.worker(SWEEPING);
  const other = mkdtempSync(join(tmpdir(), 'onceql-other-'));
  const unfinished = join(other, '.tmp-0123456789ab-1-1-result');
  writeFileSync(join(other, 'onceql-installation'), 'another 1\n');
  writeFileSync(unfinished, '');
  utimesSync(unfinished, 0, 0);
  await expect(stack.worker({ ...SWEEPING, RESULTS_URL: pathToFileURL(other).href })).rejects.toThrow(/belongs to another installation/);
  expect(existsSync(unfinished)).toBe(true);
  rmSync(other, { recursive: true });
});

test('what a writer left that was killed is gone after the next sweep, while other workers live on', async () => {
  worker = await stack.worker(SWEEPING);
  const victim = await stack.worker(SWEEPING);
  const hold = stack.checkpoints.hold('rows.streaming', 'f_left');
  const job = await api.submit(source, many('f_left'));
  // Whichever took it.
  const pid = await hold.reached();
  const [killed, other] = victim.child.pid === pid ? [victim, worker] : [worker, victim];
  await killed.end('SIGKILL');
  worker = other;
  await other.logged(({ outcome }) => outcome === 'cleaned');
  hold.release();
  const ended = await api.ended(job.id);
  expect(ended).toMatchObject({ status: 3, error: '' });
  expect(await rowCount(stack, ended)).toBe(MANY_ROWS);
  await expectClean(stack, source);
});
