import { fieldsOf, itemsOf, stringsOf, type Fields } from '../tree/walk.js';
import type { Wrapped } from './map-nodes.js';
import { isRow, operation } from './nodes.js';
import type { NodeRewrite } from './rewrite.js';

/**
 * `x IN (3, 1, 3)` is `x IN (1, 3)`, and `x IN (1)` is `x = 1`; NOT IN likewise.
 *
 * Sound for constants of one kind, with or without NULL: the type that they are compared in does not depend on their
 * order or number. Only literally equal ones are repeats: `'a'` and `'a '` may differ, so may 1 and 1.0. One constant
 * written twice stays twice: Postgres compares a list in the list's common type and a single one by the operator for
 * both types, so that `f4 IN (0.1, 0.1)` is true where `f4 IN (0.1)` is false. A list of one is analysed as `=`, but for
 * rows and for NULL, which a setting may turn into IS NULL.
 */
export const inLists: NodeRewrite = {
  name: 'IN lists',
  types: ['A_Expr'],
  node(expression) {
    const items = itemsOf(fieldsOf(expression['rexpr'], 'List')?.['items']);
    if (expression['kind'] !== 'AEXPR_IN' || items.length === 0) return undefined;
    return items.length === 1 ? single(expression, items[0]) : list(expression, items);
  },
};

function single({ name, lexpr }: Fields, item: unknown): Wrapped | undefined {
  if (isRow(lexpr) || isRow(item) || kindOf(item) === NULL) return undefined;
  return operation('AEXPR_OP', stringsOf(name)[0] ?? '=', lexpr, item);
}

function list(expression: Fields, items: readonly unknown[]): Wrapped | undefined {
  const kinds = new Set(items.map(kindOf));
  kinds.delete(NULL);
  if (kinds.size > 1 || kinds.has(undefined)) return undefined;
  const texts = items.map((item) => JSON.stringify(item)).sort();
  const distinct = texts.filter((text, at) => text !== texts[at - 1]);
  const kept = distinct.length === 1 ? texts.slice(0, 2) : distinct;
  const sorted = kept.map((text) => JSON.parse(text) as unknown);
  return { A_Expr: { ...expression, rexpr: { List: { items: sorted } } } };
}

const NULL = 'null';

/** Kinds of constants: text, whole number, other number, boolean, bits, a cast text by its type; undefined for all else. */
function kindOf(item: unknown): string | undefined {
  const constant = fieldsOf(item, 'A_Const');
  if (constant) return constant['isnull'] === true ? NULL : Object.keys(constant)[0];
  const { arg, typeName } = fieldsOf(item, 'TypeCast') ?? {};
  return fieldsOf(arg, 'A_Const')?.['sval'] ? `cast ${JSON.stringify(typeName)}` : undefined;
}
