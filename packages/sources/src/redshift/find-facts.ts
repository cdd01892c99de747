import { type RunOrder, wordFindings, type WordFindings, type WrittenName } from '@onceql/shared';
import { dottedIn } from '../analysis/dotted.js';
import type { Facts, FunctionFact, Origin, RelationFact, TreeFact } from '../analysis/facts.js';
import { isMeant, spelled } from '../analysis/names.js';
import { callsIn, isLateBinding, relationsIn, type StoredTree, treeFact } from '../analysis/stored-tree.js';
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
  const named = order.reader === 'second' ? await resolveWords(catalog, wordFindings(order.statement), path) : [];
  const { relations, trees } = await expandViews(catalog, [...direct.found, ...named], path);
  const columns = await catalog.columns(relations.map(({ oid }) => oid));
  const written = await resolveFunctions(catalog, order, known, path);
  const behind = await functionsOf(catalog, trees);
  return {
    relations: [...relations.map(relationFact), ...direct.external],
    baseTables: relations.filter(({ kind }) => kind !== 'v').length + direct.external.length,
    trees: trees.map(lateBindingFact),
    functions: [...written.found.map(functionFact('statement', mayHold(order, columns))), ...behind],
    unknownFunctions: written.unknown,
    unknownTables: direct.unknown,
    standby: false,
    timetz: columns.some(({ type }) => TIMETZ_TYPES.has(type)),
    // Redshift takes no operators of users, and has none of the types that lack some.
    unsafeComparisons: [],
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

function lateBindingFact(tree: StoredTree): TreeFact {
  const fact = treeFact(tree, NONE);
  return isLateBinding(tree.written) ? { ...fact, worded: wordFindings(definitionIn(tree.written))?.reasons } : fact;
}

/** Without what the database writes around it. */
const definitionIn = (written: string): string => written.replace(/with\s+no\s+schema\s+binding/i, '');

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
    external: missing.flatMap((name) => firstInPath(name, outside, path) ?? []).map(({ schema, name }) => ({ schema, name, kind: 'f', persistence: 'p' })),
    unknown: missing.filter((name) => !isOutside(name)).map(spelled),
  };
}

function firstInPath<T extends Required<WrittenName>>({ schema, name }: WrittenName, candidates: readonly T[], path: readonly string[]): T | undefined {
  const schemas = schema === undefined ? path : [schema];
  const same = candidates.filter((candidate) => candidate.name === name);
  return schemas.flatMap((one) => same.filter((candidate) => candidate.schema === one))[0];
}

/** What may be meant by any of the words: relations on the path, and of schemas that are among the words. */
async function resolveWords(catalog: RedshiftCatalog, words: WordFindings | undefined, path: readonly string[]): Promise<CatalogRelation[]> {
  const names = new Set(words?.names);
  const candidates = await catalog.relationsByName([...names]);
  return candidates.filter(({ schema }) => path.includes(schema) || names.has(schema));
}

/** What a view names is in its tree, also what came with the database and is in no pg_depend; late binding leaves words only. */
async function expandViews(catalog: RedshiftCatalog, start: readonly CatalogRelation[], path: readonly string[]): Promise<{ relations: CatalogRelation[]; trees: StoredTree[] }> {
  const relations = new Map(start.map((relation) => [relation.oid, relation]));
  const trees: StoredTree[] = [];
  for (let level = [...relations.keys()]; level.length > 0; ) {
    const fresh = await catalog.viewTrees(level);
    const named: CatalogRelation[] = [];
    for (const { written } of fresh) if (isLateBinding(written)) named.push(...(await resolveWords(catalog, wordFindings(definitionIn(written)), path)));
    const inTrees = await catalog.relationsByOid(fresh.flatMap(({ tree }) => relationsIn(tree)));
    const below = await catalog.relationsByOid(await catalog.viewRelations(level));
    trees.push(...fresh);
    const next = [...named, ...inTrees, ...below].filter(({ oid }) => !relations.has(oid));
    for (const relation of next) relations.set(relation.oid, relation);
    level = [...new Set(next.map(({ oid }) => oid))];
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

async function functionsOf(catalog: RedshiftCatalog, trees: readonly StoredTree[]): Promise<FunctionFact[]> {
  const found: FunctionFact[] = [];
  for (const origin of ['view', 'catalog'] as const) {
    const those = trees.filter((tree) => tree.origin === origin);
    const calls = those.map(({ tree }) => callsIn(tree));
    const ofOperators = await catalog.functionsOfOperators(calls.flatMap(({ operators }) => [...operators]));
    const called = await catalog.functionsByOid([...calls.flatMap(({ functions }) => [...functions]), ...ofOperators]);
    found.push(...[...called, ...(await functionsInWords(catalog, those))].map(functionFact(origin, true)));
  }
  return found;
}

/** What late-binding views call, by name alone. */
async function functionsInWords(catalog: RedshiftCatalog, trees: readonly StoredTree[]): Promise<CatalogFunction[]> {
  const worded = trees.filter(({ written }) => isLateBinding(written)).map(({ written }) => wordFindings(definitionIn(written)));
  return catalog.functionsByName(worded.flatMap((words) => words?.functions ?? []).map(({ name }) => name));
}

/** pg_class has no persistence there; temporary tables lie in schemas of their own. */
const relationFact = ({ schema, name, kind }: CatalogRelation): RelationFact => ({ schema, name, kind, persistence: 'p' });

/**
 * No user can add functions in C there: what calls itself internal outside pg_catalog is not believed. `timetz`: whether it
 * may be asked with a time with time zone.
 */
const functionFact = (origin: Origin, timetz: boolean) => ({ oid, schema, name, volatility, language, takes }: CatalogFunction): FunctionFact => {
  const builtin = schema === 'pg_catalog';
  const takesTimetz = name === 'timezone' && takes.includes('time with time zone');
  const readsText = origin !== 'statement' && TIME_CONVERSIONS.has(name) && READS_TEXT.test(takes);
  const clock = builtin && ((timetz && takesTimetz) || readsText);
  return { origin, oid, schema, name, args: takes === '' ? 0 : takes.split(',').length, volatility, language: builtin ? language : `user ${language}`, builtin, clock };
};
