import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadReader } from '../../src/hashing/identify.js';
import { Answers } from './mutation/answers.js';
import { oneOf } from './mutation/mutations/all.js';
import { families } from './mutation/families.js';
import { Hunt } from './mutation/hunt.js';
import { byKey, withRewrite } from './mutation/identifier.js';
import { PLANTED } from './mutation/planted.js';
import { readSchema } from './mutation/read-schema.js';
import type { Schema } from './mutation/schema.js';
import { shrink } from './mutation/shrink.js';
import { figures } from './mutation/tally.js';
import { noOther, Oracle, type Which } from './oracle/oracle.js';

/**
 * Random statements and their mutants: whichever two have one identity are answered alike by a real Postgres. ONCEQL_SEED
 * tries others; `npm run fuzz -- identity` any number.
 */
const SEED = Number(process.env['ONCEQL_SEED'] ?? 1);
const MERGES = Number(process.env['ONCEQL_MERGES'] ?? 300);
/** What takes longer tells nothing, and would take the time of many others. */
const LIMIT_MS = 300;
/** A planted fault that is not found in so many families is not found. */
const FAMILIES = 400;
const PLANTED_SEED = 1;
const missing = noOther();
const servers: Which[] = missing === undefined ? ['embedded', 'other'] : ['embedded'];

beforeAll(loadReader);

describe.each(servers)('the %s Postgres', (which) => {
  let answers: Answers;
  let schema: Schema;
  beforeAll(async () => {
    answers = new Answers(await Oracle.start(which, { limitMs: LIMIT_MS }));
    schema = await readSchema(answers.oracle);
  });
  afterAll(() => answers.oracle.stop());

  // What differs between versions is little: a third will do there.
  const merges = which === 'embedded' ? MERGES : Math.ceil(MERGES / 3);

  test(`${merges} merges of random statements, seed ${SEED}: none false`, async () => {
    const hunt = new Hunt(answers, byKey);
    for (const batch of families({ schema, seed: SEED })) {
      for (const family of batch) await hunt.try(family);
      answers.forget();
      if (hunt.tally.merges >= merges || hunt.tally.falseMerges.length > 0) break;
    }
    process.stdout.write(`${figures(hunt.tally)}\n`);
    const [found] = hunt.tally.falseMerges;
    expect(found && (await shrink(answers, byKey, found))).toBeUndefined();
    expect(hunt.tally.unsettled).toEqual([]);
    expect(hunt.tally.ran / hunt.tally.executed).toBeGreaterThan(0.6);
  });
});

describe('a rewrite that is not sound is found:', () => {
  let answers: Answers;
  let schema: Schema;
  beforeAll(async () => {
    answers = new Answers(await Oracle.start('embedded', { limitMs: LIMIT_MS }));
    schema = await readSchema(answers.oracle);
  });
  afterAll(() => answers.oracle.stop());

  test.each(PLANTED.map((planted) => ({ ...planted, name: planted.rewrite.name })))('one that $name', async ({ rewrite, by }) => {
    const hunt = new Hunt(answers, withRewrite(rewrite), { onlyNew: true });
    let left = FAMILIES;
    for (const batch of families({ schema, seed: PLANTED_SEED, mutation: oneOf(by), mutants: 4 })) {
      for (const family of batch) await hunt.try(family);
      answers.forget();
      if ((left -= batch.length) <= 0 || hunt.tally.falseMerges.length > 0) break;
    }
    expect(hunt.tally.falseMerges).not.toEqual([]);
  });
});

if (missing !== undefined) test.skip(`merges on another major version — ${missing}`, () => {});
