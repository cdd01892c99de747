import { lex, type TokenKind } from '../../../../src/hashing/text/lexer.js';
import type { Choices } from '../choices.js';
import type { Mutation } from './mutation.js';

/** A token and what stands in front of it. */
interface Piece {
  readonly kind: TokenKind | 'end';
  readonly gap: string;
  readonly text: string;
}

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { kind, start, end } of lex(text).tokens) {
    pieces.push({ kind, gap: text.slice(at, start), text: text.slice(start, end) });
    at = end;
  }
  return [...pieces, { kind: 'end', gap: text.slice(at), text: '' }];
}

const written = (pieces: readonly Piece[]): string => pieces.map(({ gap, text }) => gap + text).join('');

/** Another text for one token, or none. */
type Edit = (text: string, choices: Choices, pieces: readonly Piece[], at: number) => string | undefined;

/** A mutation of one token, or of several, out of those that pass. */
function ofToken(name: string, keeps: boolean, kinds: readonly TokenKind[], edit: Edit, most = 1): Mutation {
  return {
    name: `token: ${name}`,
    keeps,
    apply(text, choices) {
      const pieces = piecesOf(text);
      const places = choices.shuffled([...pieces.keys()].filter((at) => kinds.some((kind) => kind === pieces[at]?.kind)));
      let left = 1 + choices.below(most);
      for (const at of places) {
        const piece = pieces[at];
        const other = piece && edit(piece.text, choices, pieces, at);
        if (piece === undefined || other === undefined || other === piece.text) continue;
        pieces[at] = { ...piece, text: other };
        left -= 1;
        if (left === 0) break;
      }
      const after = written(pieces);
      return after === text ? undefined : after;
    },
  };
}

/** Words in whose place another may stand. */
const INSTEAD: Readonly<Record<string, readonly string[]>> = {
  left: ['right', 'full', 'inner', 'cross', ''], right: ['left', 'full', ''], full: ['left', 'right', ''], inner: ['left', 'cross'], natural: [''],
  and: ['or'], or: ['and'], not: [''], distinct: ['', 'all'], all: ['distinct', '', 'any'], any: ['all'], union: ['intersect', 'except'],
  except: ['union', 'intersect'], intersect: ['except', 'union'], asc: ['desc', ''], desc: ['asc', ''], first: ['last'], last: ['first'],
  min: ['max'], max: ['min', 'sum'], sum: ['count', 'avg'], count: ['sum'], rank: ['dense_rank'], range: ['rows', 'groups'], groups: ['rows', 'range'],
  rows: ['range', 'groups'], is: ['is not'], true: ['false', "'t'", 'null'], false: ['true', 'null'], null: ["'null'", 'true', '0'], exists: ['not exists'],
  in: ['not in'], between: ['not between', 'between symmetric', 'between asymmetric'], symmetric: ['', 'asymmetric'], like: ['ilike', '='], rollup: ['cube', ''],
  cube: ['rollup', 'grouping sets'], materialized: [''], recursive: [''], lateral: [''], only: [''], upper: ['lower'], lower: ['upper', 'trim'],
  coalesce: ['nullif', 'greatest'], greatest: ['least'], preceding: ['following'], row: [''], unknown: ['true'], int: ['bigint', 'numeric'], text: ['varchar', 'char(3)'],
  bool_and: ['bool_or'], bool_or: ['bool_and'], ties: ['only'], and_: [],
};

const keyword: Edit = (text, choices) => choices.one(INSTEAD[text.toLowerCase()] ?? []);

const STRUCTURE = new Set(['left', 'right', 'full', 'inner', 'natural', 'distinct', 'all', 'union', 'except', 'intersect', 'asc', 'desc', 'rollup', 'cube', 'symmetric', 'lateral', 'only']);

/** Those that are seldom among many others, and change much. */
const structure: Edit = (text, choices) => (STRUCTURE.has(text.toLowerCase()) ? keyword(text, choices, [], 0) : undefined);

const OPERATORS = ['=', '<>', '!=', '<', '>', '<=', '>=', '+', '-', '*', '/', '||', '%', '->', '->>', '@>', '<@'];

/** As it would be read by somebody who does not know how numbers are written. */
const numberWays = (text: string): string[] => [
  `${text}.0`, `0${text}`, `${text}e0`, `+${text}`, `'${text}'`, `${text}_0`, `${text}.`, `(${text})`, `${text}0`, `0x${text}`, `${text}::int`, `- -${text}`, `${text}::numeric`,
];

function step(text: string, choices: Choices): string | undefined {
  const match = /^(.*?)(\d+)$/.exec(text);
  return match ? `${match[1] ?? ''}${(BigInt(match[2] ?? 0) + BigInt(choices.of([1, 1, -1, 10]))).toString().replace('-', '')}` : undefined;
}

