import type { Reason, WrittenName } from '../../contracts/query.js';
import { isClockType } from '../functions/clock.js';
import { REDSHIFT_WORDS, SESSION_FUNCTIONS, TIME_FUNCTIONS } from '../functions/time-and-session.js';
import { VOLATILE_FUNCTIONS } from '../functions/volatile.js';
import { SYSTEM_COLUMNS } from '../system-columns.js';
import { lex, type Token } from './lexer.js';
import { hasTimeLiteral } from './time-literals.js';

/** What the words of a statement tell that no parser of ours has read. It errs on the side of finding too much. */
export interface WordFindings {
  /** Names before a bracket that are no keywords. */
  readonly functions: readonly WrittenName[];
  /** Every other name, in lower case where it is not quoted: relations are among them. */
  readonly names: readonly string[];
  readonly reasons: readonly Reason[];
}

/** Words that may stand before a bracket and call nothing that could speak against keeping a result. */
const NO_CALLS: ReadonlySet<string> = new Set(
  `all and any as array between by case cast coalesce convert cube distinct else except exists filter from full group grouping
  having ilike in inner interval intersect is join left lateral like limit not nullif on or order outer over partition pivot
  qualify recursive right rollup row select sets similar some then top union unpivot using values when where with within
  numeric decimal dec varchar nvarchar char character bpchar nchar varying bit varbit varbyte float time timestamp`
    .split(/\s+/),
);
/** What stands for a function without brackets. */
const BARE: ReadonlySet<string> = new Set([
  ...REDSHIFT_WORDS, 'current_date', 'current_time', 'current_timestamp', 'localtime', 'localtimestamp', 'current_user', 'session_user',
  'user', 'current_role', 'current_catalog', 'current_schema',
]);

/** Undefined where the words themselves are in doubt: a string that never ends, or may end elsewhere on Redshift. */
export function wordFindings(text: string): WordFindings | undefined {
  const { tokens, unterminated } = lex(text);
  const pieces = tokens.map((token) => pieceOf(text, token));
  if (unterminated || pieces.some(isUnsure)) return undefined;
  const names = pieces.filter(isName);
  const reasons = pieces.flatMap((piece, at) => reasonsOf(piece, pieces[at - 1], pieces[at + 1]));
  return {
    functions: pieces.flatMap((piece, at) => callAt(pieces, piece, at)),
    names: [...new Set(names.map(({ word }) => word))],
    reasons: [...new Set<Reason>([...reasons, ...(hasTimeLiteral(text) ? (['time_literal'] as const) : [])])],
  };
}

interface Piece {
  readonly kind: Token['kind'];
  /** A name as it counts, else the text. */
  readonly word: string;
}

function pieceOf(text: string, { kind, start, end }: Token): Piece {
  const written = text.slice(start, end);
  if (kind === 'word') return { kind, word: written.toLowerCase() };
  return { kind, word: kind === 'quoted' ? written.slice(1, -1).replaceAll('""', '"') : written };
}

const isName = ({ kind }: Piece): boolean => kind === 'word' || kind === 'quoted';
const isUnsure = ({ kind, word }: Piece): boolean =>
  (kind === 'string' && /\\|^[uU]&|^\$/.test(word)) || (kind === 'quoted' && /^&/.test(word)) || (kind === 'operator' && word.includes('#'));

function callAt(pieces: readonly Piece[], piece: Piece, at: number): WrittenName[] {
  if (!isName(piece) || pieces[at + 1]?.word !== '(' || (piece.kind === 'word' && NO_CALLS.has(piece.word))) return [];
  const schema = pieces[at - 1]?.kind === 'dot' ? pieces[at - 2]?.word : undefined;
  return [schema === undefined ? { name: piece.word } : { schema, name: piece.word }];
}

function reasonsOf({ kind, word }: Piece, before: Piece | undefined, after: Piece | undefined): Reason[] {
  if (kind !== 'word') return [];
  const cast = before?.word === '::' || before?.word === 'as' || after?.word === '(' || before?.word === '(';
  if (cast && isClockType(word)) return ['time_literal(cast)'];
  if (before?.word === '::' && /^reg[a-z]+$/.test(word)) return [`system_catalog(${word})`];
  if (SYSTEM_COLUMNS.has(word)) return [`system_catalog(${word})`];
  if (before?.kind === 'dot' || (after?.word !== '(' && !BARE.has(word))) return [];
  if (VOLATILE_FUNCTIONS.has(word)) return [`volatile_function(${word})`];
  if (TIME_FUNCTIONS.has(word)) return [`time_function(${word})`];
  return SESSION_FUNCTIONS.has(word) ? [`session_function(${word})`] : [];
}
