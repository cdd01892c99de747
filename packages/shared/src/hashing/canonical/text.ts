import { Deparser } from 'pgsql-deparser';
import type { Node } from '@pgsql/types';
import type { Engine } from '../../contracts/source.js';
import { beyondBounds } from '../text/bounds.js';
import { lex } from '../text/lexer.js';
import { parse } from '../tree/parser.js';
import { canonicalForm } from './form.js';

/** A longer form is not written out: that would hold the event loop. */
const LONGEST_FORM = 100_000;

/**
 * A canonical form (`Identity.canonical` of reader `tree`) as SQL that a person can read; undefined where it cannot be
 * written so that it reads as this very form again, for writers of SQL lose things: show the statement as it was sent then.
 * Only to be shown; keys are made of the form itself. Needs `loadReader` to have been awaited. Never throws else.
 */
export function canonicalText(canonical: string, engine: Engine): string | undefined {
  if (canonical.length > LONGEST_FORM) return undefined;
  return [true, false].map((pretty) => written(canonical, pretty)).find((text) => text !== undefined && readsAs(text, canonical, engine));
}

/** The deparser throws on syntax that it does not know. */
function written(canonical: string, pretty: boolean): string | undefined {
  try {
    return Deparser.deparse(JSON.parse(canonical) as Node, { pretty });
  } catch {
    return undefined;
  }
}

function readsAs(text: string, canonical: string, engine: Engine): boolean {
  if (beyondBounds(text, lex(text)) !== undefined) return false;
  const parsed = parse(text);
  const [only, ...more] = parsed.outcome === 'tree' ? parsed.statements : [];
  return more.length === 0 && only?.stmt !== undefined && canonicalForm(only.stmt, { engine }) === canonical;
}
