import { fieldsOf, isFields, itemsOf, type Fields } from '../tree/walk.js';
import type { NodeRewrite } from './rewrite.js';

/**
 * `ROW(a, b)` is `(a, b)`, where it is compared, tested or selected.
 *
 * Sound: both are analysed alike, and a column is called `row` either way. Not so in GROUP BY and PARTITION BY, where
 * `(a, b)` is a list of two and `ROW(a, b)` one value, nor may one field be written without the word; so only the places
 * below are looked at, and rows within these rows.
 */
export const rows: NodeRewrite = {
  name: 'rows',
  types: ['A_Expr', 'SubLink', 'NullTest', 'ResTarget'],
  node(fields, type, { engine }) {
    if (engine === 'redshift') return undefined;
    let changed: Record<string, unknown> | undefined;
    for (const place of PLACES) {
      const plain = withoutWord(fields[place]);
      if (plain === fields[place]) continue;
      changed ??= { ...fields };
      changed[place] = plain;
    }
    return changed && { [type]: changed };
  },
};

const PLACES = ['lexpr', 'rexpr', 'testexpr', 'arg', 'val'];

/** The same node where there is no such row in it. */
function withoutWord(value: unknown): unknown {
  const list = fieldsOf(value, 'List');
  if (list) return within(value, 'List', list, 'items');
  const row = fieldsOf(value, 'RowExpr');
  if (!row) return value;
  const inner = within(value, 'RowExpr', row, 'args');
  const fields = fieldsOf(inner, 'RowExpr') ?? row;
  const written = fields['row_format'] === 'COERCE_EXPLICIT_CALL' && itemsOf(fields['args']).length > 1;
  return written ? { RowExpr: { ...fields, row_format: 'COERCE_IMPLICIT_CAST' } } : inner;
}

function within(value: unknown, type: string, fields: Fields, list: string): unknown {
  const before = itemsOf(fields[list]);
  const after = before.map((item) => (isFields(item) ? withoutWord(item) : item));
  return after.every((item, at) => item === before[at]) ? value : { [type]: { ...fields, [list]: after } };
}
