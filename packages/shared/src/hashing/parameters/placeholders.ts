import { randomBytes } from 'node:crypto';
import { MOST_TOKENS } from '../text/bounds.js';
import { lex, type TokenKind } from '../text/lexer.js';

/** One `{{ name }}` of a template and the token that stands for it while the text is parsed. */
export interface Placeholder {
  readonly name: string;
  readonly token: string;
  /** What it stands in, or undefined where it is part of a comment and so of nothing. */
  readonly within: TokenKind | undefined;
}

export interface Prepared {
  readonly text: string;
  readonly placeholders: readonly Placeholder[];
}

/** Every token of `prepare`, whichever the template. Nothing else begins within one. */
export const TOKEN = /q[0-9a-f]{18}n\d+z/g;

/** As Redash's templates (mustache) have it: anything between double braces. */
const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/** Whether a template asks for anything, told at its first placeholder. */
export const hasPlaceholder = (template: string): boolean => template.includes('{{') && /\{\{[^{}]*\}\}/.test(template);

/** The distinct names a template asks for, in order. */
export function placeholderNames(template: string): string[] {
  return [...new Set([...template.matchAll(PLACEHOLDER)].map(([, name]) => (name ?? '').trim()))];
}

/**
 * Replaces every placeholder by a token of its own: a plain identifier that occurs nowhere else, so that it reads the
 * same in a string, in a quoted identifier and bare.
 */
export function prepare(template: string): Prepared {
  const stem = freshStem(template);
  const found: { name: string; token: string; at: number }[] = [];
  let grown = 0;
  const text = template.replace(PLACEHOLDER, (whole: string, name: string, at: number) => {
    const token = `${stem}${found.length}z`;
    found.push({ name: name.trim(), token, at: at + grown });
    grown += token.length - whole.length;
    return token;
  });
  return { text, placeholders: locate(text, found) };
}

function freshStem(template: string): string {
  for (;;) {
    const stem = `q${randomBytes(9).toString('hex')}n`;
    if (!template.includes(stem)) return stem;
  }
}

function locate(text: string, found: readonly { name: string; token: string; at: number }[]): Placeholder[] {
  const { tokens } = lex(text, MOST_TOKENS);
  let next = 0;
  return found.map(({ name, token, at }) => {
    while (next < tokens.length && (tokens[next]?.end ?? 0) <= at) next += 1;
    const piece = tokens[next];
    return { name, token, within: piece && piece.start <= at ? piece.kind : undefined };
  });
}
