import type { Engine } from '../contracts/source.js';
import type { Lexed, Token } from './text/lexer.js';
import { parenthesesMatter } from './tree/precedence.js';

/**
 * How far the tree of a text can be trusted on the source's engine.
 * - `tree`: as it is.
 * - `names`: for what it names, not for what it is equal to.
 * - `structure`: for where its statements and strings end, not for what it names.
 * - `nothing`: the engine may split the text in other places than the parser did.
 */
export type Trust = 'tree' | 'names' | 'structure' | 'nothing';

/** Postgres cuts longer identifiers; Redshift takes up to 127 bytes. */
const LONGEST_IDENTIFIER = 63;

/** Looks for what newer grammars, or Redshift, read in another way than the source may. */
export function trustIn(text: string, lexed: Lexed, statement: unknown, engine: Engine): Trust {
  const redshift = engine === 'redshift';
  const some = (test: (piece: string, token: Token) => boolean): boolean =>
    lexed.tokens.some((token) => test(text.slice(token.start, token.end), token));

  if (redshift && some((piece, { kind }) => kind === 'string' && closesElsewhere(piece))) return 'nothing';
  if (redshift && some(differsOnRedshift)) return 'structure';
  const long = lexed.tokens.some((token) => isIdentifier(token.kind) && isLong(text, token));
  if (long) return redshift ? 'structure' : 'names';
  if (numberTouchesWord(text, lexed)) return 'names';
  if (redshift && (some(holdsHash) || parenthesesMatter(statement))) return 'names';
  return 'tree';
}

/** A character is of three bytes at most, so that short ones need not be counted. */
const isLong = (text: string, { start, end }: Token): boolean =>
  3 * (end - start) > LONGEST_IDENTIFIER && Buffer.byteLength(text.slice(start, end)) > LONGEST_IDENTIFIER;

const isIdentifier = (kind: Token['kind']): boolean => kind === 'word' || kind === 'quoted';

/** `1_000` and `0x1F` are one number to Postgres 16, a number and an alias to Postgres 14 and to Redshift. */
function numberTouchesWord(text: string, { tokens }: Lexed): boolean {
  return tokens.some(
    ({ kind, end }) => (kind === 'number' || kind === 'param') && /[A-Za-z_\u0080-\uffff]/.test(text[end] ?? ''),
  );
}

/** Redshift may take a backslash for an escape; then a string with an odd run of them before a quote goes on there. */
function closesElsewhere(literal: string): boolean {
  return /(?<!\\)\\(?:\\\\)*(?=')/.test(literal);
}

/** Redshift knows no U& forms. */
function differsOnRedshift(piece: string, { kind }: Token): boolean {
  if (kind === 'string') return piece.includes('\\') || /^u&/i.test(piece);
  return kind === 'quoted' && /^u&/i.test(piece);
}

/** On Redshift `#` may begin the name of a temporary table. */
const holdsHash = (piece: string, { kind }: Token): boolean => kind === 'operator' && piece.includes('#');
