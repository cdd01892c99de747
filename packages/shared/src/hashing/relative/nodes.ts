import { isFields, itemsOf, stringConstant, stringsOf, type Fields } from '../tree/walk.js';

/** A node with its type: `{"FuncCall": {...}}`. */
export function unwrap(wrapped: unknown): readonly [type: string, node: Fields] | undefined {
  const [type, node] = isFields(wrapped) ? (Object.entries(wrapped)[0] ?? []) : [];
  return type !== undefined && isFields(node) ? [type, node] : undefined;
}

/** A built-in's name; pg_catalog comes first on every search path, so a bare name with these arguments means it. */
const builtin = (names: unknown): string | undefined => {
  const [first, second, ...more] = stringsOf(names);
  if (more.length > 0) return undefined;
  return second === undefined ? first : first === 'pg_catalog' ? second : undefined;
};

/** What an ordinary call may hold; FILTER, OVER, DISTINCT, VARIADIC and the like are not ordinary. */
const OF_CALLS = new Set(['funcname', 'args', 'funcformat', 'location']);

/** An ordinary call of a built-in function. */
export function callOf(wrapped: unknown): { readonly name: string; readonly args: readonly unknown[] } | undefined {
  const [type, node] = unwrap(wrapped) ?? [];
  if (type !== 'FuncCall' || node === undefined || Object.keys(node).some((field) => !OF_CALLS.has(field))) return undefined;
  const name = builtin(node['funcname']);
  const args = itemsOf(node['args']);
  return name === undefined ? undefined : { name, args };
}

/** A cast to a built-in type without a modifier: `timestamp(0)` rounds, perhaps into the next day. */
export function castOf(wrapped: unknown): { readonly type: string; readonly arg: unknown } | undefined {
  const [type, node] = unwrap(wrapped) ?? [];
  const target = type === 'TypeCast' ? node?.['typeName'] : undefined;
  if (!isFields(target) || ['typmods', 'arrayBounds', 'setof', 'pct_type'].some((field) => field in target)) return undefined;
  const name = builtin(target['names']);
  return name === undefined ? undefined : { type: name, arg: node?.['arg'] };
}

/** The name of a function without brackets, without a precision: `CURRENT_DATE`. */
export function valueFunctionOf(wrapped: unknown): string | undefined {
  const [type, node] = unwrap(wrapped) ?? [];
  return type === 'SQLValueFunction' ? String(node?.['op']).replace(/^SVFOP_/, '') : undefined;
}

/** The text of a string constant. */
export function textOf(wrapped: unknown): string | undefined {
  const [type, node] = unwrap(wrapped) ?? [];
  return type !== undefined && node ? stringConstant(type, node) : undefined;
}

/** Both sides of a plain `+` or `-`. */
export function sumOf(wrapped: unknown): readonly [left: unknown, right: unknown] | undefined {
  const [type, node] = unwrap(wrapped) ?? [];
  if (type !== 'A_Expr' || node?.['kind'] !== 'AEXPR_OP') return undefined;
  const [operator = '', ...more] = stringsOf(node['name']);
  return more.length === 0 && (operator === '+' || operator === '-') && 'lexpr' in node ? [node['lexpr'], node['rexpr']] : undefined;
}

const NULL = { A_Const: { isnull: true } };

/** A value of this type about which nothing else is said. */
export const unknownOf = (type: string): unknown => ({ TypeCast: { arg: NULL, typeName: { names: [{ String: { sval: type } }] } } });
