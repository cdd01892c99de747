import type { Refusal } from '../contracts/query.js';
import { beyondBounds, MOST_TOKENS } from './text/bounds.js';
import { lex } from './text/lexer.js';
import { parse } from './tree/parser.js';

/** What a refused text is, where its refusal says it all. */
const OF_REFUSALS: ReadonlyMap<Refusal['refused'], string> = new Map([
  ['empty', 'empty'],
  ['several_statements', 'several'],
  ['bad_text', 'unreadable'],
  ['denied_function', 'select'],
  ['bad_setting', 'select'],
]);

/**
 * What a text is that is not run: `select` where it is one all the same, else as the parser names its statements:
 * `delete`, `create_table_as`; `several`, `empty`, or `unreadable` where nobody can tell.
 */
export function kindOfRefused(text: string, { refused }: Refusal): string {
  return OF_REFUSALS.get(refused) ?? writtenKind(text);
}

function writtenKind(text: string): string {
  if (beyondBounds(text, lex(text, MOST_TOKENS)) !== undefined) return 'unreadable';
  const parsed = parse(text);
  const [type = ''] = parsed.outcome === 'tree' ? Object.keys(parsed.statements[0]?.stmt ?? {}) : [];
  return type === '' ? 'unreadable' : snake(type.replace(/Stmt$/, ''));
}

const snake = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
