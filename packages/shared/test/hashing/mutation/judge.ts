import { difference, differenceInOrder, type Answer } from '../oracle/answer.js';
import type { Oracle } from '../oracle/oracle.js';
import type { Answers } from './answers.js';
import { asNode, listOf, treeOf } from './tree.js';

/** What came of executing two statements that have one identity. */
export type Verdict =
  | { readonly verdict: 'alike'; readonly rows: boolean }
  /** One of them did not end in time. */
  | { readonly verdict: 'unknown' }
  /** Neither of the two has one answer: it rests on the plan, and for some plans they agree. */
  | { readonly verdict: 'undetermined' }
  /** They rest on a comparison that is another one from its other side: a worker sees that and shares nothing. */
  | { readonly verdict: 'lopsided' }
  /** Both fail, but say so with different codes: two faults in one statement, of which either may come up first. */
  | { readonly verdict: 'both fail' }
  | { readonly verdict: 'different'; readonly difference: string };

/**
 * Compares two answers: in their order as well where the statement asks for one. Rows that tie may come in any order, where
 * it is certain that they do: where all that they are sorted by are outputs.
 */
export function compare(statement: string, a: Answer, b: Answer, other = statement): string | undefined {
  if (!ordered(statement)) return difference(a, b);
  const [own, others] = [sortedBy(statement, a), sortedBy(other, b)];
  const keys = own && others && new Set([...own, ...others]);
  return difference(a, b) ?? differenceInOrder(withoutTies(a, keys), withoutTies(b, keys));
}

/** The columns that an answer is sorted by; undefined where one of them is no output, or may be another one. */
function sortedBy(statement: string, answer: Answer): ReadonlySet<number> | undefined {
  const names = answer.outcome === 'rows' ? answer.columns.map(({ name }) => name) : [];
  const items = listOf(asNode(treeOf(statement), 'SelectStmt') ?? {}, 'sortClause');
  const places = items.map((item) => {
    const value = asNode(item, 'SortBy')?.['node'];
    const number = asNode(value, 'A_Const')?.['ival'] as { ival?: number } | undefined;
    if (number !== undefined) return (number.ival ?? 0) - 1;
    const fields = listOf(asNode(value, 'ColumnRef') ?? {}, 'fields');
    const name = (asNode(fields[0], 'String') as { sval?: string } | undefined)?.sval ?? '';
    return fields.length === 1 && names.indexOf(name) === names.lastIndexOf(name) ? names.indexOf(name) : -1;
  });
  return places.every((place) => place >= 0) ? new Set(places) : undefined;
}

/** Types with values that are equal to ORDER BY and print differently: `1 day` and `24:00:00`, `1.0` and `1.00`, `0` and `-0`. */
const TYING = /^(?:interval|numeric|double precision|real|character\(|money)/;

function withoutTies(answer: Answer, keys: ReadonlySet<number> | undefined): Answer {
  if (answer.outcome !== 'rows') return answer;
  const ties = answer.columns.map(({ type }, at) => TYING.test(type) || keys?.has(at) === false);
  const without = (row: string): string => JSON.stringify((JSON.parse(row) as unknown[]).filter((_, at) => !ties[at]));
  return ties.includes(true) ? { ...answer, rows: answer.rows.map(without) } : answer;
}

function ordered(statement: string): boolean {
  const root = asNode(treeOf(statement), 'SelectStmt');
  return root !== undefined && listOf(root, 'sortClause').length > 0;
}

/** Settings under which the same statement is answered by another plan. */
const PLANS: readonly (readonly string[])[] = [
  ['enable_hashjoin'], ['enable_hashjoin', 'enable_mergejoin'], ['enable_nestloop'], ['enable_nestloop', 'enable_hashjoin'],
  ['enable_hashagg'], ['enable_hashagg', 'enable_hashjoin', 'enable_nestloop'], ['enable_sort'], ['enable_seqscan', 'enable_material'],
];

/** Judges two statements by their answers; where those differ in rows, by those of other plans as well. */
export async function judge(answers: Answers, [a, b]: readonly [string, string]): Promise<Verdict> {
  const [first, second] = [await answers.of(a), await answers.of(b)];
  if (first.outcome === 'timeout' || second.outcome === 'timeout') return { verdict: 'unknown' };
  const found = compare(a, first, second, b);
  if (found === undefined) return { verdict: 'alike', rows: first.outcome === 'rows' };
  if (isLopsided(first) || isLopsided(second)) return { verdict: 'lopsided' };
  if (first.outcome === 'error' && second.outcome === 'error') return { verdict: 'both fail' };
  if (first.outcome === 'error' || second.outcome === 'error') return { verdict: 'different', difference: found };
  const [one, other] = [await everyAnswer(answers.oracle, a), await everyAnswer(answers.oracle, b)];
  const agree = [...one].some((answer) => other.has(answer));
  return one.size > 1 && other.size > 1 && agree ? { verdict: 'undetermined' } : { verdict: 'different', difference: found };
}

/** The types of the oracle's schema whose operators are so. */
const isLopsided = (answer: Answer): boolean => answer.outcome === 'error' && /^operator does not exist: .*\b(?:json|xid|box)\b/.test(answer.message);

async function everyAnswer(oracle: Oracle, statement: string): Promise<Set<string>> {
  const seen = new Set<string>();
  for (const plan of [[], ...PLANS]) {
    await oracle.answers(plan.map((setting) => `SET ${setting} = off`));
    seen.add(asText(statement, await oracle.answer(statement)));
    await oracle.answers(plan.map((setting) => `RESET ${setting}`));
  }
  return seen;
}

function asText(statement: string, answer: Answer): string {
  if (answer.outcome !== 'rows' || ordered(statement)) return JSON.stringify(answer);
  return JSON.stringify({ ...answer, rows: [...answer.rows].sort() });
}
