import { fieldsOf, itemsOf } from '../../tree/walk.js';
import type { Engine } from '../../../contracts/source.js';
import type { Draft } from './draft.js';
import { textOf, type Node } from './draft.js';
import { givenName, targetsOf } from './output-names.js';

/**
 * `a AS a` is `a`: an alias goes where it is the name that the column gets without one. The names of outputs are part
 * of the answer, and everything that refers to an output does so by its name, however it came by it.
 *
 * So it is as sound as what is known of the names that Postgres gives: columns, also through casts, and calls that are
 * written as calls, with a few more. What the grammar itself makes a call of (EXTRACT, TRIM) has changed its name between versions. On
 * Redshift an alias may be referred to by its neighbours, and functions are called by other names: only columns there.
 */
export function dropAliases({ scopes }: Draft, engine: Engine): void {
  for (const { select } of scopes) {
    for (const target of targetsOf(select)) {
      if (target['name'] !== undefined && target['name'] === certainName(target['val'], engine)) delete target['name'];
    }
  }
}

/** The name of a column that has no alias, where all versions of the engine agree on it. */
export function certainName(value: unknown, engine: Engine): string | undefined {
  const { name, sure } = givenName(value);
  if (sure) return name;
  if (engine === 'pg' && isSteady(value)) return name;
  const call = engine === 'pg' ? fieldsOf(value, 'FuncCall') : undefined;
  return call && isWrittenCall(call) ? name : undefined;
}

/** Of one name in every version: fields of composites, COALESCE, GREATEST and LEAST. */
const isSteady = (value: unknown): boolean => ['A_Indirection', 'CoalesceExpr', 'MinMaxExpr'].some((type) => fieldsOf(value, type));

const isWrittenCall = (call: Node): boolean =>
  call['funcformat'] === 'COERCE_EXPLICIT_CALL' && textOf(itemsOf(call['funcname'])[0]) !== 'pg_catalog';
