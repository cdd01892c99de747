import type { Choices } from '../choices.js';
import type { Column, Kind, Schema } from '../schema.js';

/** Something in FROM, by the name that it goes by there. */
export interface Relation {
  readonly name: string;
  readonly columns: readonly Column[];
}

/** What an expression may name: the relations of its own SELECT, then those of the ones around it. */
export interface Scope {
  readonly relations: readonly Relation[];
  /** Columns that USING or NATURAL made one of two: they may be named without a qualifier. */
  readonly merged: readonly string[];
  readonly outer: Scope | undefined;
}

/** What a query is asked to be. */
export interface Wish {
  /** Kinds of its columns, in order; without it, whatever comes. */
  readonly kinds?: readonly Kind[];
  /** Not more than one row, most of the time. */
  readonly single?: boolean;
}

export interface Query {
  readonly text: string;
  readonly columns: readonly Column[];
}

/** What every rule of the grammar is handed on. */
export interface Grammar {
  readonly choices: Choices;
  readonly schema: Schema;
  /** WITH queries in sight. */
  readonly ctes: readonly Relation[];
  /** How much deeper it may nest. */
  readonly depth: number;
  query(grammar: Grammar, outer: Scope | undefined, wish: Wish): Query;
  predicate(grammar: Grammar, scope: Scope): string;
}

export const deeper = (grammar: Grammar): Grammar => ({ ...grammar, depth: grammar.depth - 1 });

export const EMPTY: Scope = { relations: [], merged: [], outer: undefined };

/** The scope and those around it, the nearest first. */
export function scopesFrom(scope: Scope): Scope[] {
  return scope.outer === undefined ? [scope] : [scope, ...scopesFrom(scope.outer)];
}
