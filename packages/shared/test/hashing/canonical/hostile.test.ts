import { beforeAll, describe, expect, test } from '@jest/globals';
import { cpuMs } from '@onceql/testing';
import { canonicalTree } from '../../../src/hashing/canonical/pipeline.js';
import { loadReader } from '../../../src/hashing/identify.js';
import { parse } from '../../../src/hashing/tree/parser.js';
import type { Fields } from '../../../src/hashing/tree/walk.js';

beforeAll(loadReader);

const many = (count: number, one: (n: number) => string, between: string): string => Array.from({ length: count }, (_, n) => one(n)).join(between);
const nested = (depth: number, innermost: string, around: (inner: string, n: number) => string): string =>
  Array.from({ length: depth }).reduce<string>((inner, _, n) => around(inner, n), innermost);
const wide = many(2000, (n) => `a${n} = ${n}`, ' or ');
const where = (condition: string): string => `select 1 from t where ${condition}`;

/** Whatever looks at all that is below a node, at every node, takes hundreds of times as long as the parser for these. */
const WIDE_AND_DEEP: Readonly<Record<string, string>> = {
  'an IN list': where(`a in (${many(4900, (n) => String((n * 7919) % 5_000), ', ')})`),
  'many conditions': where(many(2400, (n) => `a${n} = ${n}`, ' and ')),
  'one condition over and over': where(many(2400, () => 'a = 1', ' and ')),
  'many conditions far down, behind AND and OR by turns': where(nested(140, `(${wide})`, (inner, n) => `(b = ${n} ${n % 2 ? 'or' : 'and'} ${inner})`)),
  'many conditions far down the same connective': where(nested(280, `(${wide})`, (inner, n) => `(b = ${n} or ${inner})`)),
  'many conditions below NOT within NOT': where(nested(90, `(${wide})`, (inner, n) => `not (b = ${n} or ${inner})`)),
  'the last of many conditions may raise an error': where(nested(140, `(${wide} or f(c))`, (inner, n) => `(b = ${n} ${n % 2 ? 'or' : 'and'} ${inner})`)),
  'BETWEEN on long expressions': where(many(700, (n) => `a + b + c + d between ${n} and 2`, ' or ')),
  'BETWEEN within BETWEEN': where(nested(90, 'a', (inner) => `(${inner} between false and true)`)),
  'a window that is used often': `select ${many(900, () => 'sum(a) over w', ', ')} from t window w as (partition by a, b, c order by d)`,
  'many windows': `select ${many(600, (n) => `sum(a) over w${n}`, ', ')} from t window ${many(600, (n) => `w${n} as (order by d)`, ', ')}`,
  'selects within selects': `select 1 from ${nested(130, 't', (inner) => `(select 1 / a as y, b from ${inner}) t`)} where y > 1 and b = 2`,
  'names that are passed on': `with ${many(1000, (n) => `c${n} as (select x${n} as x${n + 1}, 1 / a as x0 from t)`, ', ')} select 1 from c1 where a = 1 and b = 2`,
};

/** Others may be at work: the parser counts by its best try, and one of several has to keep the bound. */
const TRIES = 3;

/** Milliseconds of the processor. */
function cpuOf(run: () => unknown): number {
  const start = cpuMs();
  run();
  return cpuMs() - start;
}

function treeOf(statement: string): Fields {
  const parsed = parse(statement);
  const tree = parsed.outcome === 'tree' ? parsed.statements[0]?.stmt : undefined;
  if (tree === undefined) throw new Error(`not read: ${statement.slice(0, 50)}`);
  return tree as Fields;
}

describe('takes about as long as the parser', () => {
  test.each(Object.entries(WIDE_AND_DEEP))('%s', (_name, statement) => {
    const most = 20 * Math.min(...Array.from({ length: TRIES }, () => cpuOf(() => treeOf(statement)))) + 50;
    const both = (): number => cpuOf(() => canonicalTree(treeOf(statement), { engine: 'pg' }));
    expect(Array.from({ length: TRIES }).some(() => both() < most)).toBe(true);
  });
});
