import { beforeAll, describe, expect, test } from '@jest/globals';
import { cpuMs } from '@onceql/testing';
import fc from 'fast-check';
import { loadReader } from '../../src/hashing/identify.js';
import { readSecond } from '../../src/hashing/second-reader.js';
import { tablesIn } from '../../src/hashing/tree/names.js';
import { parse } from '../../src/hashing/tree/parser.js';
import { identityOf, outcomeOf, sourceOf } from './fixtures.js';

beforeAll(loadReader);

/** Of the processor's time: the machine may be busy with other tests. What they guard against takes seconds, or for ever. */
const MOST_MILLISECONDS = 2000;

const HOSTILE: Readonly<Record<string, string>> = {
  parentheses: `select ${'('.repeat(20_000)}1${')'.repeat(20_000)}`,
  'open parentheses': `select ${'('.repeat(500_000)}`,
  'parentheses first': `${'('.repeat(20_000)}select 1`,
  subselects: `select * from ${'(select * from '.repeat(1000)}t${')'.repeat(1000)}`,
  'subselects with a label end': `select ${'(select 1 as end, '.repeat(3000)}1${')'.repeat(3000)}`,
  cases: `select ${'case when '.repeat(5000)}1${' then 1 end'.repeat(5000)}`,
  sums: `select 1${'+1'.repeat(9000)}`,
  nots: `select ${'not '.repeat(9000)}true`,
  unions: `select 1${' union select 1'.repeat(5000)}`,
  joins: `select 1 from a${' cross join b'.repeat(5000)}`,
  casts: `select 1${'::int'.repeat(5000)}`,
  arrays: `select array${'['.repeat(5000)}1${']'.repeat(5000)}`,
  'a megabyte of text': `select '${'x'.repeat(1_000_000)}'`,
  'a megabyte of numbers': `select * from t where a in (${'1,'.repeat(500_000)}1)`,
  'a megabyte of quotes': `select ${"'".repeat(999_999)}`,
  'open comments': `select 1 ${'/*'.repeat(500_000)}`,
  'nested comments': `select 1 ${'/*'.repeat(100_000)}${'*/'.repeat(100_000)}`,
  'comments closed on another line': `select 1 ${'/*'.repeat(250_000)}\n*/`,
  operators: `select 1 ${'+-'.repeat(200_000)}1`,
  'many long operators': `select 1 ${`${'+-'.repeat(90)} `.repeat(3000)}1`,
  'dollar quotes': `select ${Array.from({ length: 100_000 }, (_, n) => `$a${n}$`).join(' ')}`,
  'escaped strings': `select e'a'${"\n'b\\'c'".repeat(100_000)}`,
  'line comments after a string': `select e'a'${' \n--'.repeat(300_000)}`,
  'a megabyte of words': `select ${'a '.repeat(495_000)}`,
  'labels that are keywords': `select a.on${'+a.on'.repeat(1200)}`,
  'conditions that are labels': `select ${'case when a.end then '.repeat(900)}1${' end'.repeat(900)}`,
  semicolons: `select 1${';'.repeat(1_000_000)}`,
  dots: `select ${'a.'.repeat(400_000)}a`,
  braces: '{{'.repeat(500_000),
  'a string without end': "select 'abc",
  'an identifier without end': 'select "abc',
  'a dollar quote without end': 'select $a$ abc',
  'a comment without end': 'select /* abc',
};

describe.each(['pg', 'redshift'] as const)('on %s', (engine) => {
  test.each(Object.entries(HOSTILE))('%s', (_name, statement) => {
    const start = cpuMs();
    const outcome = outcomeOf(statement, sourceOf(engine));
    expect(cpuMs() - start).toBeLessThan(MOST_MILLISECONDS);
    if (!('refused' in outcome)) expect(outcome).toMatchObject({ reader: 'text', reasons: ['unreadable'], shareable: false });
    expect(identityOf('select a from t').reader).toBe('tree');
  });
});

