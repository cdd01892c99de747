import { beforeAll, describe, expect, test } from '@jest/globals';
import { cpuMs } from '@onceql/testing';
import fc from 'fast-check';
import { loadReader } from '../../src/hashing/identify.js';
import { bindParameters } from '../../src/hashing/parameters/bind.js';
import { parse } from '../../src/hashing/tree/parser.js';
import { stringConstant, walk } from '../../src/hashing/tree/walk.js';
import { identityOf, reasonsOf } from './fixtures.js';

beforeAll(loadReader);

function bound(template: string, parameters: Record<string, unknown>): string {
  const outcome = bindParameters(template, parameters);
  if (!('statement' in outcome)) throw new Error(JSON.stringify(outcome));
  return outcome.statement;
}

/** The texts of all string constants, as Postgres reads them; fails unless there is exactly one statement. */
function constantsIn(statement: string): string[] {
  const parsed = parse(statement);
  if (parsed.outcome !== 'tree' || parsed.statements.length !== 1) throw new Error(`not one statement: ${statement}`);
  const found: string[] = [];
  walk(parsed.statements[0]?.stmt, (type, node) => {
    const text = stringConstant(type, node);
    if (text !== undefined) found.push(text);
  });
  return found;
}

describe('what a placeholder becomes', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['select * from t where a = {{ x }}', { x: 'b' }, "select * from t where a = 'b'"],
    ['select {{x}}, {{ y }}', { x: 1, y: -2 }, 'select 1, -2'],
    ['select {{x}}', { x: 9007199254740993n }, 'select 9007199254740993'],
    ['select {{x}}', { x: 0.1 }, 'select 0.1'],
    ['select {{x}}', { x: 2 ** 31 }, 'select 2147483648'],
    ['select {{x}}', { x: -(2 ** 31) }, 'select -2147483648'],
    ['select {{x}}', { x: 1e21 }, 'select 1e+21'],
    ['select {{x}}', { x: 0 }, 'select 0'],
    ['select 1 -{{x}}', { x: -5 }, 'select 1 - -5'],
    ['select -{{x}}, - {{y}}', { x: 7, y: -1.5 }, 'select -7, 1.5'],
    ['select {{x}}::int', { x: -5 }, 'select (-5)::int'],
    ['select {{x}}, {{y}}, {{z}}', { x: true, y: false, z: null }, 'select true, false, null'],
    ['select {{x}}', { x: '' }, "select ''"],
    ['select {{n}} from t limit {{n}}', { n: '42' }, "select '42' from t limit '42'"],
    ["select '{{ x }}', 'a{{x}}b{{ y }}'", { x: 'p', y: 7 }, "select 'p', 'apb7'"],
    ["select a like '%{{x}}%'", { x: '50%_' }, "select a like '%50%_%'"],
    ["select interval '{{ n }} days', date '{{ d }}'", { n: 3, d: '2020-01-01' }, "select interval '3 days', date '2020-01-01'"],
    ['select a in ({{ x }})', { x: [1, 'b', null] }, "select a in (1, 'b', null)"],
    ['select a in ({{ x }}, {{y}}, 9)', { x: ['a'], y: 2 }, "select a in ('a', 2, 9)"],
    ['select a = any(array[{{ x }}])', { x: [1, 2] }, 'select a = any(array[1, 2])'],
    ['select {{ r.start }}, {{ r.end }}', { r: { start: 'a', end: 'b' } }, "select 'a', 'b'"],
    ['select {{ r.start }}', { 'r.start': 'dotted', r: { start: 'no' } }, "select 'dotted'"],
    ['select {{ my name }}', { 'my name': 1 }, 'select 1'],
    ['select * from {{ t }}', { t: 'Orders' }, 'select * from "Orders"'],
    ['select * from {{s}}.{{ t }} as {{ a }}', { s: 's', t: 't', a: 'a' }, 'select * from s.t as a'],
    ['select * from sales_{{ y }}', { y: 2020 }, 'select * from sales_2020'],
    ['select "{{ c }}", t."{{c}}" as "{{ a }}" from t', { c: 'x"y', a: 'Z z' }, 'select "x""y", t."x""y" as "Z z" from t'],
    ['select {{x}} -- {{ y }} is not asked\n', { x: 1, y: '\n; drop table t' }, 'select 1'],
    ['select $${{x}}$$, E\'\\n{{x}}\'', { x: "$$'\\" }, "select '$$''\\', E'\\n$$\\'\\\\'"],
  ])('%s', (template, parameters, expected) => {
    expect(identityOf(bound(template, parameters)).key).toBe(identityOf(expected).key);
  });
});

