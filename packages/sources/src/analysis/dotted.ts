/** Names that a statement writes behind dots, by what may stand before the dot. */
export interface Dotted {
  /** Perhaps a value of any type, so perhaps a call of any function of one argument. */
  readonly ofAny: readonly string[];
  /** Tables, subqueries and CTEs only: a column, or a function of a row. */
  readonly ofRows: readonly string[];
}

/** An expression before a dot, or a comment in a place where the patterns below would miss a name. */
const UNSURE = /[)\]]\s*(?:\.|--|\/\*)|\bas(?:"|\s*(?:--|\/\*))|\*\/\s*[.(]|\.\s*(?:--|\/\*)|\b(?:(?:current|local|session|system)\w*|user)\s*(?:--|\/\*)|(?:\b(?:from|join|lateral)|,)\s*cast\b/i;
const AFTER_LINE = /^[^\S\n\r]*[.(]/m;
const WORD = String.raw`[\w$\u0080-\uffff]+`;
const QUOTED = /"([^"]*)"/g;
const UNUSUAL = /[^\w$\u0080-\uffff]/;
/** What may name a single value in FROM: a word after a closing bracket, before an opening one, or at a keyword. */
const AFTER_BRACKET = new RegExp(String.raw`\)\s*(?:as\s+)?"?(${WORD})`, 'g');
const BEFORE_BRACKET = new RegExp(String.raw`(?<![\w$\u0080-\uffff])(${WORD})"?\s*\(`, 'g');
const AT_KEYWORD = new RegExp(String.raw`\b((?:current|local|session|system)\w*|user)\b(?:\s*(?:as\s+)?"?(${WORD}))?`, 'g');
/** Right before the bracket of a query in FROM; `array(SELECT …)` and kin are values. */
const IN_FROM = /(?:\b(?:from|join|lateral)|,)\s{0,40}$/;
const NEAR = 50;
/** Both pairs of `a.b.c`. */
const DOTS = new RegExp(String.raw`(?<![\w$\u0080-\uffff])(?=(${WORD})"?\s*\.\s*"?(${WORD}))`, 'g');

/**
 * Tells by the text which of the names can only stand behind a table. Postgres reads `x.f` as f(x) where x has no
 * column f, and x may be a single value if it names a function in FROM. Where in doubt, it may be a value.
 */
export function dottedIn(statement: string, names: readonly string[]): Dotted {
  if (names.length === 0 || isUnsure(statement)) return { ofAny: names, ofRows: [] };
  const text = statement.toLowerCase();
  const values = valuesIn(text);
  const seen = new Map<string, boolean>();
  for (const [, before = '', after = ''] of text.matchAll(DOTS)) seen.set(after, values.has(before) || seen.get(after) === true);
  const isOfRows = (name: string): boolean => seen.get(name.toLowerCase()) === false;
  return { ofAny: names.filter((name) => !isOfRows(name)), ofRows: names.filter(isOfRows) };
}

function isUnsure(statement: string): boolean {
  if (UNSURE.test(statement) || (statement.includes('--') && AFTER_LINE.test(statement))) return true;
  if ((statement.split('"').length - 1) % 2 === 1) return true;
  return [...statement.matchAll(QUOTED)].some(([, name = '']) => UNUSUAL.test(name));
}

function valuesIn(text: string): ReadonlySet<string> {
  const values = new Set<string>();
  const plain = withoutStrings(text);
  const ofQueries = plain === undefined ? new Set<number>() : queryEnds(plain);
  for (const { 1: word = '', index } of (plain ?? text).matchAll(AFTER_BRACKET)) if (!ofQueries.has(index)) values.add(word);
  for (const pattern of [BEFORE_BRACKET, AT_KEYWORD]) {
    for (const [, ...words] of text.matchAll(pattern)) for (const word of words) if (word !== undefined) values.add(word);
  }
  return values;
}

/** Undefined where strings cannot be told by their quotes alone. */
const withoutStrings = (text: string): string | undefined =>
  /[\\$]|--|\/\*/.test(text) ? undefined : text.replaceAll(/'[^']*'/g, "''");

/** Where brackets end that hold a query in FROM: a table, whatever its columns. */
function queryEnds(text: string): Set<number> {
  const open: boolean[] = [];
  const ends = new Set<number>();
  for (const { 0: bracket, index } of text.matchAll(/\(\s*(?:select\b|with\b|values\b)?|\)/g)) {
    if (bracket !== ')') open.push(bracket.trim() !== '(' && IN_FROM.test(text.slice(Math.max(0, index - NEAR), index)));
    else if (open.pop()) ends.add(index);
  }
  return ends;
}
