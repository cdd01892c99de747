import fc from 'fast-check';
import { families as corpus } from '../golden/corpus.js';
import { chosen, type Choices } from './choices.js';
import { statement } from './grammar/query.js';
import { anyMutation, mutant, type Mutant } from './mutations/all.js';
import type { Mutation } from './mutations/mutation.js';
import type { Schema } from './schema.js';

/** A statement and what mutations made of it. */
export interface Family {
  readonly text: string;
  readonly mutants: readonly Mutant[];
}

export interface FamilyOptions {
  readonly schema: Schema;
  readonly seed: number;
  /** Which mutations; without it, all. */
  readonly mutation?: (choices: Choices) => Mutation;
  /** How many mutants of each statement. */
  readonly mutants?: number;
}

const AT_ONCE = 8;
const MUTANTS = 20;
/** Statements that somebody wrote because they are treacherous, instead of what the grammar makes. */
const WRITTEN = 0.15;

/** Statements of the golden corpora: those of every pair, but for those that only a worker can tell apart. */
const treacherous: readonly string[] = corpus().filter(({ variants }) => !variants.some(({ relation }) => relation === 'lopsided')).flatMap(({ base, variants }) => [base, ...variants.map((variant) => variant.statement)]);

function familyOf(choices: Choices, { schema, mutation = anyMutation, mutants = MUTANTS }: FamilyOptions): Family {
  const text = choices.often(WRITTEN) ? choices.of(treacherous) : statement(choices, schema);
  return { text, mutants: choices.times(mutants, () => mutant(text, choices, mutation)).filter((made) => made !== undefined) };
}

/** Families without end, some at a time; the same ones for the same seed. */
export function* families(options: FamilyOptions): Generator<readonly Family[], never, undefined> {
  const arbitrary = chosen((choices) => familyOf(choices, options));
  for (let batch = 0; ; batch += 1) {
    // Far apart, so that the next seed does not give the next batch.
    yield fc.sample(arbitrary, { seed: (Math.imul(options.seed + 1, 0x9e3779b1) + batch) | 0, numRuns: AT_ONCE });
  }
}
