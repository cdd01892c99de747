import type { WrittenName } from '@onceql/shared';
import type { Facts, FunctionFact, Origin, RelationFact } from '../analysis/facts.js';
import { isMeant, spelled } from '../analysis/names.js';
import { callsIn, type StoredTree, treeFact } from '../analysis/stored-tree.js';
import type { CatalogFunction, CatalogRelation, RedshiftCatalog } from './catalog.js';

/** The names of a statement, and those that need no entry in pg_proc to be known. */
export interface Names {
  readonly tables: readonly WrittenName[];
  readonly functions: readonly WrittenName[];
  readonly known: ReadonlySet<string>;
}

/**
 * Finds out by name, level after level, what a statement rests on; the locks of parsing are no guide on Redshift.
 * Redshift has no inheritance, no users' operators, casts or aggregates, so those are not looked for.
 */
export async function findFacts(catalog: RedshiftCatalog, names: Names): Promise<Facts> {
  const path = await catalog.path();
  const direct = await resolveTables(catalog, names.tables, path);
  const { relations, trees } = await expandViews(catalog, direct.found);
  const written = await resolveFunctions(catalog, names, path);
  const behind = await functionsOf(catalog, trees);
  return {
    relations: [...relations.map(relationFact), ...direct.external],
    trees: trees.map(treeFact),
    functions: [...written.found.map(functionFact('statement')), ...behind.map(functionFact('view'))],
    unknownFunctions: written.unknown,
    unknownTables: direct.unknown,
  };
}

interface Tables {
  readonly found: CatalogRelation[];
  readonly external: RelationFact[];
  readonly unknown: string[];
}

async function resolveTables(catalog: RedshiftCatalog, written: readonly WrittenName[], path: readonly string[]): Promise<Tables> {
  const candidates = await catalog.relationsByName(written.map(({ name }) => name));
  const pick = (name: WrittenName): CatalogRelation | undefined => firstInPath(name, candidates, path);
  const missing = written.filter((name) => !pick(name));
  const outside = await catalog.externalTables(missing.map(({ name }) => name));
  const isOutside = (name: WrittenName): boolean => firstInPath(name, outside, path) !== undefined;
  return {
    found: written.flatMap((name) => pick(name) ?? []),
    external: missing.filter(isOutside).map(({ schema, name }) => ({ schema: schema ?? path[0] ?? '', name, kind: 'f', persistence: 'p' })),
    unknown: missing.filter((name) => !isOutside(name)).map(spelled),
  };
}

function firstInPath<T extends Required<WrittenName>>({ schema, name }: WrittenName, candidates: readonly T[], path: readonly string[]): T | undefined {
  const schemas = schema === undefined ? path : [schema];
  const same = candidates.filter((candidate) => candidate.name === name);
  return schemas.flatMap((one) => same.filter((candidate) => candidate.schema === one))[0];
}

async function expandViews(catalog: RedshiftCatalog, start: readonly CatalogRelation[]): Promise<{ relations: CatalogRelation[]; trees: StoredTree[] }> {
  const relations = new Map(start.map((relation) => [relation.oid, relation]));
  const trees: StoredTree[] = [];
  for (let level = [...relations.keys()]; level.length > 0; ) {
    trees.push(...(await catalog.viewTrees(level)));
    const next = (await catalog.viewRelations(level)).filter((oid) => !relations.has(oid));
    for (const relation of await catalog.relationsByOid(next)) relations.set(relation.oid, relation);
    level = next;
  }
  return { relations: [...relations.values()], trees };
}

async function resolveFunctions(catalog: RedshiftCatalog, { functions, known }: Names, path: readonly string[]): Promise<{ found: CatalogFunction[]; unknown: string[] }> {
  const candidates = await catalog.functionsByName(functions.map(({ name }) => name));
  const meant = (name: WrittenName): CatalogFunction[] => candidates.filter((one) => isMeant(name, one, path));
  return {
    found: functions.flatMap(meant),
    unknown: functions.filter((name) => meant(name).length === 0 && !known.has(name.name)).map(spelled),
  };
}

async function functionsOf(catalog: RedshiftCatalog, trees: readonly StoredTree[]): Promise<CatalogFunction[]> {
  const calls = trees.map(({ tree }) => callsIn(tree));
  const ofOperators = await catalog.functionsOfOperators(calls.flatMap(({ operators }) => [...operators]));
  return catalog.functionsByOid([...calls.flatMap(({ functions }) => [...functions]), ...ofOperators]);
}

/** pg_class has no persistence there; temporary tables lie in schemas of their own. */
const relationFact = ({ schema, name, kind }: CatalogRelation): RelationFact => ({ schema, name, kind, persistence: 'p' });

/** No user can add functions in C there: what calls itself internal outside pg_catalog is not believed. */
const functionFact = (origin: Origin) => ({ schema, name, volatility, language }: CatalogFunction): FunctionFact => {
  const builtin = schema === 'pg_catalog';
  return { origin, schema, name, volatility, language: builtin ? language : `user ${language}`, builtin, clock: false };
};