test('a template without placeholders comes back as it is', () => {
  for (const template of ['select  1 ; -- x', 'no sql { at } all', "select '{1,2}'", 'select \ud800']) {
    expect(bindParameters(template, { x: 1 })).toEqual({ statement: template });
  }
});

test.each<[string, Record<string, unknown>, string[]]>([
  ['select {{ b }}, {{ a }}, {{ b }}', {}, ['b', 'a']],
  ['select {{ a }}, {{ r.end }}', { a: 1, r: { start: 1 } }, ['r.end']],
  ['select {{ constructor }}, {{ __proto__ }}, {{ x.length }}', { x: 'abc' }, ['constructor', '__proto__', 'x.length']],
  ['select 1 -- {{ c }}', {}, ['c']],
])('missing: %s', (template, parameters, missing) => {
  expect(bindParameters(template, parameters)).toEqual({ missing });
});

describe('what can not be bound is said in a sentence', () => {
  test.each<[string, unknown]>([
    ['select {{ x }}', ['a']],
    ['select f({{ x }})', [1, 2]],
    ['select a in ({{ x }})', []],
    ['select a in ({{ x }})', [[1]]],
    ['select a in ({{ x }})', [{}]],
    ['select {{ x }}', { start: 1 }],
    ['select {{ x }}', Number.NaN],
    ['select {{ x }}', Infinity],
    ['select {{ x }}', () => 1],
    ['select {{ x }}', 'a\0b'],
    ['select {{ x }}', '\ud800'],
    ["select '{{ x }}'", null],
    ["select '{{ x }}'", ['a']],
    ['select * from {{ x }}', null],
    ['select * from {{ x }}', ''],
    ['select * from {{ x }}', 'n'.repeat(64)],
    ['select {{ x }}(1)', 'f'],
    ['select a::{{ x }}', 'int'],
    ['select a {{ x }} b', '+'],
    ['select * from t order by a {{ x }}', 'desc'],
    ['with {{ x }} as (select 1) select 1', 'c'],
    ['select {{ x }} from where', 1],
    ['select {{ x }}; select 2', 1],
    ['select 1_0, {{ x }}', 1],
    ['select {{# x }}1{{/ x }}', 1],
    ['select {{ }}', 1],
    ['select {{{ x }}}', 1],
    [`select ${'('.repeat(5000)}{{ x }}${')'.repeat(5000)}`, 1],
    ["select '{{ x }}", 'a'],
  ])('%s with %p', (template, x) => {
    const outcome = bindParameters(template, { x });
    expect(outcome).toEqual({ bad: expect.stringMatching(/^[^]{10,}\.$/) });
    expect(JSON.stringify(outcome)).not.toMatch(/q[0-9a-f]{18}n/);
  });

  test('on Redshift nothing is rewritten that it may read otherwise', () => {
    const template = 'select (a = b) is null, {{ x }}';
    expect(bindParameters(template, { x: 1 }, 'redshift')).toHaveProperty('bad');
    expect(bindParameters(template, { x: 1 }, 'pg')).toHaveProperty('statement');
  });
});

describe('a value is never read as SQL', () => {
  const INJECTIONS = [
    "'; drop table x; --",
    "' or 1=1 --",
    "\\'; drop table x; --",
    "\\",
    "''",
    '"; drop table x; --',
    '{{ other }}',
    '{{ x }}',
    '$$; drop table x; $$',
    '*/ drop table x /*',
    '-- \n',
    "U&'\\0027",
    'ʼ＇😀\u2028\u0001\r\n\t',
    'pg_sleep(1)',
  ];

  test.each(INJECTIONS)('%j', (x) => {
    expect(constantsIn(bound('select * from t where a = {{ x }}', { x, other: 1 }))).toEqual([x]);
    expect(constantsIn(bound("select * from t where a = 'p{{ x }}s'", { x, other: 1 }))).toEqual([`p${x}s`]);
    expect(constantsIn(bound("select E'\\\\{{ x }}', a in ({{ x }}, 'z')", { x: x, other: 1 }))).toEqual([`\\${x}`, x, 'z']);
    expect(identityOf(bound('select * from s.{{ x }}', { x, other: 1 })).tables).toEqual([{ schema: 's', name: x }]);
  });

  test('any text comes back as the constant that it is', () => {
    const seed = Date.now() & 0x7fff_ffff;
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(fc.constantFrom("'", '\\', '"', '{{ y }}', ';', '--', '/*', '$$', 'E', '%', '\n', 'é', '😀')).map((list) => list.join('')),
    );
    const printable = texts.filter((text) => !text.includes('\0') && text.isWellFormed());
    fc.assert(
      fc.property(printable, printable, (x, y) => {
        const statement = bound("select {{ x }}, 'a{{ y }}{{ x }}b' from t where c in ({{ list }})", { x, y, list: [y, x] });
        expect(constantsIn(statement)).toEqual([x, `a${y}${x}b`, y, x]);
      }),
      { seed, numRuns: 1000, verbose: 1 },
    );
  });
});

