import { type Relative, type Survey, type Warehouse, tableName } from '@onceql/shared';
import type { Door } from '../connection/door.js';
import { sqlBlocks } from '../sql.js';
import { SURVEY_MS } from '../survey-limit.js';

const block = sqlBlocks(import.meta.url, 'survey.sql');
/** Well below the number of parameters that the protocol allows. */
const VALUES_AT_ONCE = 5_000;

/**
 * Asks the catalog level after level, from tables to the views over them. External tables and late-binding views are not
 * in it: results that rest on those are not cached.
 */
export async function survey(control: Door, { relations, schemas }: Parameters<Warehouse['survey']>[0]): Promise<Survey> {
  const wanted = new Set(relations.map(({ schema, name }) => tableName(schema, name)));
  const byName = (await ask(control, 'by_name', relations.map(({ name }) => name))).map(found);
  const inSchemas = (await ask(control, 'by_schema', schemas)).map(found);
  const asked = [...byName.filter(({ table }) => wanted.has(table)), ...inSchemas];
  return { existing: [...new Set(asked.map(({ table }) => table))], relatives: await viewsOver(control, asked) };
}

interface Found {
  readonly oid: string;
  readonly table: string;
}

async function viewsOver(control: Door, asked: readonly Found[]): Promise<Relative[]> {
  const names = new Map(asked.map(({ oid, table }) => [oid, table]));
  const relatives: Relative[] = [];
  for (let level = [...names.keys()]; level.length > 0; ) {
    const next: string[] = [];
    for (const [of, ...view] of await ask(control, 'views_over', level)) {
      const { oid, table } = found(view);
      relatives.push({ of: names.get(String(of)) ?? '', table, as: 'view' });
      if (!names.has(oid)) next.push(oid);
      names.set(oid, table);
    }
    level = next;
  }
  return relatives;
}

const found = ([oid, schema, name]: readonly unknown[]): Found => ({ oid: String(oid), table: tableName(String(schema), String(name)) });

async function ask(control: Door, name: string, values: readonly string[]): Promise<unknown[][]> {
  const distinct = [...new Set(values)];
  const rows: unknown[][] = [];
  for (let from = 0; from < distinct.length; from += VALUES_AT_ONCE) {
    const part = distinct.slice(from, from + VALUES_AT_ONCE);
    const list = part.map((_, at) => `$${String(at + 1)}`).join(', ');
    for (const row of await control.query(block(name).replace(':list', list), part, SURVEY_MS)) rows.push(row);
  }
  return rows;
}
