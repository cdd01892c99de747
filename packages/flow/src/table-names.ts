import { RequestFault, SourceFailure, parseTableName, schemasOf, tableName } from '@onceql/shared';
import type { Source } from '@onceql/shared';
import type { Ports } from './ports.js';

type Relation = { readonly schema: string; readonly name: string };
export type NamingPorts = Pick<Ports, 'invalidation' | 'warehouses' | 'log'>;

/**
 * The tables that names stand for, canonical and each once. Names are as a person writes them; without a schema they
 * stand for the tables of that name on the search path.
 * @throws RequestFault 400 for what is no table name, 404 for one that neither the source nor any result knows.
 */
export async function resolveTables(ports: NamingPorts, source: Source, written: readonly string[]): Promise<string[]> {
  const wanted = written.map((text) => ({ text, candidates: candidatesOf(source, text) }));
  const isKnown = await knownRelations(ports, source, wanted.flatMap(({ candidates }) => candidates));
  const tables = new Set<string>();
  for (const { text, candidates } of wanted) {
    const known = candidates.filter((relation) => isKnown(relation));
    if (known.length === 0) throw new RequestFault(404, `No table ${text} is known to this data source, nor to any result. Check the spelling; quote names that are not lower case.`);
    for (const { schema, name } of known) tables.add(tableName(schema, name));
  }
  return [...tables];
}

function candidatesOf(source: Source, text: string): Relation[] {
  const parsed = parseTableName(text);
  if (!parsed) throw new RequestFault(400, `"${text}" is no table name. Write schema.table, with double quotes around a part that needs them.`);
  const { schema, name } = parsed;
  return schema === undefined ? schemasOf(source.options.search_path, source.options.user).map((path) => ({ schema: path, name })) : [{ schema, name }];
}

/** Known is what some run rested on and what the source has; a source that cannot be asked knows everything. */
async function knownRelations(
  ports: NamingPorts,
  source: Source,
  relations: readonly Relation[],
): Promise<(relation: Relation) => boolean> {
  const rested = new Set(await ports.invalidation.knownTables(source.id));
  const unknown = relations.filter(({ schema, name }) => !rested.has(tableName(schema, name)));
  const exist = unknown.length === 0 ? [] : await askOr(ports, source, unknown.map(() => true), (warehouse) => warehouse.exist(unknown));
  const existing = new Set(unknown.filter((_relation, at) => exist[at]).map(({ schema, name }) => tableName(schema, name)));
  return ({ schema, name }) => rested.has(tableName(schema, name)) || existing.has(tableName(schema, name));
}

/** Asks the source; one that is down never makes a refresh fail. */
export async function askOr<T>(
  ports: NamingPorts,
  source: Source,
  otherwise: T,
  ask: (warehouse: ReturnType<Ports['warehouses']['of']>) => Promise<T>,
): Promise<T> {
  try {
    return await ask(ports.warehouses.of(source));
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error;
    ports.log.warn({ source: source.id, reason: error.message }, 'refresh goes on without asking the source');
    return otherwise;
  }
}
