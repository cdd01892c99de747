export type TokenKind =
  | 'word'
  | 'quoted'
  | 'string'
  | 'number'
  | 'param'
  | 'operator'
  | 'open'
  | 'close'
  | 'comma'
  | 'semicolon'
  | 'dot'
  | 'other';

/** A piece of the text, `[start, end)` in UTF-16 units. Comments and white space are no tokens. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

export interface Lexed {
  readonly tokens: readonly Token[];
  /** A string, quoted identifier or comment that never ends. */
  readonly unterminated: boolean;
  /** Runs of operator characters that Postgres's own scanner reads again and again, in quadratic time. */
  readonly slow: boolean;
  /** The text goes on behind these tokens: there were too many. */
  readonly cut: boolean;
}

/** Operators are at most 63 characters long in Postgres; decoration in comments is seldom longer than this. */
const LONGEST_RUN = 200;

const SPACE = /[ \t\n\r\f\v]+/y;
const LINE_COMMENT = /--[^\n\r]*/y;
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const NUMBER = /(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const PARAM = /\$\d+/y;
const DOLLAR = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const OPERATOR = /[~!@#^&|`?+\-*/%<>=]+/y;
const CAST = /::/y;
const RUN = new RegExp(`[~!@#^&|\`?+\\-*/%<>=]{${LONGEST_RUN}}`, 'y');
const STRING_START = /(?:[bBxXeE]|[uU]&)?'/y;
const QUOTED_START = /(?:[uU]&)?"/y;
/**
 * After an escape string: a line break and a quote go on with it, still as an escape string. No two parts of the
 * pattern may match the same dashes: every way to share them out would be tried.
 */
const CONTINUED = /[ \t\f\v]*(?:--[^\n\r]*)?[\n\r](?:[ \t\n\r\f\v]|--[^\n\r]*[\n\r])*'/y;
const COMMENT_EDGE = /\/\*|\*\//g;

/** Characters that are a token of their own wherever a token begins. */
const PUNCTUATION: ReadonlyMap<string, TokenKind> = new Map([
  ['(', 'open'], ['[', 'open'], [')', 'close'], [']', 'close'], [',', 'comma'], [';', 'semicolon'],
] satisfies [string, TokenKind][]);

const [A, Z, TO_LOWER] = [65, 90, 32];
const isLetter = (code: number): boolean => (code & ~TO_LOWER) >= A && (code & ~TO_LOWER) <= Z;

/** Where `pattern` (sticky) ends when it matches at `at`, else -1. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** `quoteAt`, or the position behind it where a backslash takes its meaning away. */
function afterEscapes(text: string, from: number, quoteAt: number): number {
  let at = from;
  while (at < quoteAt) at += text[at] === '\\' ? 2 : 1;
  return at;
}

/**
 * Splits SQL into tokens as Postgres does with standard_conforming_strings on, in linear time for any text, however
 * hostile. Numbers are read as before Postgres 15: `1_000` is the number 1 and a word. Never throws.
 * @param most After so many tokens it stops.
 */
export function lex(text: string, most = Infinity): Lexed {
  return new Lexer(text).run(most);
}

class Lexer {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  #unterminated = false;
  #slow = false;

  constructor(text: string) {
    this.#text = text;
  }

  run(most: number): Lexed {
    while (this.#at < this.#text.length && !this.#unterminated && this.#tokens.length <= most) this.#next();
    return { tokens: this.#tokens, unterminated: this.#unterminated, slow: this.#slow, cut: this.#at < this.#text.length };
  }

  #next(): void {
    if (this.#plainWord()) return;
    const punctuation = PUNCTUATION.get(this.#text[this.#at] ?? '');
    if (punctuation !== undefined) return void this.#push(punctuation, this.#at + 1);
    if (this.#skip(SPACE) || this.#skip(LINE_COMMENT) || this.#blockComment()) return;
    if (this.#string() || this.#quoted() || this.#dollarQuoted()) return;
    if (this.#take('word', WORD) || this.#take('number', NUMBER) || this.#take('param', PARAM)) return;
    if (this.#operator() || this.#take('operator', CAST)) return;
    this.#push(this.#text[this.#at] === '.' ? 'dot' : 'other', this.#at + 1);
  }

  /** Most tokens: told without trying everything else first. A letter before a quote may begin a string, `u&` a name. */
  #plainWord(): boolean {
    const next = this.#text[this.#at + 1];
    return isLetter(this.#text.charCodeAt(this.#at)) && next !== "'" && next !== '&' && this.#take('word', WORD);
  }

  #push(kind: TokenKind, end: number): true {
    this.#tokens.push({ kind, start: this.#at, end });
    this.#at = end;
    return true;
  }

  #take(kind: TokenKind, pattern: RegExp): boolean {
    const end = endOf(pattern, this.#text, this.#at);
    return end > this.#at && this.#push(kind, end);
  }

  #skip(pattern: RegExp): boolean {
    const end = endOf(pattern, this.#text, this.#at);
    if (end < 0) return false;
    this.#at = end;
    return true;
  }

  /** Comments nest. One that never ends takes all the rest. */
  #blockComment(): boolean {
    if (!this.#text.startsWith('/*', this.#at)) return false;
    this.#noteRun(this.#at);
    COMMENT_EDGE.lastIndex = this.#at + 2;
    for (let depth = 1; depth > 0; ) {
      const edge = COMMENT_EDGE.exec(this.#text);
      if (!edge) return this.#neverEnds();
      depth += edge[0] === '/*' ? 1 : -1;
      if (edge[0] === '/*') this.#noteRun(edge.index);
    }
    this.#at = COMMENT_EDGE.lastIndex;
    return true;
  }

  #noteRun(at: number): void {
    if (!this.#slow) this.#slow = endOf(RUN, this.#text, at) >= 0;
  }

  #neverEnds(): true {
    this.#unterminated = true;
    this.#at = this.#text.length;
    return true;
  }

  #string(): boolean {
    const inside = endOf(STRING_START, this.#text, this.#at);
    if (inside < 0) return false;
    const escapes = /[eE]/.test(this.#text[this.#at] ?? '');
    let end = this.#closing("'", inside, escapes);
    while (escapes && end >= 0) {
      const more = endOf(CONTINUED, this.#text, end);
      if (more < 0) break;
      end = this.#closing("'", more, true);
    }
    return end < 0 ? this.#neverEnds() : this.#push('string', end);
  }

  #quoted(): boolean {
    const inside = endOf(QUOTED_START, this.#text, this.#at);
    if (inside < 0) return false;
    const end = this.#closing('"', inside, false);
    return end < 0 ? this.#neverEnds() : this.#push('quoted', end);
  }

  /** The position after the closing quote, or -1. A doubled quote stands for itself. */
  #closing(quote: string, from: number, escapes: boolean): number {
    for (let at = from; ; at += 1) {
      const next = this.#text.indexOf(quote, at);
      if (next < 0) return -1;
      const skipped = escapes ? afterEscapes(this.#text, at, next) : next;
      if (skipped > next) at = skipped - 1;
      else if (this.#text[next + 1] === quote) at = next + 1;
      else return next + 1;
    }
  }

  #dollarQuoted(): boolean {
    const inside = endOf(DOLLAR, this.#text, this.#at);
    if (inside < 0) return false;
    const tag = this.#text.slice(this.#at, inside);
    const closing = this.#text.indexOf(tag, inside);
    return closing < 0 ? this.#neverEnds() : this.#push('string', closing + tag.length);
  }

  /** A run of operator characters, up to where a comment starts in it. */
  #operator(): boolean {
    const end = endOf(OPERATOR, this.#text, this.#at);
    if (end < 0) return false;
    if (end - this.#at >= LONGEST_RUN) this.#slow = true;
    const comment = /--|\/\*/.exec(this.#text.slice(this.#at, end));
    return this.#push('operator', comment ? this.#at + comment.index : end);
  }
}
