import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findRedis } from '../src/redis/find-redis.js';

const PATH = process.env['PATH'];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onceql-find-'));
});
afterEach(() => {
  process.env['PATH'] = PATH;
  rmSync(folder, { recursive: true, force: true });
});

/** A program that says it is this version, in a folder of its own. */
function program(path: string, version: string): string {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), `#!/bin/sh\necho "Redis server v=${version} sha=0"\n`);
  chmodSync(join(folder, path), 0o755);
  return join(folder, path);
}

test('takes the first on PATH that is new enough, be it Redis or Valkey', async () => {
  program('old/redis-server', '5.0.14');
  const valkey = program('new/valkey-server', '8.1.0');
  process.env['PATH'] = `${join(folder, 'old')}:${join(folder, 'new')}:/bin`;
  expect(await findRedis(join(folder, 'cache'))).toEqual({ command: valkey, libraries: [], origin: valkey });
  const redis = program('newer/redis-server', '7.2.1');
  process.env['PATH'] = `${process.env['PATH']}:${join(folder, 'newer')}`;
  expect(await findRedis(join(folder, 'cache'))).toMatchObject({ command: redis });
});

test('takes the one that was fetched before', async () => {
  const fetched = program('cache/redis/usr/bin/redis-server', '7.0.15');
  process.env['PATH'] = '/nowhere';
  expect(await findRedis(join(folder, 'cache'))).toMatchObject({ command: fetched });
});
