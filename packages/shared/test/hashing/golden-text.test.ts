import { beforeAll, expect, test } from '@jest/globals';
import { canonicalForm } from '../../src/hashing/canonical/form.js';
import { canonicalText } from '../../src/hashing/canonical/text.js';
import { loadReader } from '../../src/hashing/identify.js';
import { identityOf } from './fixtures.js';
import { difference } from './oracle/answer.js';
import { noOther, Oracle, oracleSource, type Which } from './oracle/oracle.js';
import { families } from './golden/corpus.js';

const missing = noOther();
const servers: Which[] = missing === undefined ? ['embedded', 'other'] : ['embedded'];
if (missing !== undefined) test.skip(`the rows on another Postgres — ${missing}`, () => undefined);

/** The share of canonical forms that can be shown as SQL, in per cent. */
const READABLE_FLOOR = 95;

/**
 * Statements of the corpora whose trees are trusted, one of each canonical form: any other one has the same text. Not of
 * families where only the worker can tell statements apart.
 */
const byForm = new Map<string, string>();

beforeAll(async () => {
  await loadReader();
  for (const { base, variants, since } of families()) {
    if (since > 0 || variants.some(({ relation }) => relation === 'lopsided')) continue;
    for (const statement of [base, ...variants.map((variant) => variant.statement)]) {
      const { reader, canonical } = identityOf(statement, oracleSource());
      if (reader === 'tree' && !byForm.has(canonical)) byForm.set(canonical, statement);
    }
  }
});

test('a canonical form is its own canonical form', () => {
  const moved = [...byForm].filter(([form]) => canonicalForm(JSON.parse(form), { engine: 'pg' }) !== form);
  expect(moved.map(([, statement]) => statement)).toEqual([]);
});

interface Written {
  readonly form: string;
  readonly statement: string;
  readonly text: string;
}

let written: readonly Written[];
beforeAll(() => {
  written = [...byForm].flatMap(([form, statement]) => {
    const text = canonicalText(form, { engine: 'pg' });
    return text === undefined ? [] : [{ form, statement, text }];
  });
});

test('written as SQL it reads as the same form', () => {
  expect((100 * written.length) / byForm.size).toBeGreaterThanOrEqual(READABLE_FLOOR);
  expect(written.filter(({ text, form }) => identityOf(text, oracleSource()).canonical !== form)).toEqual([]);
});

test.each(servers)("written as SQL it gives the statement's own rows on the %s Postgres", async (which) => {
  const oracle = await Oracle.start(which);
  const answers = await oracle.answers(written.flatMap(({ statement, text }) => [statement, text])).finally(() => oracle.stop());
  const wrong = written.flatMap(({ statement, text }, at) => {
    const [own, other] = [answers[2 * at], answers[2 * at + 1]];
    const what = own && other ? difference(own, other) : 'no answer';
    return what === undefined ? [] : [`${what}\n${statement}\n--\n${text}`];
  });
  expect(wrong).toEqual([]);
});
