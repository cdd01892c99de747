import { isFields, stringsOf, walk, type Fields } from './walk.js';

/**
 * Operators that bind in another order in Redshift, which descends from Postgres 8.0, than in Postgres since 9.5:
 * `a = b IS NULL` is `(a = b) IS NULL` now and was `a = (b IS NULL)`; `<=`, `>=` and `<>` bound like `||`. The grammars'
 * precedence tables (gram.y) agree on everything else.
 */
type Class = 'test' | 'comparison' | 'pattern' | 'other';

const COMPARISONS = new Set(['=', '<', '>', '<=', '>=', '<>']);
const ARITHMETIC = new Set(['+', '-', '*', '/', '%', '^']);

/**
 * Whether parentheses, which a tree does not keep, could have changed what Redshift makes of a statement: where one of
 * these operators is directly an operand of another. Conservative.
 */
export function parenthesesMatter(statement: unknown): boolean {
  let found = false;
  walk(statement, (type, node) => {
    const outer = classOf(type, node);
    if (outer === undefined || found) return;
    found = operandsOf(type, node).some((operand) => {
      const inner = classOfWrapped(operand);
      return inner !== undefined && !sameEverywhere(outer, inner, node);
    });
  });
  return found;
}

function classOf(type: string, node: Fields): Class | undefined {
  if (type === 'NullTest' || type === 'BooleanTest') return 'test';
  if (type === 'SubLink') return node['testexpr'] === undefined ? undefined : 'pattern';
  if (type !== 'A_Expr' || node['kind'] === 'AEXPR_NULLIF') return undefined;
  if (/DISTINCT/.test(String(node['kind']))) return 'test';
  if (node['kind'] !== 'AEXPR_OP' && !/_(ANY|ALL)$/.test(String(node['kind']))) return 'pattern';
  const name = stringsOf(node['name']).at(-1) ?? '';
  if (ARITHMETIC.has(name)) return undefined;
  return COMPARISONS.has(name) ? 'comparison' : 'other';
}

function classOfWrapped(operand: unknown): Class | undefined {
  if (!isFields(operand)) return undefined;
  const [type, node] = Object.entries(operand)[0] ?? [];
  return type !== undefined && isFields(node) ? classOf(type, node) : undefined;
}

/** Operands that no bracket of the syntax keeps apart: not the list of IN, nor a subselect. */
function operandsOf(type: string, node: Fields): unknown[] {
  if (type !== 'A_Expr') return [node['arg'] ?? node['testexpr']];
  const right = node['rexpr'];
  const listed = isFields(right) && isFields(right['List']) ? right['List']['items'] : undefined;
  if (!Array.isArray(listed)) return [node['lexpr'], right];
  return node['kind'] === 'AEXPR_IN' ? [node['lexpr']] : [node['lexpr'], ...(listed as unknown[])];
}

/** `a || b || c`, `a || b = c` and `a || b LIKE c` are read alike by both. */
function sameEverywhere(outer: Class, inner: Class, node: Fields): boolean {
  if (inner !== 'other') return false;
  if (outer === 'other' || outer === 'pattern') return true;
  return outer === 'comparison' && ['=', '<', '>'].includes(stringsOf(node['name']).at(-1) ?? '');
}
