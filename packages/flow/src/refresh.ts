import { RequestFault, SourceFailure, isInSchema, parseTableName, schemasOf, tableName } from '@onceql/shared';
import type { Source } from '@onceql/shared';
import type { Ports } from './ports.js';

/** What a refresh did: how many entries rested on the tables, and where their epochs are now. */
export interface Refreshed {
  readonly invalidated: number;
  readonly epochs: Readonly<Record<string, number>>;
}

type Relation = { readonly schema: string; readonly name: string };
type RefreshPorts = Pick<Ports, 'ledger' | 'invalidation' | 'warehouses' | 'meter' | 'log'>;

/**
 * Tells that tables have changed. When it answers, nothing that was read before is served to a submission made later.
 * Names are as a person writes them; without a schema they stand for the tables of that name on the search path.
 * @throws RequestFault 400 for what is no table name, 404 for one that neither the source nor any result knows.
 */
export async function refreshTables(
  ports: RefreshPorts,
  source: Source,
  written: readonly string[],
  caller: string,
): Promise<Refreshed> {
  const wanted = written.map((text) => ({ text, candidates: candidatesOf(source, text) }));
  const isKnown = await knownRelations(ports, source, wanted.flatMap(({ candidates }) => candidates));
  const tables = new Set<string>();
  for (const { text, candidates } of wanted) {
    const known = candidates.filter((relation) => isKnown(relation));
    if (known.length === 0) throw new RequestFault(404, `No table ${text} is known to this data source, nor to any result. Check the spelling; quote names that are not lower case.`);
    for (const { schema, name } of known) tables.add(tableName(schema, name));
  }
  return commit(ports, source.id, [...tables], caller);
}

/** The same for all tables of some schemas. @throws RequestFault 400, 404 */
export async function refreshSchemas(
  ports: RefreshPorts,
  source: Source,
  written: readonly string[],
  caller: string,
): Promise<Refreshed> {
  const all = await everyTable(ports, source);
  const tables = new Set<string>();
  for (const text of written) {
    const parsed = parseTableName(text);
    if (!parsed || parsed.schema !== undefined) throw new RequestFault(400, `"${text}" is no schema name.`);
    const inside = all.filter((table) => isInSchema(table, parsed.name));
    if (inside.length === 0) throw new RequestFault(404, `No schema ${text} with tables in it is known to this data source, nor to any result.`);
    for (const table of inside) tables.add(table);
  }
  return commit(ports, source.id, [...tables], caller);
}

async function commit(ports: RefreshPorts, source: number, tables: readonly string[], caller: string): Promise<Refreshed> {
  const epochs = await ports.ledger.commitRefresh({ source, tables, caller });
  const invalidated = await ports.invalidation.move(source, epochs);
  ports.meter.refreshed(source, tables.length, invalidated);
  ports.log.info({ source, epochs, invalidated, caller, outcome: 'refreshed' }, 'tables refreshed');
  return { invalidated, epochs };
}

function candidatesOf(source: Source, text: string): Relation[] {
  const parsed = parseTableName(text);
  if (!parsed) throw new RequestFault(400, `"${text}" is no table name. Write schema.table, with double quotes around a part that needs them.`);
  const { schema, name } = parsed;
  return schema === undefined ? schemasOf(source.options.search_path, source.options.user).map((path) => ({ schema: path, name })) : [{ schema, name }];
}

/** Known is what some run rested on and what the source has; a source that cannot be asked knows everything. */
async function knownRelations(
  ports: RefreshPorts,
  source: Source,
  relations: readonly Relation[],
): Promise<(relation: Relation) => boolean> {
  const rested = new Set(await ports.invalidation.knownTables(source.id));
  const unknown = relations.filter(({ schema, name }) => !rested.has(tableName(schema, name)));
  const exist = unknown.length === 0 ? [] : await askOr(ports, source, unknown.map(() => true), (warehouse) => warehouse.exist(unknown));
  const existing = new Set(unknown.filter((_relation, at) => exist[at]).map(({ schema, name }) => tableName(schema, name)));
  return ({ schema, name }) => rested.has(tableName(schema, name)) || existing.has(tableName(schema, name));
}

async function everyTable(ports: RefreshPorts, source: Source): Promise<string[]> {
  const rested = await ports.invalidation.knownTables(source.id);
  const present = await askOr(ports, source, [], (warehouse) => warehouse.schema());
  return [...new Set([...rested, ...present.map(({ schema, name }) => tableName(schema, name))])];
}

/** A source that is down never makes a refresh fail. */
async function askOr<T>(
  ports: RefreshPorts,
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
