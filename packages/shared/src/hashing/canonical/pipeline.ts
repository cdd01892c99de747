import type { Fields } from '../tree/walk.js';
import type { Context, Rewrite } from './rewrite.js';

/**
 * Version of the rules by which statements are told apart: part of every key. To be raised with every change of this
 * folder that can give one statement another canonical form, and with every other version of the parser.
 */
export const RULES_VERSION = 2;

/** In this order. */
export const PIPELINE: readonly Rewrite[] = [];

/** The tree that stands for all that are equal to this one. */
export function canonicalTree(statement: Fields, context: Context): Fields {
  return PIPELINE.reduce((tree, rewrite) => rewrite.apply(tree, context), statement);
}
