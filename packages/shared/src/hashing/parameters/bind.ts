import { Deparser } from 'pgsql-deparser';
import type { Node } from '@pgsql/types';
import type { Engine } from '../../contracts/source.js';
import { exactForm } from '../canonical/form.js';
import { trustIn } from '../guards.js';
import { beyondBounds, MOST_TOKENS } from '../text/bounds.js';
import { lex } from '../text/lexer.js';
import { parse } from '../tree/parser.js';
import { isLongTemplate, isTooMuch } from './extent.js';
import { hasPlaceholder, placeholderNames, prepare, TOKEN, type Prepared } from './placeholders.js';
import { Substitution, type Binding } from './substitute.js';
import { faultOf, valueOf } from './values.js';

export type Bound =
  | { readonly statement: string }
  /** Names without a value, in the order of the template. */
  | { readonly missing: string[] }
  /** A sentence for the caller. */
  | { readonly bad: string };

/**
 * Fills the `{{ name }}` placeholders of a Redash template. Values enter the parse tree and the tree is written out
 * again; text is never spliced, so no value can be read as SQL.
 * - Bare, a value is a typed constant: numbers with all their digits, booleans, null, and strings. A string that
 *   holds a number stays a string: `'42'`, untyped, which Postgres turns into what its place asks for.
 * - A list is that many constants in `IN ({{ x }})` or `ARRAY[{{ x }}]`, and nothing else.
 * - Inside a string constant it is part of the text; in a table's place, an alias or a quoted identifier, of the name.
 * - `{{ range.start }}` takes `start` of the parameter `range`.
 *
 * A template without placeholders comes back unchanged. Needs `loadReader` to have been awaited. Never throws else.
 * @param engine Where the statement will run: what that engine may read otherwise than Postgres 18 is not rewritten.
 */
export function bindParameters(
  template: string,
  parameters: Readonly<Record<string, unknown>>,
  engine: Engine = 'pg',
): Bound {
  const asked = valuesFor(template, parameters);
  return 'values' in asked ? bindValues(template, asked.values, engine) : asked;
}

/** The values that a template asks for, by name, where it can be filled with them: constants and lists of constants. */
export function valuesFor(template: string, parameters: Readonly<Record<string, unknown>>): { readonly values: Readonly<Record<string, unknown>> } | Bound {
  if (!hasPlaceholder(template)) return { statement: template };
  if (isLongTemplate(template)) return { bad: 'The query can not take parameters, because it is too long to be read.' };
  const names = placeholderNames(template);
  const odd = names.find((name) => !/^[^#/^!>&=]/.test(name));
  if (odd !== undefined) return { bad: `{{${odd}}} is no parameter: only plain names are supported.` };
  const missing = names.filter((name) => valueOf(parameters, name) === undefined);
  if (missing.length > 0) return { missing };
  for (const name of names) {
    const fault = faultOf(valueOf(parameters, name));
    if (fault !== undefined) return { bad: `The parameter ${name} ${fault}.` };
  }
  if (template.includes('\0') || !template.isWellFormed()) {
    return { bad: 'The query holds characters that no database takes.' };
  }
  return { values: Object.fromEntries(names.map((name) => [name, valueOf(parameters, name)])) };
}

/**
 * As {@link bindParameters}, with the values of {@link valuesFor}. As where statements are judged: what little stack is left must
 * not decide whether a caller gets an answer.
 */
export function bindValues(template: string, values: Readonly<Record<string, unknown>>, engine: Engine): Bound {
  try {
    return fill(prepare(template), values, engine);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { bad: 'The query can not take parameters, because it is nested too deeply to be read.' };
  }
}

function fill(prepared: Prepared, parameters: Readonly<Record<string, unknown>>, engine: Engine): Bound {
  const bindings = prepared.placeholders.map((one): Binding => ({ ...one, value: valueOf(parameters, one.name) }));
  if (isTooMuch(bindings)) return { bad: 'The query is too long to be read with these parameters.' };
  const tree = readTree(prepared.text);
  if (typeof tree === 'string') return { bad: tidy(`The query can not take parameters, because ${tree}.`, prepared) };
  if (trustIn(prepared.text, lex(prepared.text, MOST_TOKENS), tree, engine) !== 'tree') {
    return { bad: 'The query can not take parameters: it holds something that its database may read in another way.' };
  }
  const substitution = new Substitution(bindings);
  const filled = substitution.apply(tree.stmt) as Node;
  return substitution.problem === undefined ? writeOut(filled) : { bad: substitution.problem };
}

/** The single statement of a text, or why there is none, as the end of a sentence. */
function readTree(text: string): { readonly stmt: Node } | string {
  const beyond = beyondBounds(text, lex(text, MOST_TOKENS));
  if (beyond !== undefined) return beyond;
  const parsed = parse(text);
  if (parsed.outcome === 'error') return `it can not be read: ${parsed.message}`;
  const [only, ...more] = parsed.outcome === 'tree' ? parsed.statements : [];
  if (!only?.stmt) return 'it can not be read';
  return more.length > 0 ? 'it holds several statements' : { stmt: only.stmt };
}

/** Writes a tree out and reads the text again: it must be the very tree that was to be written. */
function writeOut(filled: Node): Bound {
  const statement = deparsed(filled);
  const again = statement === undefined ? 'it can not be written' : readTree(statement);
  const same = typeof again !== 'string' && exactForm(again.stmt) === exactForm(filled);
  return statement !== undefined && same
    ? { statement }
    : { bad: 'The query can not be written out exactly with these parameters.' };
}

/** The deparser throws on syntax that it does not know. */
function deparsed(tree: Node): string | undefined {
  try {
    return Deparser.deparse(tree, { pretty: false });
  } catch {
    return undefined;
  }
}

/** Messages name placeholders, not the tokens that stand for them. */
function tidy(message: string, { placeholders }: Prepared): string {
  const names = new Map(placeholders.map(({ name, token }) => [token, name]));
  return message.replace(TOKEN, (token) => `{{${names.get(token) ?? token}}}`);
}
