import { Deparser } from 'pgsql-deparser';
import type { Node } from '@pgsql/types';
import type { Identity } from '../../contracts/query.js';
import type { Source } from '../../contracts/source.js';
import { beyondBounds } from '../text/bounds.js';
import { lex } from '../text/lexer.js';
import { parse } from '../tree/parser.js';
import { canonicalForm } from './form.js';
import { contextOf, type Context } from './rewrite.js';

/** A longer form is not written out: that would hold the event loop. */
const LONGEST_FORM = 100_000;

/**
 * What a statement is told apart by, as a person can read it: its canonical form as SQL, or the statement as it was sent
 * where there is no such text. Only to be shown; keys are made of the form itself.
 */
export function readableCanonical({ reader, canonical, statement }: Identity, source: Pick<Source, 'type' | 'options'>): string {
  return reader === 'tree' ? (canonicalText(canonical, contextOf(source)) ?? statement) : canonical;
}

/**
 * A canonical form (`Identity.canonical` of reader `tree`) as SQL that a person can read; undefined where it cannot be
 * written so that it reads as this very form again, for writers of SQL lose things. `context` is what the form was made
 * with. Needs `loadReader` to have been awaited. Never throws else.
 */
export function canonicalText(canonical: string, context: Context): string | undefined {
  if (canonical.length > LONGEST_FORM) return undefined;
  return [true, false].map((pretty) => written(canonical, pretty)).find((text) => text !== undefined && readsAs(text, canonical, context));
}

/** The deparser throws on syntax that it does not know. */
function written(canonical: string, pretty: boolean): string | undefined {
  try {
    return Deparser.deparse(JSON.parse(canonical) as Node, { pretty });
  } catch {
    return undefined;
  }
}

function readsAs(text: string, canonical: string, context: Context): boolean {
  if (beyondBounds(text, lex(text)) !== undefined) return false;
  const parsed = parse(text);
  const [only, ...more] = parsed.outcome === 'tree' ? parsed.statements : [];
  return more.length === 0 && only?.stmt !== undefined && canonicalForm(only.stmt, context) === canonical;
}
