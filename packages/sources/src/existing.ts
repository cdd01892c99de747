import { tableName } from '@onceql/shared';
import type { Door } from './connection/door.js';
import { sql } from './sql.js';

const EXISTING = sql(import.meta.url, 'existing.sql');
/** Well below the number of parameters that the protocol allows. */
const NAMES_AT_ONCE = 5_000;

interface Named {
  readonly schema: string;
  readonly name: string;
}

/** Which of these relations are in the catalog, in the same order. External tables of Redshift are not. */
export async function existing(control: Door, relations: readonly Named[]): Promise<boolean[]> {
  const names = [...new Set(relations.map(({ name }) => name))];
  const found = new Set<string>();
  for (let from = 0; from < names.length; from += NAMES_AT_ONCE) {
    for (const name of await find(control, names.slice(from, from + NAMES_AT_ONCE))) found.add(name);
  }
  return relations.map(({ schema, name }) => found.has(tableName(schema, name)));
}

async function find(control: Door, names: readonly string[]): Promise<string[]> {
  const list = names.map((_, at) => `$${String(at + 1)}`).join(', ');
  const rows = await control.query(EXISTING.replace(':list', list), names);
  return rows.map(([schema, name]) => tableName(String(schema), String(name)));
}
