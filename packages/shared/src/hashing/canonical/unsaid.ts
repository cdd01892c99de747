import { fieldsOf, isFields, itemsOf, stringsOf, type Fields } from '../tree/walk.js';
import type { Wrapped } from './map-nodes.js';
import type { NodeRewrite, Rewrite } from './rewrite.js';

/**
 * `ORDER BY a ASC NULLS LAST` is `ORDER BY a`, and `DESC NULLS FIRST` is `DESC`.
 *
 * Sound: these are the defaults of both engines, in windows and aggregates, too. Not so for USING.
 */
export const sortDefaults: NodeRewrite = {
  name: 'sort defaults',
  types: ['SortBy'],
  node(sort) {
    const { sortby_dir: written, sortby_nulls: nulls } = sort;
    if (written === 'SORTBY_USING') return undefined;
    const descending = written === 'SORTBY_DESC';
    const isDefault = nulls === (descending ? 'SORTBY_NULLS_FIRST' : 'SORTBY_NULLS_LAST');
    if (written !== 'SORTBY_ASC' && !isDefault) return undefined;
    const direction = descending ? written : 'SORTBY_DEFAULT';
    return { SortBy: { ...sort, sortby_dir: direction, sortby_nulls: isDefault ? 'SORTBY_NULLS_DEFAULT' : nulls } };
  },
};

/**
 * `CASE … ELSE NULL END` is `CASE … END`.
 *
 * Sound: that is what CASE gives without ELSE. An untyped NULL has no say in the result's type, nor in the column's name.
 */
export const elseNull: NodeRewrite = {
  name: 'ELSE NULL',
  types: ['CaseExpr'],
  node: ({ defresult, ...rest }) => (isNull(defresult) ? { CaseExpr: rest } : undefined),
};

const PATTERNS: ReadonlyMap<string, string> = new Map([
  ['~~', 'AEXPR_LIKE'],
  ['!~~', 'AEXPR_LIKE'],
  ['~~*', 'AEXPR_ILIKE'],
  ['!~~*', 'AEXPR_ILIKE'],
]);

/**
 * `a ~~ b` is `a LIKE b`.
 *
 * Sound: LIKE is analysed as that operator by its unqualified name. SIMILAR TO and ESCAPE stand for calls as well.
 */
export const patterns: NodeRewrite = {
  name: 'LIKE',
  types: ['A_Expr'],
  node(expression) {
    const { kind, name, lexpr } = expression;
    if (kind !== 'AEXPR_OP' || itemsOf(name).length !== 1 || lexpr === undefined) return undefined;
    const like = PATTERNS.get(stringsOf(name)[0] ?? '');
    return like === undefined ? undefined : { A_Expr: { ...expression, kind: like } };
  },
};

/**
 * `OVER (… RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)` is `OVER (…)`, and `ROWS 1 PRECEDING` is `ROWS BETWEEN 1
 * PRECEDING AND CURRENT ROW`.
 *
 * Sound: the parser gives both the same bounds, and keeps two bits apart for how they were written. Not in WINDOW: one that
 * has a frame, whichever, cannot be made another window of.
 */
export const frames: NodeRewrite = {
  name: 'frames',
  types: ['WindowDef'],
  node: (window) => (window['name'] === undefined && window['refname'] === undefined ? withPlainFrame(window) : undefined),
};

const WRITTEN = 0x01;
const BETWEEN = 0x10;
/** RANGE, from UNBOUNDED PRECEDING, to CURRENT ROW. */
const DEFAULT = 0x422;

/** A window that is written where it is used, with the bits for how it was written set alike. */
export function withPlainFrame(window: Fields): Wrapped | undefined {
  const { frameOptions } = window;
  if (typeof frameOptions !== 'number') return undefined;
  const bounds = frameOptions & ~(WRITTEN | BETWEEN);
  const plain = bounds === DEFAULT ? DEFAULT : bounds | WRITTEN | BETWEEN;
  return plain === frameOptions ? undefined : { WindowDef: { ...window, frameOptions: plain } };
}

/**
 * `LIMIT ALL`, `LIMIT NULL` and `OFFSET 0` at the end of a statement are nothing.
 *
 * Sound where there is no select around it: in one, they keep the planner from putting the two together, and that decides
 * which errors are raised. WITH TIES takes no NULL.
 */
export const noLimit: Rewrite = {
  name: 'no limit',
  apply(statement, { engine }) {
    const select = statement['SelectStmt'];
    if (engine === 'redshift' || !isFields(select) || select['limitOption'] !== 'LIMIT_OPTION_COUNT') return statement;
    const kept = Object.entries(select).filter(([field, value]) => !NOTHING.get(field)?.(value));
    if (kept.length === Object.keys(select).length) return statement;
    const limits = kept.some(([field]) => NOTHING.has(field));
    const fields = Object.fromEntries(kept);
    return { SelectStmt: limits ? fields : { ...fields, limitOption: 'LIMIT_OPTION_DEFAULT' } };
  },
};

const isNull = (value: unknown): boolean => fieldsOf(value, 'A_Const')?.['isnull'] === true;

/** The parser leaves a zero out. */
function skipsNothing(value: unknown): boolean {
  const number = fieldsOf(value, 'A_Const')?.['ival'];
  return isNull(value) || (isFields(number) && number['ival'] === undefined);
}

const NOTHING: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['limitCount', isNull],
  ['limitOffset', skipsNothing],
]);
