import { fieldsOf, isFields, itemsOf, stringsOf, type Fields } from '../tree/walk.js';
import type { NodeRewrite } from './rewrite.js';

/**
 * `x = ANY (SELECT …)` is `x IN (SELECT …)`.
 *
 * Sound: the parser leaves the operator out of the latter, and analysis puts an unqualified `=` there (transformSubLink in
 * parse_expr.c). Not NOT IN and `<> ALL`: Postgres may read all of the one's rows into a table first, and so raise an
 * error that the other stops short of.
 */
export const inSubqueries: NodeRewrite = {
  name: 'IN (SELECT …)',
  types: ['SubLink'],
  node({ operName, ...rest }) {
    if (rest['subLinkType'] !== 'ANY_SUBLINK' || itemsOf(operName).length !== 1) return undefined;
    return stringsOf(operName)[0] === '=' ? { SubLink: rest } : undefined;
  },
};

/**
 * `EXISTS (SELECT NULL FROM …)` and `EXISTS (SELECT FROM …)` are `EXISTS (SELECT 1 FROM …)`.
 *
 * Sound of constants that cannot fail to be read, where no clause numbers or compares them. All else in the list is
 * analysed: a column may not be there, and `*` takes the right to read them all.
 */
export const existence: NodeRewrite = {
  name: 'EXISTS',
  types: ['SubLink'],
  node(link, _type, { engine }) {
    const select = link['subLinkType'] === 'EXISTS_SUBLINK' ? fieldsOf(link['subselect'], 'SelectStmt') : undefined;
    if (engine === 'redshift' || !select || !hasPlainList(select)) return undefined;
    const { targetList: _any, ...rest } = select;
    return { SubLink: { ...link, subselect: { SelectStmt: { targetList: ONE, ...rest } } } };
  },
};

const ONE = [{ ResTarget: { val: { A_Const: { ival: { ival: 1 } } } } }];
const MOST_TARGETS = 100;
const WITHOUT = ['distinctClause', 'groupClause', 'havingClause', 'windowClause', 'sortClause', 'valuesLists', 'larg', 'intoClause'];

function hasPlainList(select: Fields): boolean {
  const targets = itemsOf(select['targetList']);
  if (targets.length > MOST_TARGETS || WITHOUT.some((clause) => select[clause] !== undefined)) return false;
  return targets.every((target) => isPlain(fieldsOf(fieldsOf(target, 'ResTarget')?.['val'], 'A_Const')));
}

const isPlain = (constant: Fields | undefined): boolean =>
  constant !== undefined && (constant['isnull'] === true || ['ival', 'sval', 'boolval'].some((kind) => isFields(constant[kind])));
