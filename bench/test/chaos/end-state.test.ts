import { describe, expect, test } from '@jest/globals';
import { judgeEstate, unsweptOf } from '../../src/chaos/audit.js';
import type { Estate, Served } from '../../src/chaos/audit.js';
import { Findings } from '../../src/chaos/findings.js';
import { boundsOf, judgeLeaks } from '../../src/chaos/leaks.js';
import type { Holding, Holdings } from '../../src/chaos/leaks.js';
import { judgeOnce } from '../../src/chaos/once.js';
import type { Execution, Reprieve, RunRecord } from '../../src/chaos/once.js';
import { STATEMENTS } from '../../src/chaos/statements.js';

describe('what is left when all is quiet', () => {
  const estate: Estate = {
    runs: [{ id: 'run', state: 'published', result: 1 }],
    results: [{ id: 1, run: 'run', path: 'one' }],
    files: ['one'],
    leftOvers: { claims: [] },
  };
  const served = (result: number, jobs = ['1-a', '1-b'], shareable = true): Served[] => [{ result, jobs, shareable }];
  const faults = (changed: Partial<Estate>, who = served(1)): string[] => judgeEstate({ ...estate, ...changed }, who).map(({ fault }) => fault);

  test('is right', () => {
    expect(faults({})).toEqual([]);
  });

  test('holds a double publish, where a second result of a run was served', () => {
    const results = [...estate.results, { id: 2, run: 'run', path: 'two' }];
    expect(faults({ results, files: ['one', 'two'] }, [...served(1), ...served(2)])).toEqual(['double_publish']);
    expect(faults({ results, files: ['one', 'two'] })).toEqual([]);
    expect(unsweptOf({ ...estate, results, files: ['one', 'two', 'three'] })).toEqual({ results: [2], files: ['two', 'three'] });
  });

  test('holds a double publish, where a result was served of a run that failed', () => {
    expect(faults({ runs: [{ id: 'run', state: 'failed', result: undefined }] })).toEqual(['double_publish']);
  });

  test('shows that one caller\'s result went to two', () => {
    expect(faults({}, served(1, ['1-a', '1-b'], false))).toEqual(['shared']);
    expect(faults({}, served(1, ['1-a', '1-a'], false))).toEqual([]);
  });

  test('lacks a file, or holds what should have gone', () => {
    expect(faults({ files: [] })).toEqual(['lost']);
    expect(faults({ leftOvers: { claims: ['onceql:{ds1}:claim:a'], callers: [] } })).toEqual(['left_over']);
  });
});

describe('work is done once', () => {
  const at = (run: string, pid: number, first: number, last: number): Execution => ({ run, pid, first, last });
  const record = (run: string, endedAt: number | undefined, shareable = true, claimedAt = run === 'a' ? 9_000 : 10_900): [string, RunRecord] =>
    [run, { run, key: 'k', shareable, claimedAt, endedAt }];
  const twice = (executions: Execution[], runs: [string, RunRecord][], reprieves: Reprieve[] = []): number =>
    judgeOnce(executions, new Map(runs), reprieves).length;

  test('by one session of a run; the orphan of an attempt before has a moment', () => {
    expect(twice([at('a', 1, 0, 5_000), at('a', 2, 2_500, 9_000)], [record('a', 9_000)])).toBe(0);
    expect(twice([at('a', 1, 0, 6_000), at('a', 2, 2_500, 9_000)], [record('a', 9_000)])).toBe(1);
  });

  test('by one run of a key, unless it has moved or the run before has ended', () => {
    const both = [at('a', 1, 10_000, 12_000), at('b', 2, 11_000, 13_000)];
    expect(twice(both, [record('a', 12_050), record('b', 13_050)])).toBe(1);
    expect(twice(both, [record('a', 10_900), record('b', 13_050)])).toBe(0);
    expect(twice(both, [record('a', 12_050, false), record('b', 13_050)])).toBe(0);
    expect(twice(both, [record('a', 12_050), record('b', 13_050)], [{ keys: new Set(['k']), from: 10_500, to: 10_600 }])).toBe(0);
    expect(twice(both, [record('a', 12_050), record('b', 13_050)], [{ keys: new Set(['k']), from: 8_000, to: 8_400 }])).toBe(1);
    // One that came late to its run had claimed first.
    const late = [record('a', 12_050, true, 10_500), record('b', 13_050, true, 5_000)];
    expect(twice(both, late, [{ keys: new Set(['k']), from: 7_000, to: 7_100 }])).toBe(0);
    expect(twice(both, late)).toBe(1);
    expect(twice(both, [record('a', 12_050), record('b', 13_050)], [{ keys: new Set(['other']), from: 10_500, to: 10_600 }])).toBe(1);
    expect(twice(both, [record('a', 12_050), record('b', 13_050)], [{ keys: undefined, from: 10_500, to: 10_600 }])).toBe(0);
  });
});

test('two statements under one key are seen, and two keys of one statement', () => {
  const [one, other] = [STATEMENTS[0]![0], STATEMENTS[1]![0]];
  const findings = new Findings();
  findings.key('a', one);
  findings.key('b', other);
  findings.key('a', one);
  expect(findings.confused).toEqual([]);
  findings.key('a', other);
  findings.key('c', one);
  expect(findings.confused.map(({ fault }) => fault)).toEqual(['key', 'key']);
});

describe('what processes hold', () => {
  const held: Holding = { heapUsed: 3e7, rss: 1.5e8, files: 19, sockets: 12, threads: 11 };
  const holdings = (holding: Holding, redis = { 'onceql-api': 2 }, postgres = { onceql: 9 }): Holdings => ({ processes: { 'api-0': holding }, redis, postgres, results: 100 });

  test('may be within its bounds, and not beyond any of them', () => {
    const before = holdings(held);
    const bounds = boundsOf(held, 0);
    expect(judgeLeaks(before, holdings(bounds))).toEqual([]);
    for (const what of ['heapUsed', 'rss', 'files', 'sockets', 'threads'] as const) {
      expect(judgeLeaks(before, holdings({ ...bounds, [what]: bounds[what] + 1 }))).toHaveLength(1);
    }
  });

  test('are no more connections to Redis or Postgres than their pools allow', () => {
    expect(judgeLeaks(holdings(held), holdings(held, { 'onceql-api': 3 }))).toHaveLength(1);
    expect(judgeLeaks(holdings(held), holdings(held, undefined, { onceql: 46 }))).toHaveLength(1);
  });
});
