import type { Lexed, TokenKind } from './lexer.js';

/**
 * What the parser is given. 10,000 tokens are parsed, walked, rewritten and printed well within 100 ms; every kind of nesting
 * is read at a depth of 1,000, while a few thousand exhaust the stack of the WebAssembly module, which does not
 * recover from that.
 */
export const MOST_CHARACTERS = 200_000;
export const MOST_TOKENS = 10_000;
const DEEPEST = 300;

/** Words that hang one more node below the tree, until the next comma, AND, OR or clause. */
const CHAINING = new Set([
  'not', 'is', 'isnull', 'notnull', 'like', 'ilike', 'similar', 'in', 'between', 'collate', 'at', 'operator', 'any',
  'some', 'all',
]);
/** Words that nest to the left all through a select. */
const LASTING = new Set(['union', 'except', 'intersect', 'minus', 'join']);
const SEPARATING = new Set(['and', 'or', 'from', 'where', 'when', 'then', 'else', 'select', 'on']);

/**
 * Postgres's scanner takes a run of operator characters whole, keeps its first token and reads the rest again, before
 * any limit of time is looked at. This many characters read again take about a second.
 */
const MOST_READ_AGAIN = 100_000_000;
const OPERATOR_RUN = /[~!@#^&|`?+\-*/%<>=]{200,}/g;

interface Level {
  readonly opener: 'bracket' | 'case';
  /** Depth of the levels around this one. */
  readonly below: number;
  chain: number;
  lasting: number;
}

/** Whether a database would read a text for so long that no time limit ends it. A bound from above: strings count too. */
export function isEndless(text: string, lexed: Lexed): boolean {
  if (!lexed.slow && !lexed.cut) return false;
  let readAgain = 0;
  for (const [run] of text.matchAll(OPERATOR_RUN)) readAgain += run.length ** 2 / 2;
  return readAgain > MOST_READ_AGAIN;
}

/**
 * Why the parser must not be given a text, or undefined where it may. Counted on the tokens alone, since finding out
 * by trying holds the event loop or costs the parser's life.
 */
export function beyondBounds(text: string, lexed: Lexed): string | undefined {
  if (lexed.unterminated) return 'it holds a string, quoted identifier or comment that never ends';
  if (lexed.slow) return 'it holds a very long run of operator characters';
  if (lexed.cut || text.length > MOST_CHARACTERS || lexed.tokens.length > MOST_TOKENS) return 'it is too long to be read';
  if (deepest(text, lexed) > DEEPEST) return 'it is nested too deeply to be read';
  return undefined;
}

/**
 * An upper bound on how deep the tree of a statement is, in expressions, joins and selects. A word behind a dot or AS is
 * a label: in `a.on` nothing ends that began before it.
 */
function deepest(text: string, { tokens }: Lexed): number {
  const levels: Level[] = [{ opener: 'bracket', below: 0, chain: 0, lasting: 0 }];
  let most = 0;
  let labelNext = false;
  for (const token of tokens) {
    const word: string = token.kind === 'word' && !labelNext ? text.slice(token.start, token.end).toLowerCase() : '';
    labelNext = token.kind === 'dot' || word === 'as';
    if (token.kind === 'open') enter(levels, 'bracket');
    else if (word === 'case') enter(levels, 'case');
    else if (token.kind === 'close') leaveBracket(levels);
    else if (word === 'end') leaveCase(levels);
    else count(levels, token.kind, word);
    most = Math.max(most, depthOf(levels.at(-1)));
  }
  return most;
}

const depthOf = (level: Level | undefined): number => (level ? level.below + level.chain + level.lasting : 0);

function enter(levels: Level[], opener: Level['opener']): void {
  levels.push({ opener, below: depthOf(levels.at(-1)) + 1, chain: 0, lasting: 0 });
}

/** Closes the CASEs in it too: the word may have been a label. */
function leaveBracket(levels: Level[]): void {
  while (levels.length > 1 && levels.pop()?.opener === 'case');
}

/** END may be a label as well: it closes nothing but a CASE. */
function leaveCase(levels: Level[]): void {
  if (levels.at(-1)?.opener === 'case') levels.pop();
}

function count(levels: readonly Level[], kind: TokenKind, word: string): void {
  const level = levels.at(-1);
  if (!level) return;
  if (kind === 'comma' || SEPARATING.has(word)) level.chain = 0;
  else if (LASTING.has(word)) level.lasting += 1;
  else if (kind === 'operator' || kind === 'other' || CHAINING.has(word)) level.chain += 1;
}
