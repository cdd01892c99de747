import type { Oracle } from '../oracle/oracle.js';
import { COLUMNS, schemaOf, type ColumnRow, type Schema } from './schema.js';

/** The relations of the oracle, as the grammar knows them. */
export async function readSchema(oracle: Oracle): Promise<Schema> {
  const answer = await oracle.answer(COLUMNS);
  if (answer.outcome !== 'rows') throw new Error(`The schema could not be read: ${JSON.stringify(answer)}`);
  const rows = answer.rows.map((row) => {
    const values = JSON.parse(row) as (string | null)[];
    return Object.fromEntries(answer.columns.map(({ name }, at) => [name, values[at]])) as unknown as ColumnRow;
  });
  return schemaOf(rows);
}
