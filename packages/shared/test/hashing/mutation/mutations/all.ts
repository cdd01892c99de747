import type { Choices } from '../choices.js';
import { EXPRESSION_MUTATIONS } from './expressions.js';
import type { Mutation } from './mutation.js';
import { RELATION_MUTATIONS } from './relations.js';
import { SELECT_MUTATIONS } from './selects.js';
import { TOKEN_MUTATIONS } from './tokens.js';

const TREE_MUTATIONS: readonly Mutation[] = [...EXPRESSION_MUTATIONS, ...RELATION_MUTATIONS, ...SELECT_MUTATIONS];

export const MUTATIONS: readonly Mutation[] = [...TOKEN_MUTATIONS, ...TREE_MUTATIONS];

const pick = (all: readonly Mutation[], keeps: boolean): readonly Mutation[] => all.filter((mutation) => mutation.keeps === keeps);
const [TOKENS_KEPT, TOKENS_BROKEN, TREES_KEPT, TREES_BROKEN] = [pick(TOKEN_MUTATIONS, true), pick(TOKEN_MUTATIONS, false), pick(TREE_MUTATIONS, true), pick(TREE_MUTATIONS, false)];

/** A statement made of another. */
export interface Mutant {
  readonly text: string;
  /** Names of the mutations that made it, in order. */
  readonly by: readonly string[];
}

/** Any mutation: what keeps the answer as often as what does not. */
export const anyMutation = (choices: Choices): Mutation =>
  choices.of(choices.way([2, () => TOKENS_KEPT], [5, () => TREES_KEPT], [3, () => TOKENS_BROKEN], [5, () => TREES_BROKEN]));

/** One of these, by their names. */
export function oneOf(names: readonly string[]): (choices: Choices) => Mutation {
  const some = MUTATIONS.filter(({ name }) => names.includes(name));
  if (some.length !== names.length) throw new Error(`there are no such mutations: ${names.join(', ')}`);
  return (choices) => choices.of(some);
}

/** A few mutations on end, mostly one. */
export function mutant(text: string, choices: Choices, next: (choices: Choices) => Mutation): Mutant | undefined {
  const count = choices.way([7, () => 1], [2, () => 2], [1, () => 4]);
  let made: Mutant = { text, by: [] };
  for (let left = count * 5; left > 0 && made.by.length < count; left -= 1) {
    const mutation = next(choices);
    const other = mutation.apply(made.text, choices);
    if (other !== undefined) made = { text: other, by: [...made.by, mutation.name] };
  }
  return made.by.length > 0 && made.text !== text ? made : undefined;
}
