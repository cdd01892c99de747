import { namesInSql, schemasOf, tableName, type WrittenName } from '@onceql/shared';
import type { FunctionBody, FunctionFact } from '../analysis/facts.js';
import { isMeant } from '../analysis/names.js';
import { callsIn, relationsIn } from '../analysis/stored-tree.js';
import type { Wire } from '../connection/wire.js';
import { sql } from '../sql.js';
import { findFunctions } from './find-functions.js';
import { arrayLiteral, json } from './values.js';

const NAMED = sql(import.meta.url, 'named-relations.sql');

/** What the bodies of functions read and call. */
export interface Called {
  /** Oids. */
  readonly relations: readonly string[];
  /** Users' functions: what came with the database is vouched for by whoever lists the function that calls it. */
  readonly functions: readonly FunctionFact[];
  /** Canonical names of functions of which it cannot be told. */
  readonly unread: readonly string[];
  /** Oids of the functions whose bodies were read. */
  readonly read: ReadonlySet<string>;
}

export const NOTHING_CALLED: Called = { relations: [], functions: [], unread: [], read: new Set() };

/** A row of named-relations.sql. */
interface Candidate extends Required<WrittenName> {
  readonly oid: string;
}

interface Body {
  readonly relations: readonly string[];
  readonly functions: readonly FunctionFact[];
}

/**
 * Reads the bodies of those of the functions that are in SQL and that the source lists (`allowed`), and of what they call
 * in their turn. Parsing a statement locks none of the relations in them, whether they will be inlined or not: that is
 * the planner's and the executor's work, and comes too late.
 */
export async function behindBodies(
  wire: Wire, functions: readonly FunctionFact[], path: readonly string[], allowed: ReadonlySet<string>, before: Called,
): Promise<Called> {
  const read = new Set(before.read);
  const [relations, called, unread] = [new Set(before.relations), [...before.functions], new Set(before.unread)];
  for (const queue = [...functions]; queue.length > 0; ) {
    const { oid, schema, name, body } = queue.shift() as FunctionFact;
    const canonical = tableName(schema, name);
    if (body === undefined || read.has(oid) || !allowed.has(canonical)) continue;
    read.add(oid);
    const inside = await readBody(wire, body, path);
    if (!inside) unread.add(canonical);
    for (const relation of inside?.relations ?? []) relations.add(relation);
    called.push(...(inside?.functions ?? []));
    queue.push(...(inside?.functions ?? []));
  }
  return { relations: [...relations], functions: called, unread: [...unread], read };
}

async function readBody(wire: Wire, body: FunctionBody, callers: readonly string[]): Promise<Body | undefined> {
  if (body.tree !== null) {
    const calls = callsIn(body.tree);
    const asked = { origin: 'statement', oids: [...calls.functions], operators: [...calls.operators], names: [] } as const;
    return { relations: relationsIn(body.tree), functions: usersOnly(await findFunctions(wire, [asked], [])) };
  }
  const path = body.path === null ? callers : pathOf(body.path);
  const names = path && (await namesInSql(body.text));
  const relations = names && (await resolve(wire, names.tables, path));
  if (!relations) return undefined;
  const asked = { origin: 'statement', oids: [], operators: [], names: names.functions } as const;
  return { relations, functions: usersOnly(await findFunctions(wire, [asked], path)) };
}

const usersOnly = (functions: readonly FunctionFact[]): FunctionFact[] => functions.filter(({ builtin }) => !builtin);

/** As the function sets it; undefined where that rests on who owns it. */
function pathOf(written: string): readonly string[] | undefined {
  const schemas = schemasOf(written === '' ? '""' : written, '$user');
  return schemas.includes('$user') ? undefined : ['pg_catalog', ...schemas];
}

/** The oids of all of these relations, or undefined if there is none of a name. */
async function resolve(wire: Wire, names: readonly WrittenName[], path: readonly string[]): Promise<string[] | undefined> {
  if (names.length === 0) return [];
  const values = [arrayLiteral(names.map(({ name }) => name))];
  const { rows } = await wire.exchange([{ act: 'recall', name: 'onceql_named', text: NAMED, values }]);
  const candidates = json<readonly Candidate[]>(rows[0]);
  const found = names.map((name) => first(candidates.filter((one) => isMeant(name, one, path)), path));
  return found.every((one) => one !== undefined) ? found.map(({ oid }) => oid) : undefined;
}

const first = (candidates: readonly Candidate[], path: readonly string[]): Candidate | undefined =>
  [...candidates].sort((a, b) => path.indexOf(a.schema) - path.indexOf(b.schema))[0];
