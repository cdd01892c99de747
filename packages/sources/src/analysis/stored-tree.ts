import { tableName } from '@onceql/shared';
import type { TreeFact } from './facts.js';
import { TIME_TYPES } from './types.js';

/** The parse tree of a view, a policy or a domain's check as the catalog holds it, and the same as SQL text. */
export interface StoredTree {
  readonly origin: TreeFact['origin'];
  readonly schema?: string | null;
  readonly name?: string | null;
  readonly tree: string;
  readonly written: string;
}

/*
 * What tells of functions in a tree (pg_rewrite.ev_action, pg_policy.polqual, pg_constraint.conbin,
 * pg_proc.proargdefaults). Names and
 * strings within a tree cannot match: white space and braces in names carry a backslash, constants are numbers.
 */
const FUNCTION = /:(?:funcid|opfuncid|aggfnoid|winfnoid) (\d+)/g;
const OPERATOR = /:(?:opno|eqop|sortop) (\d+)/g;
/** The operators of a row comparison. */
const OPERATORS = /:opnos \(o ([\d ]+)\)/g;
/** SQLVALUEFUNCTION: current_date and kin are 0 to 8, current_user and kin 9 to 14. */
const TIME = /\{SQLVALUEFUNCTION :op [0-8] /;
const SESSION = /\{SQLVALUEFUNCTION :op (?:9|\d\d) /;
const SEQUENCE = /\{NEXTVALUEEXPR /;
/** TABLESAMPLE without REPEATABLE. */
const SAMPLE = /:repeatable <>/;
/** What every table has beside its columns: ctid, xmin and kin are columns with numbers below 0. */
const SYSTEM_COLUMN = /\{VAR :varno \d+ :varattno -(\d)/;
const SYSTEM_COLUMNS = ['', 'ctid', 'xmin', 'cmin', 'xmax', 'cmax', 'tableoid'];
const LOCKS = /:hasForUpdate true/;
/** Relations that a tree reads; 0 stands for none. */
const RELATION = /:relid (\d+)/g;
/**
 * Types that are read from text while the tree runs: of COERCEVIAIO, the only node whose collation follows its type;
 * of JSON_VALUE and kin; and of the columns of JSON_TABLE and XMLTABLE.
 */
const READ_FROM_TEXT = /:resulttype (\d+) :resultcollid |:typid (\d+) :typmod |:coltypes \(o ([\d ]+)\)/g;
/** Lowest oid of what users make. */
const FIRST_USER_OID = 16_384;

/** `plain`: oids of users' types that hold no date or time. */
export function treeFact({ origin, schema, name, tree, written }: StoredTree, plain: ReadonlySet<string>): TreeFact {
  return {
    origin,
    ...(schema && name && { relation: tableName(schema, name) }),
    written,
    time: TIME.test(tree),
    session: SESSION.test(tree),
    sequence: SEQUENCE.test(tree),
    sample: SAMPLE.test(tree),
    locks: LOCKS.test(tree),
    ...systemColumn(tree),
    readsTime: typesReadIn(tree).some((oid) => TIME_TYPES.has(oid) || (Number(oid) >= FIRST_USER_OID && !plain.has(oid))),
  };
}

function systemColumn(tree: string): Pick<TreeFact, 'systemColumn'> {
  const [, number] = SYSTEM_COLUMN.exec(tree) ?? [];
  return number === undefined ? {} : { systemColumn: SYSTEM_COLUMNS[Number(number)] ?? number };
}

const typesReadIn = (tree: string): string[] =>
  [...tree.matchAll(READ_FROM_TEXT)].flatMap(([, one, other, several]) => (one ?? other ?? several ?? '').split(' '));

/** What a tree calls, by oid. */
export interface Calls {
  readonly functions: ReadonlySet<string>;
  /** Operators stand for their functions, where the tree does not name these itself. */
  readonly operators: ReadonlySet<string>;
}

export function callsIn(tree: string): Calls {
  const oids = (mark: RegExp): string[] => [...tree.matchAll(mark)].flatMap(([, list]) => list?.split(' ') ?? []);
  const known = (list: readonly string[]): Set<string> => new Set(list.filter((oid) => oid !== '0' && oid !== ''));
  return { functions: known(oids(FUNCTION)), operators: known([...oids(OPERATOR), ...oids(OPERATORS)]) };
}

/** Whether an expression asks for the time, the session or a sequence without calling a function. */
export const asksWithoutCall = (tree: string): boolean => TIME.test(tree) || SESSION.test(tree) || SEQUENCE.test(tree);

/** Oids of the relations that a tree reads. */
export const relationsIn = (tree: string): string[] => [...tree.matchAll(RELATION)].flatMap(([, oid = '0']) => (oid === '0' ? [] : oid));

export const isLateBinding = (written: string): boolean => /with\s+no\s+schema\s+binding/i.test(written);
