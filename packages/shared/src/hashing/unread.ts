import type { Refusal } from '../contracts/query.js';
import { deniedIn, isDeniedFunction } from './functions/denied.js';
import { refusals } from './refusals.js';
import type { Lexed } from './text/lexer.js';
import { firstWord, rawWordsOf, severalStatements, wordsOf } from './text/words.js';

const READING = new Set(['select', 'with', 'values', 'table']);
const WRITING = new Set(['into', 'insert', 'update', 'delete', 'merge', 'unload', 'call']);

/**
 * What speaks against running a text that the parser could not read. The database reads it again, in a read-only
 * transaction and as one statement; this is the fence before that one, and errs on the side of refusing.
 * @param why Why it could not be read, as part of a sentence.
 * @param anywhere The engine may split the text elsewhere, so strings and comments are looked through as well.
 */
export function refuseUnread(text: string, lexed: Lexed, why: string, anywhere: boolean): Refusal | undefined {
  if (!READING.has(firstWord(text, lexed) ?? '')) return refusals.notSelect(why);
  if (severalStatements(lexed)) return refusals.several();
  if (/u&"/i.test(text)) return refusals.hidden();
  // The database sees to it that it is one statement and writes nothing; what else it may not call is looked for here.
  if (lexed.cut) return refuseNamed(deniedIn(text));
  const every = new Set(rawWordsOf(text));
  const denied = refuseNamed([...every].find((word) => isDeniedFunction(word) || word === 'pg_sleep'));
  if (denied) return denied;
  const words = anywhere || lexed.unterminated ? every : wordsOf(text, lexed);
  const writing = [...words].find((word) => WRITING.has(word));
  return writing === undefined ? undefined : refusals.notSelect(`${why}, and it holds the word ${writing.toUpperCase()}`);
}

const refuseNamed = (denied: string | undefined): Refusal | undefined => (denied === undefined ? undefined : refusals.denied(denied));
