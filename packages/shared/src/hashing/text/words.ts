import type { Lexed } from './lexer.js';

/** The bare words of a statement, in lower case. */
export function wordsOf(text: string, lexed: Lexed): string[] {
  return lexed.tokens
    .filter((token) => token.kind === 'word')
    .map((token) => text.slice(token.start, token.end).toLowerCase());
}

/**
 * Everything that could be a word under any reading of the text, strings and comments included; `http` in front of a
 * colon is none, since addresses are often there.
 */
export function rawWordsOf(text: string): string[] {
  return text.toLowerCase().match(/(?!http:)[a-z_][a-z0-9_]*/g) ?? [];
}

/** The first word of a statement, past opening brackets; undefined where something else comes first. */
export function firstWord(text: string, lexed: Lexed): string | undefined {
  const first = lexed.tokens.find((token) => text[token.start] !== '(');
  return first?.kind === 'word' ? text.slice(first.start, first.end).toLowerCase() : undefined;
}

/**
 * A text without the semicolons around its statement, and without comments and white space behind it. Comments before
 * and inside it stay: people read them in their database's log, and some extensions take hints from them.
 */
export function withoutTail(text: string, lexed: Lexed): string {
  if (lexed.unterminated || lexed.cut) return text.trim();
  const real = lexed.tokens.filter((token) => token.kind !== 'semicolon');
  const start = lexed.tokens[0]?.kind === 'semicolon' ? real[0]?.start : 0;
  return text.slice(start, real.at(-1)?.end ?? 0).trimStart();
}

/** Whether something follows a semicolon. */
export function severalStatements({ tokens }: Lexed): boolean {
  const semicolon = tokens.findIndex((token) => token.kind === 'semicolon');
  return semicolon >= 0 && tokens.slice(semicolon).some((token) => token.kind !== 'semicolon');
}