/** What is read, and was read slowly; the parts that no bound keeps small are tried on more than a statement can hold. */
describe('takes no time', () => {
  const SLOW: Readonly<Record<string, () => unknown>> = {
    'dashes after a string': () => identityOf(`select e'a\\n' ${'-'.repeat(46)}`),
    'backslashes in a string': () => identityOf(`select '${'\\'.repeat(100_000)}x'`, sourceOf('redshift')),
    'many WITH queries': () => {
      const ctes = Array.from({ length: 15_000 }, (_, n) => ({ CommonTableExpr: { ctename: `c${n}`, ctequery: {} } }));
      expect(tablesIn({ SelectStmt: { withClause: { ctes } } })).toEqual([]);
    },
    'names for names': () => identityOf(`select ${Array.from({ length: 2400 }, (_, n) => `a${n} as a${n + 1}, a${n}::date`).join(',')}`),
    'functions in FROM': () => identityOf(`select ${'x.a,'.repeat(2400)}1 from ${'f(1) x(b),'.repeat(1000)} t`),
  };

  test.each(Object.entries(SLOW))('%s', (_name, run) => {
    const start = cpuMs();
    run();
    expect(cpuMs() - start).toBeLessThan(MOST_MILLISECONDS);
  });
});

test.each([
  `select 1${'+1'.repeat(280)}`,
  `select 1${' union select 1'.repeat(280)}`,
  `select ${'('.repeat(280)}1${')'.repeat(280)}`,
  `select * from ${'(select * from '.repeat(140)}t${')'.repeat(140)}`,
  `select ${'case when '.repeat(140)}1${' then 1 end'.repeat(140)}`,
])('what is within bounds is read to its end', (statement) => {
  expect(identityOf(statement).reader).toBe('tree');
});

test.each([`SELECT ${'/*'.repeat(40_000)}`, `SELECT 1 ${'+/**/'.repeat(27_000)}1`, `SELECT 1 /*${'*'.repeat(30_000)}*/`])(
  'what a database would read for longer than any time limit is not sent to it: %.12s…',
  (statement) => {
    expect(outcomeOf(statement)).toMatchObject({ refused: 'bad_text', message: expect.stringContaining('operator characters') });
  },
);

test.each([`SELECT 1 /*${'*'.repeat(5_000)}*/`, `SELECT '${'='.repeat(100_000)}'`, `SELECT 1 --${'-'.repeat(100_000)}`])(
  'decoration is: %.14s…',
  (statement) => {
    expect(outcomeOf(statement)).not.toHaveProperty('refused');
  },
);

test('the parser is there again after it broke down', async () => {
  const bomb = `select 1${'+1'.repeat(20_000)}`;
  for (let round = 0; round < 3; round += 1) {
    expect(parse(bomb)).toEqual({ outcome: 'fault' });
    expect(identityOf('select 1')).toMatchObject({ reader: 'text', shareable: false });
    await loadReader();
    expect(identityOf('select 1')).toMatchObject({ reader: 'tree', shareable: true });
  }
});

test('the second reader is stopped where it would go on for ever', () => {
  const start = cpuMs();
  expect(readSecond(`select ${'('.repeat(60)}1 qualify${')'.repeat(60)}`)).toEqual({ outcome: 'unread' });
  expect(cpuMs() - start).toBeLessThan(MOST_MILLISECONDS);
  // A busy machine may take its time from a statement that is read in a millisecond otherwise.
  const outcomes = Array.from({ length: 10 }, () => readSecond('select first_value(a) ignore nulls over (order by b) from s.t').outcome);
  expect(outcomes).toContain('select');
});

test('no text makes it throw', () => {
  const pieces = fc.constantFrom(
    'select ', 'from ', 't ', "'", '"', '$a$', '$$', '/*', '*/', '--', '\n', ';', '(', ')', '[', ',', '.', '\\', 'E', 'U&',
    '1', '1_0', 'é', '\ud800', '\0', 'with x as ', 'into ', '::', ' = ', '{{ x }}', 'order by ', '1 ', 'a ',
  );
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.array(pieces, { maxLength: 40 }).map((list) => list.join('')));
  fc.assert(
    fc.property(texts, fc.constantFrom('pg' as const, 'redshift' as const), (statement, engine) => {
      const outcome = outcomeOf(statement, sourceOf(engine));
      return 'refused' in outcome ? outcome.message.length > 0 : /^[0-9a-f]{64}$/.test(outcome.key);
    }),
    { numRuns: 2000 },
  );
});
