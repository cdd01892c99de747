import { lex, type Token } from './text/lexer.js';

/** One place in which two statements differ, as SQL; '' where one of them has nothing there. */
export interface StatementDifference {
  readonly what: 'literal' | 'text';
  readonly here: string;
  readonly there: string;
}

interface Piece {
  /** As it is compared: words in lower case. */
  readonly text: string;
  readonly literal: boolean;
  readonly token: Token;
}

/** A statement, cut into pieces to be compared with others. */
export interface Shape {
  readonly sql: string;
  readonly pieces: readonly Piece[];
}

/** Beyond any number of literals. */
const OTHER_TEXT = 100_000;
/** Pieces between the common beginning and end that are compared one by one; beyond, they are one difference. */
const MOST_COMPARED = 300;
const MOST_DIFFERENCES = 20;
const SHOWN = 200;

const LITERALS: ReadonlySet<Token['kind']> = new Set(['string', 'number']);
const CONSTANTS: ReadonlySet<string> = new Set(['true', 'false', 'null']);

export function shapeOf(sql: string): Shape {
  return { sql, pieces: lex(sql).tokens.map((token) => pieceOf(sql, token)) };
}

function pieceOf(sql: string, token: Token): Piece {
  const written = sql.slice(token.start, token.end);
  const text = token.kind === 'word' ? written.toLowerCase() : written;
  return { text, literal: LITERALS.has(token.kind) || CONSTANTS.has(text), token };
}

/**
 * How far apart two statements are: the number of literals that differ where nothing else does, more than that for any
 * other difference. Undefined: less than half of the one is in the other.
 */
export function distanceOf(here: Shape, there: Shape): number | undefined {
  const literals = differingLiterals(here.pieces, there.pieces);
  if (literals !== undefined) return literals;
  const apart = bagDistance(here.pieces, there.pieces);
  return apart * 2 > here.pieces.length + there.pieces.length ? undefined : OTHER_TEXT + apart;
}

function differingLiterals(here: readonly Piece[], there: readonly Piece[]): number | undefined {
  if (here.length !== there.length) return undefined;
  let count = 0;
  for (const [at, piece] of here.entries()) {
    const other = there[at];
    if (piece.text === other?.text) continue;
    if (!piece.literal || other?.literal !== true) return undefined;
    count += 1;
  }
  return count;
}

/** Pieces that only one of the two has, whatever their order. */
function bagDistance(here: readonly Piece[], there: readonly Piece[]): number {
  const counts = new Map<string, number>();
  for (const { text } of here) counts.set(text, (counts.get(text) ?? 0) + 1);
  for (const { text } of there) counts.set(text, (counts.get(text) ?? 0) - 1);
  return [...counts.values()].reduce((sum, count) => sum + Math.abs(count), 0);
}

/**
 * Where two statements differ, in the order of the text; the first of many. White space and comments are shown where
 * nothing else differs: texts that nobody could read are told apart by these, too.
 */
export function differencesOf(here: Shape, there: Shape): StatementDifference[] {
  const [start, end] = commonEnds(here.pieces, there.pieces);
  const mine = here.pieces.slice(start, here.pieces.length - end);
  const other = there.pieces.slice(start, there.pieces.length - end);
  const hunks = Math.max(mine.length, other.length) > MOST_COMPARED ? [[mine, other] as const] : hunksOf(mine, other);
  if (hunks.length === 0 && here.sql !== there.sql) return [{ what: 'text', here: shown(here.sql), there: shown(there.sql) }];
  return hunks.slice(0, MOST_DIFFERENCES).flatMap(([one, two]) => told(here.sql, one, there.sql, two));
}

function commonEnds(here: readonly Piece[], there: readonly Piece[]): [start: number, end: number] {
  const most = Math.min(here.length, there.length);
  let start = 0;
  while (start < most && here[start]?.text === there[start]?.text) start += 1;
  let end = 0;
  while (end < most - start && here.at(-1 - end)?.text === there.at(-1 - end)?.text) end += 1;
  return [start, end];
}

type Hunk = readonly [here: readonly Piece[], there: readonly Piece[]];

/** What lies between the pieces of a longest common subsequence. */
function hunksOf(here: readonly Piece[], there: readonly Piece[]): Hunk[] {
  const longest = lengths(here, there);
  const hunks: Hunk[] = [];
  let [i, j, from, other] = [0, 0, 0, 0];
  const close = (): void => {
    if (i > from || j > other) hunks.push([here.slice(from, i), there.slice(other, j)]);
  };
  while (i < here.length && j < there.length) {
    if (here[i]?.text === there[j]?.text) {
      close();
      [i, j] = [i + 1, j + 1];
      [from, other] = [i, j];
    } else if ((longest[i + 1]?.[j] ?? 0) >= (longest[i]?.[j + 1] ?? 0)) i += 1;
    else j += 1;
  }
  [i, j] = [here.length, there.length];
  close();
  return hunks;
}

/** `lengths[i][j]`: of the longest common subsequence of what follows. */
function lengths(here: readonly Piece[], there: readonly Piece[]): Uint16Array[] {
  const rows = Array.from({ length: here.length + 1 }, () => new Uint16Array(there.length + 1));
  for (let i = here.length - 1; i >= 0; i -= 1) {
    for (let j = there.length - 1; j >= 0; j -= 1) {
      const same = here[i]?.text === there[j]?.text;
      (rows[i] as Uint16Array)[j] = same ? 1 + (rows[i + 1]?.[j + 1] ?? 0) : Math.max(rows[i + 1]?.[j] ?? 0, rows[i]?.[j + 1] ?? 0);
    }
  }
  return rows;
}

/** As many literals on both sides and nothing else are told one by one. */
function told(here: string, mine: readonly Piece[], there: string, other: readonly Piece[]): StatementDifference[] {
  const paired = mine.length === other.length && [...mine, ...other].every(({ literal }) => literal);
  if (!paired) return [{ what: 'text', here: written(here, mine), there: written(there, other) }];
  return mine.map((piece, at) => ({ what: 'literal', here: written(here, [piece]), there: written(there, other.slice(at, at + 1)) }));
}

function written(sql: string, pieces: readonly Piece[]): string {
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (!first || !last) return '';
  return shown(sql.slice(first.token.start, last.token.end));
}

const shown = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
