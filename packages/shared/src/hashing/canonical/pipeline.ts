import { nodesOfType, type Fields } from '../tree/walk.js';
import { between } from './between.js';
import { connectives } from './connectives.js';
import { inLists } from './in-lists.js';
import { lateral } from './lateral.js';
import { hasMatching, matchesExpressions } from './matched.js';
import { mirror } from './mirror.js';
import { negation } from './negation.js';
import { allOf, everywhere, settled, type Context, type Rewrite } from './rewrite.js';
import { rows } from './rows.js';
import { carefulClauses, clauses, outputNumbers } from './scopes/clauses.js';
import { columnLists } from './scopes/column-names.js';
import { inScopes } from './scopes/in-scopes.js';
import { existence, inSubqueries } from './subqueries.js';
import { plainSubqueries } from './scopes/plain-subqueries.js';
import { typeNames, typeSizes } from './type-names.js';
import { elseNull, frames, noLimit, patterns, sortDefaults } from './unsaid.js';
import { truths } from './truths.js';
import { windows } from './windows.js';
import { wholeWrapper, wrappers } from './wrappers.js';

/**
 * Version of the rules by which statements are told apart: part of every key. To be raised with every change of this
 * folder that can give one statement another canonical form, and with every other version of the parser.
 */
export const RULES_VERSION = 11;

const order = everywhere('order', [mirror, connectives]);

/**
 * In this order: first what words stand for; then names and where things stand; then what sorts by the texts of its
 * operands, when these have found their form; last what compares whole expressions. What is gone when that is done may
 * have stood in the way of a name: so once more, until nothing goes.
 */
const PIPELINE: readonly Rewrite[] = [
  everywhere('words', [
    typeNames, typeSizes, rows, patterns, between, inLists, negation, elseNull, sortDefaults, frames, windows,
    inSubqueries, existence, lateral, truths, wrappers, columnLists,
  ]),
  wholeWrapper,
  noLimit,
  settled('names and places', [inScopes, order, allOf('what is left', [clauses, plainSubqueries, noLimit])]),
];

/**
 * What is left of it where Postgres has to find expressions equal: what is gone when it has analysed a statement. Aliases
 * of subqueries are not.
 */
const CAREFUL_WORDS: readonly Rewrite[] = [
  everywhere('careful words', [typeNames, typeSizes, rows, patterns, elseNull, sortDefaults]), noLimit,
];
const CAREFUL = [...CAREFUL_WORDS, settled('careful names', [inScopes, carefulClauses])];
const MOST_CAREFUL = [...CAREFUL_WORDS, carefulClauses];

/** The tree that stands for all that are equal to this one. */
export function canonicalTree(statement: Fields, context: Context): Fields {
  if (!hasMatching(statement)) return rewritten(statement, PIPELINE, context);
  const numbered = outputNumbers.apply(statement, context);
  return rewritten(numbered, matchesExpressions(numbered) ? carefully(numbered) : PIPELINE, context);
}

const rewritten = (statement: Fields, rewrites: readonly Rewrite[], context: Context): Fields =>
  rewrites.reduce((tree, rewrite) => rewrite.apply(tree, context), statement);

function carefully(statement: Fields): readonly Rewrite[] {
  return nodesOfType(statement, 'SubLink').length > 0 ? MOST_CAREFUL : CAREFUL;
}
