import { lex } from './lexer.js';

/** Postgres takes these for a point in time wherever it reads a date; a digit or sign may stand right beside them. */
const TIME_WORD = /(?<![a-z])(?:now|today|tomorrow|yesterday)(?![a-z])/i;

/** An escape that stands for another character, once doubled backslashes are gone. */
const CHARACTER_ESCAPE = /\\[0-7xuU+]/;

/** Whether a value, read as a date or time, may mean another one tomorrow. */
export function namesATime(value: string): boolean {
  return TIME_WORD.test(value);
}

/**
 * Whether SQL text, such as a view's definition, holds a time literal: `d >= 'today'` has no function in it anywhere.
 * Looks into quoted literals only. Escapes that may spell such a word count as one.
 */
export function hasTimeLiteral(sql: string): boolean {
  return lex(sql).tokens.some((token) => {
    if (token.kind !== 'string') return false;
    const literal = sql.slice(token.start, token.end);
    return namesATime(literal.replace(/^(?:[a-z]|u&)?'/i, "'")) || hidesCharacters(literal);
  });
}

function hidesCharacters(literal: string): boolean {
  if (!/^(?:e|u&)'/i.test(literal)) return false;
  if (/^u/i.test(literal)) return literal.includes('\\');
  return CHARACTER_ESCAPE.test(literal.replaceAll('\\\\', ''));
}
