import { describe, expect, test } from '@jest/globals';
import { History } from '../../src/chaos/history.js';
import { judgeAnswer } from '../../src/chaos/judge.js';
import type { Answered } from '../../src/chaos/judge.js';
import { STATEMENTS } from '../../src/chaos/statements.js';
import type { Row, Statement } from '../../src/chaos/statements.js';
import { rowsAt, valueAt } from '../../src/chaos/tables.js';
import type { Versions } from '../../src/chaos/tables.js';

const statement = (id: string): Statement => STATEMENTS.find(([each]) => each.id === id)![0];
const single = (version: number, limit = 5): Row[] =>
  Array.from({ length: limit }, (_, at) => ({ id: at + 1, v: version, val: valueAt(at + 1, version) }));
const join = (va: number, vb: number): Row[] =>
  Array.from({ length: Math.min(rowsAt(va), rowsAt(vb)) }, (_, at) => ({ id: at + 1, va, vb, s: valueAt(at + 1, va) + valueAt(at + 1, vb) }));

let history: History;
const commit = (versions: Versions, sent: number, done: number): void => history.committing(versions, sent)(done);

/** t0 and t1 at 1 from the beginning; t0 2 at 100 to 110, told at 130; t1 2 at 200 to 210, told at 230. */
function twoTables(): void {
  history = new History();
  commit({ t0: 1, t1: 1 }, 0, 0);
  commit({ t0: 2 }, 100, 110);
  history.told({ t0: 2 }, 130);
  commit({ t1: 2 }, 200, 210);
  history.told({ t1: 2 }, 230);
}

const faults = (id: string, rows: Row[], sent: number, received: number, more: Partial<Answered> = {}): string[] =>
  judgeAnswer(history, { statement: statement(id), rows, sent, received, isHit: false, ...more }).map(({ fault }) => fault);

describe('an answer of one table', () => {
  test('is right from the commit on, and until its refresh was told', () => {
    twoTables();
    expect(faults('single t0 5', single(1), 50, 60)).toEqual([]);
    expect(faults('single t0 5', single(1), 125, 300)).toEqual([]);
    expect(faults('single t0 5', single(2), 102, 105)).toEqual([]);
    expect(faults('single t0 5', single(2), 500, 510)).toEqual([]);
  });

  test('is stale where a newer version had been told before it was asked for', () => {
    twoTables();
    expect(faults('single t0 5', single(1), 131, 140)).toEqual(['stale']);
  });

  test('cannot show what was not committed when it came', () => {
    twoTables();
    expect(faults('single t0 5', single(2), 80, 99)).toEqual(['unborn']);
    expect(faults('single t0 5', single(3), 500, 510)).toEqual(['unborn']);
  });

  test('is torn where its rows are of two versions', () => {
    twoTables();
    expect(faults('single t0 5', [...single(2).slice(0, 3), ...single(1).slice(3)], 105, 140)).toEqual(['torn']);
  });

  test('is wrong where a row is missing, changed, doubled or in another place', () => {
    twoTables();
    const rows = single(2);
    expect(faults('single t0 5', rows.slice(1), 500, 510)).toEqual(['wrong_rows']);
    expect(faults('single t0 5', rows.map((row, at) => (at === 2 ? { ...row, val: 0 } : row)), 500, 510)).toEqual(['wrong_rows']);
    expect(faults('single t0 5', [...rows, rows[4]!], 500, 510)).toEqual(['wrong_rows']);
    expect(faults('single t0 5', [...rows].reverse(), 500, 510)).toEqual(['wrong_rows']);
    expect(faults('single t0 5', [], 500, 510)).toEqual(['wrong_rows']);
  });

  test('is too old only if it is a hit, and older than was allowed', () => {
    twoTables();
    expect(faults('single t0 5', single(2), 9_000, 9_010, { isHit: true, maxAge: 5, executedAt: 3_000 })).toEqual(['too_old']);
    expect(faults('single t0 5', single(2), 9_000, 9_010, { isHit: true, maxAge: 5, executedAt: 4_500 })).toEqual([]);
    expect(faults('single t0 5', single(2), 9_000, 9_010, { isHit: false, maxAge: 5, executedAt: 3_000 })).toEqual([]);
  });
});

describe('an answer of two tables', () => {
  test('is right at each moment that there was', () => {
    twoTables();
    expect(faults('join t0 t1', join(1, 1), 50, 60)).toEqual([]);
    expect(faults('join t0 t1', join(2, 1), 120, 190)).toEqual([]);
    expect(faults('join t0 t1', join(2, 2), 500, 510)).toEqual([]);
  });

  test('is torn at a moment that there never was', () => {
    twoTables();
    expect(faults('join t0 t1', join(1, 2), 50, 300)).toEqual(['torn']);
  });

  test('is torn where it shows half of a transaction', () => {
    history = new History();
    commit({ t0: 1, t1: 1 }, 0, 0);
    commit({ t0: 2, t1: 2 }, 100, 110);
    expect(faults('join t0 t1', join(2, 2), 50, 300)).toEqual([]);
    expect(faults('join t0 t1', join(2, 1), 50, 300)).toEqual(['torn']);
    expect(faults('join t0 t1', join(1, 2), 50, 300)).toEqual(['torn']);
  });

  test('is stale in one of them', () => {
    twoTables();
    expect(faults('join t0 t1', join(2, 1), 240, 250)).toEqual(['stale']);
  });
});

test('every statement knows its own rows', () => {
  const view: Row = { va: 1, vb: 2, n: rowsAt(1), s: join(1, 2).reduce((sum, row) => sum + Number(row['s']), 0) };
  expect(statement('view').read([view])).toEqual({ versions: { t1: 1, t2: 2 } });
  expect(statement('view').read([view, view])).toMatchObject({ problem: 'wrong_rows' });
  const odd = single(4, 15).filter(({ id }) => Number(id) % 2 === 1);
  expect(statement('leaf').read(odd)).toEqual({ versions: { p: 4 } });
  expect(statement('leaf').read(single(4, 15))).toMatchObject({ problem: 'wrong_rows' });
});
