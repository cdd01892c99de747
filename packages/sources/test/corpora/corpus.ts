import { readdirSync, readFileSync } from 'node:fs';
import { type Analysis, identify, type Identity, type Refusal, type RunOrder, type Source, type Warehouse } from '@onceql/shared';
import { orderOf, within } from '../fixtures.js';

/** A line of a corpus: `[17] reason | statement`, the version being the first that knows what is in it. */
export interface Line {
  readonly file: string;
  readonly since: number;
  /** Empty where nothing may speak against keeping it. */
  readonly reason: string;
  readonly statement: string;
}

export const SCHEMA = readFileSync(new URL('schema.sql', import.meta.url), 'utf8');

/** All lines of the files in a folder; those that begin with `#` are comments. */
export function linesOf(folder: 'cached' | 'not-cached'): Line[] {
  const at = new URL(`${folder}/`, import.meta.url);
  return readdirSync(at).sort().flatMap((file) => {
    const lines = readFileSync(new URL(file, at), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return lines.map((line) => lineOf(file, line, folder === 'not-cached'));
  });
}

function lineOf(file: string, line: string, reasoned: boolean): Line {
  const [, since = '0', rest = ''] = /^(?:\[(\d+)\] )?(.*)$/s.exec(line) ?? [];
  const [, reason = '', statement = rest] = (reasoned && /^(\w+) \| (.*)$/s.exec(rest)) || [];
  return { file, since: Number(since), reason, statement };
}

/** What becomes of a statement: what the text says against it, then what the database's catalog says. */
export type Judged = Refusal | { readonly identity: Identity; readonly analysis: Analysis; readonly reasons: readonly string[]; readonly shareable: boolean };

export async function judged(warehouse: Warehouse, source: Source, statement: string): Promise<Judged> {
  const identity = identify({ statement, source, cache: 'on' });
  if ('refused' in identity) return identity;
  const analysis = await within(warehouse, orderFor(identity), (session) => session.analyse());
  const reasons = [...new Set([...identity.reasons, ...analysis.reasons])];
  return { identity, analysis, reasons, shareable: identity.shareable && analysis.shareable };
}

function orderFor(identity: Identity): RunOrder {
  const { statement, settings, reader, tables, functions, operators, attributes, clockCasts, reasons, shareable, key } = identity;
  return orderOf(statement, { key, settings, reader, tables, functions, operators, attributes, clockCasts, reasons, shareable });
}

/** The same for each item, four at a time. */
export async function eachOf<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.map((item, at) => ({ item, at }));
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next.at] = await work(next.item);
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  return results;
}
