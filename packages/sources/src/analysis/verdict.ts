import { type Analysis, type Reader, type Reason, because, isSystemSchema, tableName } from '@onceql/shared';
import type { FunctionPolicy } from '../policy.js';
import { isLateBinding } from './stored-tree.js';
import type { Facts, FunctionFact, RelationFact, TreeFact } from './facts.js';

/** The rules that a verdict is by: the shipped lists, and the functions that the source lists as safe. */
export interface Rules {
  readonly policy: FunctionPolicy;
  /** Canonical names, see `tableName`. */
  readonly allowed: ReadonlySet<string>;
  /** Whether the source gives this relation a time to live by its name: then it may be kept though nobody tells of its changes. */
  timed(table: string): boolean;
  /** Whether only what rests on one table is kept. */
  readonly singleTable: boolean;
}

/** Something against keeping a result; `unshareable`: two callers may even be due different rows. */
interface Objection {
  readonly reason: Reason;
  readonly unshareable?: true;
}

/** Ordinary table, partitioned table, view, materialised view. */
const ORDINARY = new Set(['r', 'p', 'v', 'm']);

/**
 * Whether a result that rests on these facts may be kept and shared. Default deny: a function counts only if it
 * is known to answer the same for the same arguments, rows and settings.
 */
export function judge(facts: Facts, reader: Reader, rules: Rules): Analysis {
  const objections = [
    ...againstReader(reader, facts.relations, rules),
    ...againstSeveral(facts.baseTables, rules),
    ...facts.unknownFunctions.map((name): Objection => ({ reason: because('unknown_function', name), unshareable: true })),
    ...facts.unknownTables.map((name): Objection => ({ reason: because('unknown_table', name) })),
    ...facts.textsAsTime.map((name): Objection => ({ reason: because('time_literal', name), unshareable: true })),
    ...againstTimetz(facts.timetz),
    ...facts.unsafeComparisons.map(againstComparison),
    ...facts.relations.flatMap((relation) => againstRelation(relation, rules)),
    ...facts.trees.flatMap((tree) => againstTree(tree, rules)),
    ...facts.functions.flatMap((called) => againstCall(called, rules)),
  ];
  const refused = refusal(facts.functions, rules.policy);
  const restsOn = facts.relations.length === 0 && objections.length === 0 ? usersCalls(facts) : facts.relations;
  return {
    tables: distinct(restsOn.map(({ schema, name }) => tableName(schema, name))),
    reasons: distinct(objections.map(({ reason }) => reason)),
    shareable: !objections.some(({ unshareable }) => unshareable),
    standby: facts.standby,
    ...(refused === undefined ? {} : { refused }),
  };
}

/**
 * What is kept and rests on no table rests on the users' functions that it calls: their names stand for tables, so that somebody can
 * tell of them, and a change feed that cannot tell which function has changed reaches the result with all others.
 */
const usersCalls = ({ functions }: Facts): FunctionFact[] => functions.filter(({ builtin, origin }) => !builtin && origin !== 'conversion');

const distinct = <T extends string>(words: readonly T[]): T[] => [...new Set(words)].sort();

/**
 * Whoever could not read a text has said so himself. What the second reader alone has read may rest on more than it names,
 * so time has to bound how old it gets: all that it names must have a time to live.
 */
function againstReader(reader: Reader, relations: readonly RelationFact[], rules: Rules): Objection[] {
  if (reader !== 'second') return [];
  return relations.length > 0 && relations.every((relation) => isTimed(relation, rules)) ? [] : [{ reason: 'unreadable' }];
}

const isTimed = ({ schema, name }: RelationFact, rules: Rules): boolean => rules.timed(tableName(schema, name));

const againstSeveral = (tables: number, { singleTable }: Rules): Objection[] =>
  singleTable && tables !== 1 ? [{ reason: because('single_table_only', String(tables)) }] : [];

const againstTimetz = (found: boolean): Objection[] =>
  found ? [{ reason: because('time_function', 'timetz'), unshareable: true }] : [];

/**
 * Statements are told to be the same with the operands of a comparison exchanged, with NOT put into it, or with conditions in
 * another order. Whatever the source allows, that is not so here.
 */
const againstComparison = (name: string): Objection => ({ reason: because('unsafe_comparison', name), unshareable: true });

/** Temporary tables are a session's own, and what is no relation of rows is not known: a time to live changes nothing there. */
function againstRelation(relation: RelationFact, rules: Rules): Objection[] {
  const { schema, name, kind, persistence } = relation;
  if (persistence === 't' || schema.startsWith('pg_temp')) return [{ reason: 'temp_table' }];
  const unwatched = isSystemSchema(schema) ? 'system_catalog' : kind === 'f' ? 'external_table' : undefined;
  if (unwatched === undefined && !ORDINARY.has(kind)) return [{ reason: because('unknown_table', tableName(schema, name)) }];
  const reason = unwatched ?? (persistence === 'u' ? 'unlogged_table' : undefined);
  return reason === undefined || isTimed(relation, rules) ? [] : [{ reason }];
}

