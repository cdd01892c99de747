import type { RunOrder, WrittenName } from '@onceql/shared';
import { dottedIn } from '../analysis/dotted.js';
import type { Facts, FunctionFact, Origin, RelationFact } from '../analysis/facts.js';
import { isMeant, spelled } from '../analysis/names.js';
import { callsIn, type StoredTree, treeFact } from '../analysis/stored-tree.js';
import { TIME_TYPES, TIMETZ_TYPES, WRITTEN_TIMETZ } from '../analysis/types.js';
import type { CatalogColumn, CatalogFunction, CatalogRelation, RedshiftCatalog } from './catalog.js';

const NONE: ReadonlySet<string> = new Set();
/** The first argument of a function that can take a row; users' own cannot there. */
const TAKES_ROW = /^(?:record|"any"|anyelement)$/;
/** Conversions from text are functions there, stable like those from times. */
const READS_TEXT = /^(?:text|character varying|character|bpchar|unknown)(?:,|$)/;
const TIME_CONVERSIONS = new Set(['date', 'time', 'timetz', 'timestamp', 'timestamptz']);

/**
 * Finds out by name, level after level, what a statement rests on; the locks of parsing are no guide on Redshift.
 * Redshift has no inheritance, no users' operators, casts, domains or aggregates, so those are not looked for.
 * `known`: names that need no entry in pg_proc.
 */
export async function findFacts(catalog: RedshiftCatalog, order: RunOrder, known: ReadonlySet<string>): Promise<Facts> {
  const path = await catalog.path();
  const direct = await resolveTables(catalog, order.tables, path);
  const { relations, trees } = await expandViews(catalog, direct.found);
  const columns = await catalog.columns(relations.map(({ oid }) => oid));
  const written = await resolveFunctions(catalog, order, known, path);
  const behind = await functionsOf(catalog, trees);
  return {
    relations: [...relations.map(relationFact), ...direct.external],
    trees: trees.map((tree) => treeFact(tree, NONE)),
    functions: [...written.found.map(functionFact('statement', mayHold(order, columns))), ...behind.map(functionFact('view', true))],
    unknownFunctions: written.unknown,
    unknownTables: direct.unknown,
    standby: false,
    timetz: columns.some(({ type }) => TIMETZ_TYPES.has(type)),
    textsAsTime: order.clockCasts.filter((name) => !isTime(name, columns)),
  };
}

const mayHold = ({ statement }: RunOrder, columns: readonly CatalogColumn[]): boolean =>
  WRITTEN_TIMETZ.test(statement) || columns.some(({ type }) => TIMETZ_TYPES.has(type));

/** Whether there are columns of this name, and all are times. */
function isTime(name: string, columns: readonly CatalogColumn[]): boolean {
  const same = columns.filter((column) => column.name === name);
  return same.length > 0 && same.every(({ type }) => TIME_TYPES.has(type));
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

async function resolveFunctions(catalog: RedshiftCatalog, order: RunOrder, known: ReadonlySet<string>, path: readonly string[]): Promise<{ found: CatalogFunction[]; unknown: string[] }> {
  const { functions, attributes } = order;
  const candidates = await catalog.functionsByName([...functions.map(({ name }) => name), ...attributes]);
  const ofRows = new Set(dottedIn(order.statement, attributes).ofRows);
  const byDot = ({ takes, name }: CatalogFunction): boolean => !takes.includes(',') && takes !== '' && (!ofRows.has(name) || TAKES_ROW.test(takes));
  const meant = (name: WrittenName): CatalogFunction[] => candidates.filter((one) => isMeant(name, one, path));
  return {
    found: [...functions.flatMap(meant), ...attributes.flatMap((name) => meant({ name }).filter(byDot))],
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
/** `timetz`: whether it may be asked with a time with time zone. */
const functionFact = (origin: Origin, timetz: boolean) => ({ schema, name, volatility, language, takes }: CatalogFunction): FunctionFact => {
  const builtin = schema === 'pg_catalog';
  const takesTimetz = name === 'timezone' && takes.includes('time with time zone');
  const readsText = origin === 'view' && TIME_CONVERSIONS.has(name) && READS_TEXT.test(takes);
  const clock = builtin && ((timetz && takesTimetz) || readsText);
  return { origin, schema, name, volatility, language: builtin ? language : `user ${language}`, builtin, clock };
};