function literal(text: string, choices: Choices): string | undefined {
  const inner = /^[eE]?'([^]*)'$/.exec(text)?.[1];
  if (inner === undefined) return undefined;
  const swapped = inner === inner.toUpperCase() ? inner.toLowerCase() : inner.toUpperCase();
  const others = [`${inner} `, ` ${inner}`, swapped, inner.replaceAll(' ', ''), `${inner}${inner}`, '', inner.replace('\n', '\\n'), inner.replace('\\n', '\n'), inner.slice(0, -1).replace(/'$/, '')];
  return `'${choices.of(others)}'`;
}

function sameLiteral(text: string, choices: Choices): string | undefined {
  if (!text.startsWith("'")) return undefined;
  const inner = text.slice(1, -1);
  const unquoted = inner.replaceAll("''", "'");
  const split = Math.max(1, Math.floor(inner.length / 2));
  return choices.way(
    [2, () => (inner.includes('\\') ? undefined : `E${text}`)],
    [2, () => (unquoted.includes('$') ? undefined : `$$${unquoted}$$`)],
    [1, () => (inner.includes("'") || inner.length < 2 ? undefined : `'${inner.slice(0, split)}'\n  '${inner.slice(split)}'`)],
    [1, () => (/^[a-z ]+$/.test(inner) ? `U&'${inner}'` : undefined)],
  );
}

const recased: Edit = (text, choices) => choices.of([text.toUpperCase(), text.toLowerCase(), text.charAt(0).toUpperCase() + text.slice(1)]);

const isName = (text: string): boolean => INSTEAD[text] === undefined && !/^(?:select|from|where|group|order|by|as|on|join|with|limit|case|when|then|else|end|having|over|values|offset|fetch|cast|array|date|timestamp|partition|using|outer|cross|window|sets|grouping|interval|extract|only|next|for)$/.test(text);

const quoted: Edit = (text) => (text === text.toLowerCase() && isName(text) ? `"${text}"` : undefined);
const unquoted: Edit = (text) => text.slice(1, -1);
const unquotedSafely: Edit = (text) => (/^"[a-z_][a-z0-9_]*"$/.test(text) && isName(text.slice(1, -1)) ? text.slice(1, -1) : undefined);

const nameKinds: readonly TokenKind[] = ['word', 'quoted'];

/** Another name out of the same statement. */
const otherName: Edit = (text, choices, pieces) => {
  if (!isName(text.toLowerCase())) return undefined;
  return choices.one(pieces.filter((piece) => nameKinds.some((kind) => kind === piece.kind) && isName(piece.text.toLowerCase())).map((piece) => piece.text));
};

const qualified: Edit = (text, choices, pieces, at) => {
  if (!isName(text.toLowerCase()) || pieces[at - 1]?.kind === 'dot' || pieces[at + 1]?.kind === 'dot') return undefined;
  const other = otherName(text, choices, pieces, at);
  return other === undefined ? undefined : `${other}.${text}`;
};

const ordinal: Edit = (text, choices, pieces, at) =>
  /^(?:by|,)$/i.test(pieces[at - 1]?.text ?? '') && isName(text.toLowerCase()) ? choices.of(['1', '2', '3']) : undefined;

/** A mutation of the list of tokens as a whole. */
function ofText(name: string, keeps: boolean, edit: (pieces: Piece[], choices: Choices) => readonly Piece[] | undefined): Mutation {
  return {
    name: `token: ${name}`,
    keeps,
    apply(text, choices) {
      const pieces = edit(piecesOf(text), choices);
      const after = pieces && written(pieces);
      return after === text ? undefined : after;
    },
  };
}

const GAPS = [' ', '\n', '\t ', ' /* a */ ', ' -- b\n', '/**/', '\r\n'];

/** More white space or a comment where there is some; between any two tokens but where that would change them. */
function spaced(pieces: Piece[], choices: Choices): readonly Piece[] {
  return pieces.map((piece, at) => {
    const glued = piece.gap === '' && [piece.kind, pieces[at - 1]?.kind].some((kind) => kind === 'operator' || kind === 'other' || kind === 'number' || kind === 'string');
    return at === 0 || glued || !choices.often(0.15) ? piece : { ...piece, gap: choices.of(GAPS) };
  });
}

function swapped(pieces: Piece[], choices: Choices): readonly Piece[] | undefined {
  const [a, b] = [choices.below(pieces.length - 1), choices.below(pieces.length - 1)];
  const [first, second] = [pieces[a], pieces[b]];
  if (first === undefined || second === undefined || first.text === second.text) return undefined;
  return pieces.map((piece, at) => (at === a ? { ...piece, text: second.text } : at === b ? { ...piece, text: first.text } : piece));
}

/** Swaps two tokens of one kind, which leaves most statements statements. */
function swappedAlike(pieces: Piece[], choices: Choices): readonly Piece[] | undefined {
  const a = choices.below(pieces.length);
  const alike = pieces.flatMap((piece, at) => (piece.kind === pieces[a]?.kind && piece.text !== pieces[a].text ? [at] : []));
  const b = choices.one(alike);
  if (b === undefined) return undefined;
  return pieces.map((piece, at) => ({ ...piece, text: (at === a ? pieces[b]?.text : at === b ? pieces[a]?.text : piece.text) ?? '' }));
}

/** The brackets of one pair; what stands between them stays. */
function withoutBrackets(pieces: Piece[], choices: Choices): readonly Piece[] | undefined {
  const open = choices.one(pieces.flatMap((piece, at) => (piece.text === '(' ? [at] : [])));
  if (open === undefined) return undefined;
  let depth = 0;
  const close = pieces.findIndex(({ text }, at) => {
    if (at >= open) depth += text === '(' ? 1 : text === ')' ? -1 : 0;
    return at > open && depth === 0;
  });
  return pieces.map((piece, at) => (at === open || at === close ? { ...piece, gap: ' ', text: '' } : piece));
}

function bracketed(pieces: Piece[], choices: Choices, length: number): readonly Piece[] {
  const from = choices.below(pieces.length - 1);
  const to = Math.min(from + length, pieces.length - 2);
  return pieces.map((piece, at) => ({ ...piece, text: `${at === from ? '(' : ''}${piece.text}${at === to ? ')' : ''}` }));
}

function dropped(pieces: Piece[], choices: Choices): readonly Piece[] {
  const from = choices.below(pieces.length - 1);
  const count = choices.of([1, 1, 2, 3]);
  return pieces.filter((_, at) => at < from || at >= from + count);
}

function repeated(pieces: Piece[], choices: Choices): readonly Piece[] {
  const from = choices.below(pieces.length - 1);
  const piece = pieces[from] as Piece;
  return [...pieces.slice(0, from), piece, { ...piece, gap: ' ' }, ...pieces.slice(from + 1)];
}

const unqualified = (pieces: Piece[], choices: Choices): readonly Piece[] | undefined => {
  const dot = choices.one(pieces.flatMap((piece, at) => (piece.kind === 'dot' && at > 0 ? [at] : [])));
  return dot === undefined ? undefined : pieces.map((piece, at) => (at === dot || at === dot - 1 ? { ...piece, text: '' } : piece));
};

export const TOKEN_MUTATIONS: readonly Mutation[] = [
  ofToken('letters of words', true, ['word'], recased, 8),
  ofToken('quotes around names', true, ['word'], quoted, 4),
  ofToken('no quotes around names that need none', true, ['quoted'], unquotedSafely, 4),
  ofToken('another way to write a string', true, ['string'], sameLiteral, 2),
  ofToken('brackets around a token', true, ['number', 'string'], (text) => `(${text})`, 2),
  ofText('white space and comments', true, spaced),
  ofText('brackets around everything', true, (pieces) => [{ kind: 'open', gap: '', text: '(' }, ...pieces, { kind: 'close', gap: '', text: ')' }]),
  ofText('a semicolon behind it', true, (pieces, choices) => [...pieces, { kind: 'semicolon', gap: '', text: choices.of([';', ' ; ', ';;', '; -- end']) }]),
  ofToken('no quotes around a name', false, ['quoted'], unquoted),
  ofToken('letters of a quoted name', false, ['quoted'], recased),
  ofToken('a word instead of another', false, ['word'], keyword),
  ofToken('a word of joins, sets or orders instead of another', false, ['word'], structure),
  ofToken('an operator instead of another', false, ['operator'], (_, choices) => choices.of(OPERATORS)),
  ofToken('a number next to it', false, ['number'], step),
  ofToken('another way to write a number', false, ['number'], (text, choices) => choices.of(numberWays(text))),
  ofToken('a string nearly the same', false, ['string'], literal),
  ofToken('another name of the statement', false, nameKinds, otherName),
  ofToken('a qualifier', false, nameKinds, qualified),
  ofToken('an ordinal for a name', false, nameKinds, ordinal),
  ofText('no qualifier', false, unqualified),
  ofText('two tokens swapped', false, swapped),
  ofText('two tokens of a kind swapped', false, swappedAlike),
  ofText('a pair of brackets gone', false, withoutBrackets),
  ofText('brackets around some tokens', false, (pieces, choices) => bracketed(pieces, choices, 1 + choices.below(5))),
  ofText('tokens gone', false, dropped),
  ofText('a token twice', false, repeated),
];
