const WORD = String.raw`[\w$\u0080-\uffff]+`;
/** `places p(a`, `) AS p (a`, `WITH p(a`: a word, and another one with a list of names behind it. */
const LISTED = new RegExp(String.raw`(?:(?<![\w$\u0080-\uffff])(${WORD})(?:\s+"?|")|[)"]\s*"?)(${WORD})"?\s*\(\s*["a-z_\u0080-\uffff]`, 'g');
/** `, p (a) AS (`: the second query of a WITH. */
const WITH_LIST = /\)\s*as\s*(?:not\s+)?(?:materialized\s*)?\(/;
const SET_OPERATION = /\b(?:union|intersect|except)\b/;
/** What hides the words beside it, or spells them otherwise. */
const UNSURE = /--|\/\*|\bu&"/;

/** Words that have no name of a FROM item behind them, or are none. */
const KEYWORDS = new Set(
  `
  select distinct all where and or not on by then else when case having limit offset between in is like ilike similar to
  from join lateral using over filter group sets rollup cube values any some exists partition order within coalesce
  `
    .trim()
    .split(/\s+/),
);

/**
 * Whether a statement may call a table's columns by other names than their own: `AS t (a, b)`, `WITH t (a)`, and set
 * operations, whose columns go by the names of the first select. Conservative. Of `a AS b` it says nothing.
 */
export function mayRename(statement: string): boolean {
  const text = statement.toLowerCase();
  if ([UNSURE, SET_OPERATION, WITH_LIST].some((pattern) => pattern.test(text))) return true;
  return [...text.matchAll(LISTED)].some(([, before = '', name = '']) => !KEYWORDS.has(before) && !KEYWORDS.has(name) && name !== 'as');
}

const NO_NAME = 'from|where|and|or|is|in|not|between|like|ilike|group|order|having|limit|offset|asc|desc|nulls|then|else|when|end|collate|at';

/** A word as a pattern that matches it. */
export const literally = (word: string): string => word.replaceAll(/[^\w]/g, '\\$&');

/** Whether a select of several gives a column, written in lower case, a name: `q AS z`. */
export function isRenamed(column: string, text: string): boolean {
  if ((text.match(/\bselect\b/g) ?? []).length < 2) return false;
  const word = literally(column);
  return new RegExp(String.raw`\b${word}(?:"?\s+(?!(?:${NO_NAME})\b)[\w\u0080-\uffff]|\s*"[^"]|"\s*"[^"])`).test(text);
}
