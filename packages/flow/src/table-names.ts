import { RequestFault, isInSchema, parseTableName, reachedFrom, schemasOf, tableName } from '@onceql/shared';
import type { Relative, Source, WrittenName } from '@onceql/shared';
import type { Ports } from './ports.js';
import { surveySource } from './survey.js';
import type { SurveyPorts, Surveyed } from './survey.js';

interface Relation {
  readonly schema: string;
  readonly name: string;
}
export type NamingPorts = SurveyPorts & Pick<Ports, 'invalidation'>;

/**
 * The tables that change when those of these names do, canonical and each once: the tables themselves, their parents and
 * partitions, and views over any of them on which something may rest; and tables of the same names behind them on the
 * search path, for which they may stand in by now. Names are as a person writes them; without a
 * schema they stand for the tables of that name on the search path.
 * @param reach `all`: for a change that goes on, in which something may begin to rest on any of them before its end.
 * @throws RequestFault 400 for what is no table name, 404 for one that neither the source nor any result knows.
 */
export async function resolveTables(
  ports: NamingPorts,
  source: Source,
  written: readonly string[],
  reach: 'rested on' | 'all' = 'rested on',
): Promise<string[]> {
  const wanted = written.map((text) => ({ text, candidates: candidatesOf(source, text) }));
  const relations = wanted.flatMap(({ candidates }) => candidates);
  const [rested, survey] = await lookUp(ports, source, { relations, schemas: [] });
  const existing = new Set(survey.existing);
  const told = new Set<string>();
  for (const { text, candidates } of wanted) {
    // A source that cannot be asked knows everything.
    const known = candidates.map(canonical).filter((table) => !survey.answered || rested.has(table) || existing.has(table));
    if (known.length === 0) throw new RequestFault(404, `No table ${text} is known to this data source, nor to any result. Check the spelling; quote names that are not lower case.`);
    for (const table of known) told.add(table);
  }
  const later = reach === 'all' ? survey.relatives.map(({ table }) => table) : [];
  return withRelatives(source, told, survey.relatives, new Set([...rested, ...later]));
}

/** Tables, canonical, and what depends on them by now and may have been rested on. Those that are no more stay. */
export async function withDependents(ports: NamingPorts, source: Source, tables: readonly string[]): Promise<string[]> {
  const [rested, survey] = await lookUp(ports, source, { relations: relationsOf(tables), schemas: [] });
  return withRelatives(source, new Set(tables), survey.relatives, rested);
}

/** The same for all tables of some schemas. @throws RequestFault 400, 404 */
export async function resolveSchemas(ports: NamingPorts, source: Source, written: readonly string[]): Promise<string[]> {
  const schemas = written.map(schemaOf);
  const [rested, survey] = await lookUp(ports, source, { relations: [], schemas });
  const all = [...new Set([...rested, ...survey.existing])];
  const told = new Set<string>();
  for (const [at, schema] of schemas.entries()) {
    const inside = all.filter((table) => isInSchema(table, schema));
    if (inside.length === 0) throw new RequestFault(404, `No schema ${written[at]} with tables in it is known to this data source, nor to any result.`);
    for (const table of inside) told.add(table);
  }
  return withRelatives(source, told, survey.relatives, rested);
}

/** The relations that a name may stand for, canonical, in the order of the search path. @throws RequestFault 400 */
export function relationsNamed(source: Source, text: string): string[] {
  return candidatesOf(source, text).map(canonical);
}

/**
 * The tables that names of a statement mean as far as can be told without the source: of those that are known, the first on
 * the search path; where there is none, the name as it was written.
 */
export function tablesWritten({ options }: Source, written: readonly WrittenName[], known: ReadonlySet<string>): string[] {
  const path = schemasOf(options.search_path, options.user);
  const meant = written.map(({ schema, name }) => {
    if (schema !== undefined) return tableName(schema, name);
    return path.map((each) => tableName(each, name)).find((table) => known.has(table)) ?? name;
  });
  return [...new Set(meant)].sort();
}

/** The tables of a source that a name may stand for, whether there are such or not; none if it is another database's. */
export function tablesNamed(source: Source, text: string): string[] {
  const database = parseTableName(text)?.database;
  return database === undefined || database === source.options.dbname ? relationsNamed(source, text) : [];
}

/**
 * A relative that nothing has rested on yet needs no move: whatever begins to rest on it does so after the change was
 * told, and reads its rows after that. But a name without a schema may mean it from now on, that meant a table behind it.
 */
function withRelatives(source: Source, told: ReadonlySet<string>, relatives: readonly Relative[], rested: ReadonlySet<string>): string[] {
  const reached = reachedFrom([...told], relatives);
  const moved = reached.filter((table) => told.has(table) || rested.has(table));
  return [...new Set([...moved, ...behind(source, reached).filter((table) => rested.has(table))])];
}

/** The tables of the same names that the search path finds only where these are not; whether there are such or not. */
function behind({ options }: Source, tables: readonly string[]): string[] {
  const path = schemasOf(options.search_path, options.user);
  return relationsOf(tables).flatMap(({ schema, name }) => {
    const at = path.indexOf(schema);
    return at < 0 ? [] : path.slice(at + 1).map((later) => tableName(later, name));
  });
}

/** The tables that results rest on, and what the source says; side by side. */
async function lookUp(ports: NamingPorts, source: Source, asked: Parameters<typeof surveySource>[2]): Promise<[Set<string>, Surveyed]> {
  const [rested, survey] = await Promise.all([ports.invalidation.knownTables(source.id), surveySource(ports, source, asked)]);
  return [new Set(rested), survey];
}

/** The relations of canonical names. */
function relationsOf(tables: readonly string[]): Relation[] {
  return tables.flatMap((table) => {
    const { schema, name } = parseTableName(table) ?? {};
    return schema === undefined || name === undefined ? [] : [{ schema, name }];
  });
}

function candidatesOf({ options }: Source, text: string): Relation[] {
  const parsed = parseTableName(text);
  if (!parsed) throw new RequestFault(400, `"${text}" is no table name. Write schema.table, with double quotes around a part that needs them.`);
  const { database, schema, name } = parsed;
  if (database !== undefined && database !== options.dbname) {
    throw new RequestFault(400, `"${text}" names the database ${database}; this data source is the database ${options.dbname}.`);
  }
  return schema === undefined ? schemasOf(options.search_path, options.user).map((path) => ({ schema: path, name })) : [{ schema, name }];
}

function schemaOf(text: string): string {
  const parsed = parseTableName(text);
  if (!parsed || parsed.schema !== undefined) throw new RequestFault(400, `"${text}" is no schema name.`);
  return parsed.name;
}

const canonical = ({ schema, name }: Relation): string => tableName(schema, name);
