import type { Engine } from '../contracts/source.js';
import { exactForm } from './canonical/form.js';
import { trustIn } from './guards.js';
import { beyondBounds, MOST_TOKENS } from './text/bounds.js';
import { lex } from './text/lexer.js';
import { withoutTail } from './text/words.js';
import { parse } from './tree/parser.js';
import { fieldsOf, type Fields } from './tree/walk.js';

/** Rows that Redash's automatic limit lets through. */
export const AUTO_LIMIT = 1000;

/**
 * The statement with `LIMIT 1000` behind it, if it is one SELECT whose outermost level has neither LIMIT (or FETCH) nor
 * OFFSET; else the statement as it is. Limits within subqueries and WITH queries do not count, nor do words in comments
 * and constants: the parse tree decides, before and after, so nothing but the limit is new in it. What only another
 * reader understands is left alone.
 *
 * What it does follows Redash's `apply_auto_limit`, which looks at the last keyword of the text instead and passes
 * WITH … SELECT by; here that is a SELECT, too.
 */
export function withAutoLimit(statement: string, engine: Engine): string {
  const tree = selectOf(statement, engine);
  if (!tree || hasLimit(tree)) return statement;
  const limited = `${withoutTail(statement, lex(statement, MOST_TOKENS))}\nLIMIT ${AUTO_LIMIT}`;
  const again = selectOf(limited, engine);
  return again && addsOnlyALimit(tree, again) ? limited : statement;
}

function selectOf(text: string, engine: Engine): Fields | undefined {
  if (text.includes('\0') || !text.isWellFormed()) return undefined;
  const lexed = lex(text, MOST_TOKENS);
  if (beyondBounds(text, lexed) !== undefined) return undefined;
  const parsed = parse(text);
  if (parsed.outcome !== 'tree' || parsed.statements.length !== 1) return undefined;
  const tree = parsed.statements[0]?.stmt;
  return trustIn(text, lexed, tree, engine) === 'tree' ? fieldsOf(tree, 'SelectStmt') : undefined;
}

/** `LIMIT ALL` is one that the caller has chosen. */
const hasLimit = ({ limitCount, limitOffset }: Fields): boolean => limitCount !== undefined || limitOffset !== undefined;

const NO_LIMIT = { limitCount: undefined, limitOption: undefined } as const;

const addsOnlyALimit = (before: Fields, after: Fields): boolean =>
  after['limitCount'] !== undefined && exactForm({ ...before, ...NO_LIMIT }) === exactForm({ ...after, ...NO_LIMIT });
