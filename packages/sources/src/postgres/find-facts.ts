import type { RunOrder, WrittenName } from '@onceql/shared';
import type { Facts, FunctionFact, Origin, RelationFact } from '../analysis/facts.js';
import { dottedIn } from '../analysis/dotted.js';
import { isMeant, spelled } from '../analysis/names.js';
import { raisingConditions } from '../analysis/raising.js';
import { mayRename } from '../analysis/renaming.js';
import { callsIn, type StoredTree, treeFact } from '../analysis/stored-tree.js';
import { TIME_TYPES, WRITTEN_TIMETZ } from '../analysis/types.js';
import type { Printing } from '../cells/kinds.js';
import type { Field } from '../connection/exchange.js';
import type { Wire } from '../connection/wire.js';
import { sql } from '../sql.js';
import { findFunctions, type Wanted } from './find-functions.js';
import { behindBodies, type Called, NOTHING_CALLED } from './function-bodies.js';
import { arrayLiteral, json } from './values.js';

const RELATIONS = sql(import.meta.url, 'relations.sql');
/** Operators that a tree can hold without its text naming them, as IN, USING and CASE do. */
const COMPARISONS = ['=', '<>', '<', '<=', '>', '>='];

/** A row of relations.sql. */
interface Surroundings {
  readonly path: readonly string[];
  readonly standby: boolean;
  readonly family: readonly string[];
  readonly namesakes: readonly string[];
  readonly relations: readonly RelationFact[];
  /** Oids of what the statement, and what it calls, name or reach through views. */
  readonly touched: readonly string[];
  readonly baseTables: number;
  readonly trees: readonly StoredTree[];
  readonly operators: readonly { readonly schema: string; readonly name: string; readonly oid: string; readonly lopsided: boolean }[];
  /** Columns of types whose comparisons have no opposites or mirror images. */
  readonly lopsided: readonly string[];
  /** Whether a relation has a column of type time with time zone. */
  readonly timetz: boolean;
  readonly textsAsTime: readonly string[];
  readonly plainTypes: readonly string[];
  readonly conversions: readonly string[];
  readonly types: readonly string[];
  readonly outputs: readonly (string | null)[];
  readonly printing: ServerPrinting;
}

/** Of a server that does not know its texts' encoding they may be no UTF-8. */
export interface ServerPrinting extends Printing {
  readonly server_encoding: string;
}

export interface Found {
  readonly facts: Facts;
  /** Oids of all relations that it rests on, with partitions and parents. */
  readonly family: readonly string[];
  /** Oids of all relations on the search path that have the name of one that it names, those included. */
  readonly namesakes: readonly string[];
  /** format_type's words for the columns. */
  readonly types: readonly string[];
  /** What prints each column's type, quoted; null where this session may not call it. */
  readonly outputs: readonly (string | null)[];
  /** How the session prints values. */
  readonly printing: ServerPrinting;
}

/**
 * Asks the catalog, in one round trip or two, about a statement that has locked these relations (oids); in a few more if
 * it calls functions in SQL that the source lists as safe (`allowed`, canonical names), for what these read.
 */
export async function findFacts(wire: Wire, order: RunOrder, locked: readonly string[], fields: readonly Field[], allowed: ReadonlySet<string>): Promise<Found> {
  const operators: WrittenName[] = [...order.operators, ...COMPARISONS.map((name) => ({ name }))];
  const known = new Map<string, FunctionFact>();
  let around = await surroundings(wire, order, operators, fields, locked, []);
  let called: Called = NOTHING_CALLED;
  for (;;) {
    for (const one of await findFunctions(wire, wantedOf(order, operators, around), around.path)) known.set(identityOf(one), one);
    called = await behindBodies(wire, [...known.values()], around.path, allowed, called);
    for (const one of called.functions) known.set(identityOf(one), one);
    if (called.relations.every((oid) => around.touched.includes(oid))) break;
    around = await surroundings(wire, order, operators, fields, locked, called.relations);
  }
  return found(order, around, [...known.values()], called);
}

const identityOf = ({ origin, oid }: FunctionFact): string => `${origin} ${oid}`;

async function surroundings(
  wire: Wire, order: RunOrder, operators: readonly WrittenName[], fields: readonly Field[], locked: readonly string[], called: readonly string[],
): Promise<Surroundings> {
  const types = fields.map((field) => [field.dataTypeID, field.dataTypeModifier]);
  const values = [
    ...[locked, operators.map(({ name }) => name)].map(arrayLiteral),
    JSON.stringify(types),
    arrayLiteral(order.clockCasts),
    order.statement.toLowerCase(),
    ...[[...TIME_TYPES], called].map(arrayLiteral),
    String(mayRename(order.statement)),
  ];
  const { rows } = await wire.exchange([{ act: 'recall', name: 'onceql_relations', text: RELATIONS, values }]);
  return json<Surroundings>(rows[0]);
}

function found(order: RunOrder, around: Surroundings, functions: readonly FunctionFact[], called: Called): Found {
  const isKnown = (name: WrittenName): boolean => functions.some((one) => one.origin === 'statement' && isMeant(name, one, around.path));
  const plain = new Set(around.plainTypes);
  return {
    facts: {
      relations: around.relations,
      baseTables: around.baseTables,
      trees: around.trees.map((tree) => treeFact(tree, plain)),
      functions,
      unknownFunctions: order.functions.filter((name) => !isKnown(name)).map(spelled),
      unknownTables: called.unread,
      standby: around.standby,
      timetz: around.timetz,
      unsafeComparisons: unsafeComparisons(order, around, functions),
      textsAsTime: around.textsAsTime,
    },
    family: around.family,
    namesakes: around.namesakes,
    types: around.types,
    outputs: around.outputs,
    printing: around.printing,
  };
}

function unsafeComparisons(order: RunOrder, around: Surroundings, functions: readonly FunctionFact[]): string[] {
  const own = around.operators.filter((one) => one.lopsided && isMeant({ name: one.name }, one, around.path));
  const raising = order.reader === 'tree' ? raisingConditions(order.statement, around.trees, functions) : [];
  return [...around.lopsided, ...own.map(spelled), ...raising];
}

function wantedOf(order: RunOrder, operators: readonly WrittenName[], around: Surroundings): Wanted[] {
  const own = around.operators.filter((found) => operators.some((written) => isMeant(written, found, around.path)));
  return [
    {
      origin: 'statement',
      oids: own.map(({ oid }) => oid),
      operators: [],
      names: order.functions,
      dotted: dottedIn(order.statement, order.attributes),
      timetz: around.timetz || WRITTEN_TIMETZ.test(order.statement),
    },
    { origin: 'conversion', oids: around.conversions, operators: [], names: [] },
    behind('view', around.trees),
    behind('catalog', around.trees),
    behind('policy', around.trees),
    behind('domain', around.trees),
  ];
}

function behind(origin: Origin, trees: readonly StoredTree[]): Wanted {
  const calls = trees.filter((tree) => tree.origin === origin).map(({ tree }) => callsIn(tree));
  return {
    origin,
    oids: calls.flatMap(({ functions }) => [...functions]),
    operators: calls.flatMap((one) => [...one.operators]),
    names: [],
  };
}