test('what a value says is judged like any other text', () => {
  expect(reasonsOf(bound('select * from t where d >= {{ x }}', { x: 'Today' }))).toEqual(['time_literal']);
});

test('many placeholders take no time', () => {
  const names = Array.from({ length: 4500 }, (_, n) => `p${n}`);
  const parameters = Object.fromEntries(names.map((name) => [name, 'v']));
  const start = cpuMs();
  const template = `select a from t where a in (${names.map((name) => `{{${name}}}`).join(',')})`;
  expect(bindParameters(template, parameters)).toHaveProperty('statement');
  expect(bindParameters(`select '${names.map((name) => `{{${name}}}`).join('')}'`, parameters)).toHaveProperty('statement');
  expect(bindParameters(`${template} from`, parameters)).toHaveProperty('bad');
  expect(cpuMs() - start).toBeLessThan(5000);
});

test.each<[string, string, unknown]>([
  ['a text in many places', `select '${'{{ x }}'.repeat(900)}'`, 'x'.repeat(500_000)],
  ['a text of more places than fit into any', `select '${'{{ x }}'.repeat(3000)}'`, 'x'.repeat(900_000)],
  ['a list of 100,000', 'select 1 in ({{ x }})', Array.from({ length: 100_000 }, (_, n) => n)],
  ['100,000 places', `select ${'{{ x }}'.repeat(100_000)}`, 1],
  ['100,000 names', `select ${Array.from({ length: 100_000 }, (_, n) => `{{${n}}}`).join(',')}`, 1],
])('%s is too long before it is written', (_what, template, x) => {
  const start = cpuMs();
  expect(bindParameters(template, { x })).toEqual({ bad: expect.stringContaining('too long to be read') });
  expect(cpuMs() - start).toBeLessThan(2500);
});

test('what is just not too long is filled, and a value in a comment counts for nothing', () => {
  expect(bindParameters("select '{{ x }}'", { x: 'x'.repeat(199_000) })).toHaveProperty('statement');
  expect(bindParameters('select 1 in ({{ x }})', { x: Array.from({ length: 4990 }, (_, n) => n) })).toHaveProperty('statement');
  expect(bindParameters('select 1 /* {{ x }}{{ x }} */', { x: 'x'.repeat(150_000) })).toEqual({ statement: 'SELECT 1' });
});

test('a text that looks like a token stays as it is', () => {
  const token = `q${'0'.repeat(18)}n0z`;
  expect(constantsIn(bound(`select '${token}{{ x }}', {{ y }}`, { x: 'a', y: token }))).toEqual([`${token}a`, token]);
});

test('the field that is called constructor is no trap', () => {
  expect(Object.keys(bindParameters('select json_arrayagg(a), {{ x }}', { x: 1 }))).toHaveLength(1);
});

test.each([1200, 4900])('a sum of %d terms does not make it throw', (terms) => {
  const outcome = bindParameters(`select {{ x }}, a.on${'+a.on'.repeat(terms)}`, { x: 1 });
  expect(outcome).toHaveProperty('bad');
});

test('braces without end take no time', () => {
  const start = cpuMs();
  bindParameters('{{'.repeat(500_000), {});
  bindParameters(`{{${' '.repeat(1_000_000)}`, {});
  bindParameters('{{a'.repeat(300_000), {});
  expect(cpuMs() - start).toBeLessThan(1500);
});
