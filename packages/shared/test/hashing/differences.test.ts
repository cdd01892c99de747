import { describe, expect, test } from '@jest/globals';
import { differencesOf, distanceOf, shapeOf } from '../../src/hashing/differences.js';

const differences = (here: string, there: string) => differencesOf(shapeOf(here), shapeOf(there));
const distance = (here: string, there: string) => distanceOf(shapeOf(here), shapeOf(there));

const BASE = "SELECT region, sum(amount) FROM orders WHERE placed >= '2024-01-01' AND amount > 3.5 GROUP BY region";

describe('differences', () => {
  test('literals are told one by one, in their order', () => {
    expect(differences(BASE, BASE.replace('2024-01-01', '2023-01-01').replace('3.5', '9'))).toEqual([
      { what: 'literal', here: "'2024-01-01'", there: "'2023-01-01'" },
      { what: 'literal', here: '3.5', there: '9' },
    ]);
  });

  test.each([
    ['something more', BASE, BASE.replace(' GROUP', ' AND id < 5 GROUP'), [{ what: 'text', here: '', there: 'AND id < 5' }]],
    ['something else', BASE, BASE.replace('sum(amount)', 'max(id)'), [{ what: 'text', here: 'sum', there: 'max' }, { what: 'text', here: 'amount', there: 'id' }]],
    ['a list that is longer', 'SELECT a FROM t WHERE b IN (1, 2)', 'SELECT a FROM t WHERE b IN (1, 2, 3)', [{ what: 'text', here: '', there: ', 3' }]],
    ['white space, comments and the case of words, only where nothing else differs', 'SELECT a /* x */ FROM t', 'select  A from t', [{ what: 'text', here: 'SELECT a /* x */ FROM t', there: 'select  A from t' }]],
    ['nothing', BASE, BASE, []],
  ])('%s', (_name, here, there, told) => {
    expect(differences(here, there)).toEqual(told);
  });

  test('what is long is cut, what are many are the first', () => {
    const list = (from: number, count: number): string => Array.from({ length: count }, (_, at) => `c${from + at}`).join(', ');
    const [first, ...more] = differences(`SELECT ${list(0, 2000)} FROM t`, `SELECT ${list(5000, 2000)} FROM t`);
    expect(more).toEqual([]);
    expect(first?.here).toMatch(/^c0, c1, .*…$/);
    expect(first?.here).toHaveLength(201);
    const every = (from: number): string => Array.from({ length: 60 }, (_, at) => `${at % 2 ? from + at : 'x'} + y`).join(', ');
    expect(differences(`SELECT ${every(0)}`, `SELECT ${every(500)}`)).toHaveLength(20);
  });
});

describe('distance', () => {
  test('fewer literals are nearer than more, and any are nearer than other text', () => {
    const one = distance(BASE, BASE.replace('3.5', '4')) ?? NaN;
    const two = distance(BASE, BASE.replace('3.5', '4').replace('2024', '2025')) ?? NaN;
    const text = distance(BASE, BASE.replace('sum', 'max')) ?? NaN;
    const more = distance(BASE, BASE.replace('sum(amount)', 'max(id)')) ?? NaN;
    expect([one, two]).toEqual([1, 2]);
    expect(text).toBeGreaterThan(two);
    expect(more).toBeGreaterThan(text);
  });

  test('a column in the place of a literal is other text', () => {
    expect(distance('SELECT a FROM t WHERE b = 1', 'SELECT a FROM t WHERE b = c')).toBeGreaterThan(1000);
  });

  test('there is none between statements that have little in common', () => {
    expect(distance(BASE, 'SELECT max(id) FROM regions')).toBeUndefined();
  });
});