function againstTree(tree: TreeFact, { policy, timed }: Rules): Objection[] {
  const found: Objection[] = [];
  if (tree.time) found.push({ reason: 'time_function', unshareable: true });
  if (tree.session && tree.origin !== 'catalog') found.push({ reason: 'session_function' });
  if (tree.sequence) found.push({ reason: 'volatile_function', unshareable: true });
  if (tree.sample) found.push({ reason: 'unrepeatable_sample', unshareable: true });
  if (tree.systemColumn !== undefined && tree.origin !== 'catalog') found.push({ reason: because('system_catalog', tree.systemColumn) });
  if (tree.locks) found.push({ reason: 'row_locking' });
  if (tree.readsTime || policy.hasTimeLiteral(tree.written)) found.push({ reason: 'time_literal', unshareable: true });
  if (isLateBinding(tree.written)) found.push(...againstLateBinding(tree, timed));
  return tree.origin === 'policy' ? withRowSecurity(found) : found;
}

/** Its tables are bound when it runs, and it may be anything by then: only a time to live bounds how old that gets. */
function againstLateBinding({ relation = '', worded }: TreeFact, timed: Rules['timed']): Objection[] {
  if (!timed(relation) || !worded) return [{ reason: 'late_binding_view' }];
  return worded.map((reason) => ({ reason, unshareable: true }));
}

function againstCall(called: FunctionFact, rules: Rules): Objection[] {
  const objection = againstFunction(called, rules);
  if (!objection) return [];
  return called.origin === 'policy' ? withRowSecurity([objection]) : [objection];
}

const withRowSecurity = (found: readonly Objection[]): Objection[] =>
  found.length === 0 ? [] : [...found, { reason: 'row_security' }];

function againstFunction(called: FunctionFact, rules: Rules): Objection | undefined {
  if (!called.builtin && rules.allowed.has(tableName(called.schema, called.name))) return undefined;
  const objection = againstUnlisted(called, rules);
  if (called.builtin || !called.byDot) return objection;
  // `t.f` may be a call, and `f` never is one: they are told to be the same where `f` is a column.
  return { reason: because('unknown_function', called.name), ...objection, unshareable: true };
}

function againstUnlisted(called: FunctionFact, { policy }: Rules): Objection | undefined {
  if (called.clock) return { reason: because('time_function', called.name), unshareable: true };
  if (called.builtin && called.origin === 'catalog') return againstCatalogCall(called, policy);
  if (called.builtin) return againstBuiltin(called, policy);
  if (called.volatility === 'v') return { reason: because('volatile_function', called.name), unshareable: true };
  if (called.language !== 'internal' && called.language !== 'c') return { reason: because('unsafe_language', called.name) };
  return called.volatility === 'i' ? undefined : { reason: because('session_function', called.name) };
}

/** With one argument it counts from today. */
const isAgeOfTwo = (name: string, args: number): boolean => name === 'age' && args === 2;

function againstBuiltin({ name, volatility, args }: FunctionFact, policy: FunctionPolicy): Objection | undefined {
  if (policy.time.has(name) && !isAgeOfTwo(name, args)) return { reason: because('time_function', name), unshareable: true };
  if (volatility === 'v' || policy.volatile.has(name)) return { reason: because('volatile_function', name), unshareable: true };
  if (policy.session.has(name)) return { reason: because('session_function', name) };
  return volatility === 'i' || policy.safeStable.has(name) ? undefined : { reason: because('session_function', name) };
}

/** What views of the catalog ask about rights and names, they ask for the role and the database, and those are part of the key. */
const OF_ROLE = /_privilege$|_is_visible$|^pg_has_role$|^current_|^(?:session_)?user$|_temp_schema$/;

function againstCatalogCall(called: FunctionFact, policy: FunctionPolicy): Objection | undefined {
  const ofRole = called.volatility !== 'v' && (!policy.session.has(called.name) || OF_ROLE.test(called.name));
  return ofRole && !policy.time.has(called.name) && !policy.volatile.has(called.name) ? undefined : againstBuiltin(called, policy);
}

/** A function that may not run is looked for where the caller has not written it himself as well. */
function refusal(functions: readonly FunctionFact[], policy: FunctionPolicy): string | undefined {
  const denied = functions.find(({ origin, name }) => origin !== 'conversion' && policy.isDenied(name));
  if (!denied) return undefined;
  const where = denied.origin === 'statement' ? 'The statement' : `A ${denied.origin} that the statement rests on`;
  return `${where} calls ${tableName(denied.schema, denied.name)}, which acts on the server or runs SQL of its own; such functions are not run.`;
}
