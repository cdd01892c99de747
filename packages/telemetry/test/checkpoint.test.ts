import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openCheckpoint } from '../src/checkpoint.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onceql-checkpoint-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shut = (name: string): string => {
  const gate = join(folder, name);
  writeFileSync(gate, '');
  return gate;
};
const reached = (gate: string): string[] => readFileSync(`${gate}.reached`, 'utf8').trim().split('\n');

/** What has settled by the time that everything which is ready now has run. */
async function settled(held: Promise<void>): Promise<boolean> {
  let done = false;
  void held.then(() => (done = true));
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}

test('without a folder nothing is held and nothing is looked at', async () => {
  const checkpoint = openCheckpoint(undefined);
  expect(await settled(checkpoint('rows.stored', 'SELECT 1'))).toBe(true);
});

test('a folder without a gate holds nobody and leaves no trace', async () => {
  const checkpoint = openCheckpoint(folder);
  await checkpoint('rows.stored', 'SELECT 1');
  expect(readdirSync(folder)).toEqual([]);
});

test('a gate holds all who come by until its file is gone', async () => {
  const checkpoint = openCheckpoint(folder);
  const gate = shut('rows.stored');
  const held = [checkpoint('rows.stored', 'SELECT 1'), checkpoint('rows.stored', 'SELECT 2')];
  expect(await Promise.all(held.map(settled))).toEqual([false, false]);
  expect(reached(gate)).toEqual([String(process.pid), String(process.pid)]);
  expect(await settled(checkpoint('rows.streaming', 'SELECT 1'))).toBe(true);
  rmSync(gate);
  await Promise.all(held);
});

test('a gate with a part of a statement holds only what has it', async () => {
  const checkpoint = openCheckpoint(folder);
  const gate = shut('rows.stored@k7');
  expect(await settled(checkpoint('rows.stored', 'SELECT 1 AS k8'))).toBe(true);
  const held = checkpoint('rows.stored', 'SELECT 1 AS k7');
  expect(await settled(held)).toBe(false);
  rmSync(gate);
  await held;
});

test('a gate that is opened and shut again at once lets go whom it held', async () => {
  const checkpoint = openCheckpoint(folder);
  for (let round = 0; round < 50; round += 1) {
    const gate = shut('rows.stored');
    const held = checkpoint('rows.stored', 'SELECT 1');
    rmSync(gate);
    shut('rows.stored');
    await held;
    rmSync(gate);
  }
});

test('no opening is missed, whenever it comes', async () => {
  const checkpoint = openCheckpoint(folder);
  for (let round = 0; round < 200; round += 1) {
    const gate = shut('rows.stored');
    const held = Array.from({ length: 3 }, () => checkpoint('rows.stored', 'SELECT 1'));
    if (round % 3 === 1) await Promise.resolve();
    if (round % 3 === 2) await new Promise((resolve) => setImmediate(resolve));
    rmSync(gate);
    await Promise.all(held);
  }
});
