import { RequestFault } from '@onceql/shared';
import type { Source } from '@onceql/shared';
import type { Ports } from './ports.js';
import { relationsNamed } from './table-names.js';

/**
 * Epochs that a caller asks for, by canonical name. Names are as a person writes them; one without a schema stands for
 * the first such table on the search path that something rests on or that was refreshed. The source is not asked: a table
 * of which nothing is known is at epoch 0.
 * @throws RequestFault 400 for what is no table name, or where two names stand for one table.
 */
export async function epochsOf(
  { invalidation }: Pick<Ports, 'invalidation'>,
  source: Source,
  written: Readonly<Record<string, number>>,
): Promise<Record<string, number>> {
  const wanted = Object.entries(written).map(([text, epoch]) => ({ text, epoch, tables: relationsNamed(source, text) }));
  const isOpen = wanted.some(({ tables }) => tables.length > 1);
  const known = new Set(isOpen ? await invalidation.knownTables(source.id) : []);
  const epochs: Record<string, number> = {};
  for (const { text, epoch, tables } of wanted) {
    const table = tables.find((name) => known.has(name)) ?? tables[0];
    if (table === undefined) throw new RequestFault(400, `min_epochs: ${text} names no schema, and the search path has none.`);
    if (Object.hasOwn(epochs, table)) throw new RequestFault(400, `min_epochs: ${table} is named twice.`);
    epochs[table] = epoch;
  }
  return epochs;
}
