import { type Relative, type Survey, type Warehouse, tableName } from '@onceql/shared';
import type { Door } from '../connection/door.js';
import { sql } from '../sql.js';
import { SURVEY_MS } from '../survey-limit.js';
import { arrayLiteral } from './values.js';

const SURVEY = sql(import.meta.url, 'survey.sql');

type Name = readonly [schema: string, name: string];

/** A row of survey.sql. */
interface Found {
  readonly existing: readonly Name[];
  readonly links: readonly (readonly [of: Name, table: Name, as: Relative['as']])[];
}

/** Asks the catalog in one round trip. */
export async function survey(control: Door, { relations, schemas }: Parameters<Warehouse['survey']>[0]): Promise<Survey> {
  const values = [relations.map(({ schema }) => schema), relations.map(({ name }) => name), schemas].map(arrayLiteral);
  const [row] = await control.query(SURVEY, values, SURVEY_MS);
  // Whether JSON comes parsed depends on the types that the connection knows.
  const told = row?.[0];
  const { existing, links } = (typeof told === 'string' ? JSON.parse(told) : told) as Found;
  return {
    existing: existing.map(canonical),
    relatives: links.map(([of, table, as]) => ({ of: canonical(of), table: canonical(table), as })),
  };
}

const canonical = ([schema, name]: Name): string => tableName(schema, name);
