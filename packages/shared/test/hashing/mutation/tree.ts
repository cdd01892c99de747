import type { Node } from '@pgsql/types';
import { Deparser } from 'pgsql-deparser';
import { parse } from '../../../src/hashing/tree/parser.js';
import { isFields, stringsOf, wrapperOf } from '../../../src/hashing/tree/walk.js';

/** The fields of a node, which may be changed. */
export type Fields = Record<string, unknown>;
/** A node with its type around it. */
export type Wrapped = Readonly<Record<string, Fields>>;

/** A node of a tree where it stands. */
export interface Place {
  readonly type: string;
  readonly fields: Fields;
  /** From the root to it, by fields and indices. */
  readonly path: readonly (string | number)[];
  /** Puts another node there. Not for nodes that stand without their type. */
  readonly replace: ((node: Wrapped) => void) | undefined;
}

/** Nodes that stand without their type around them, by the field. */
const BARE: Readonly<Record<string, string>> = { larg: 'SelectStmt', rarg: 'SelectStmt', alias: 'Alias', typeName: 'TypeName', over: 'WindowDef', withClause: 'WithClause' };

/** The tree of a statement, `{"SelectStmt": …}`, to be changed at will; undefined where the text has none. */
export function treeOf(text: string): Fields | undefined {
  const parsed = parse(text);
  const tree: unknown = parsed.outcome === 'tree' && parsed.statements.length === 1 ? parsed.statements[0]?.stmt : undefined;
  return isFields(tree) ? (tree as Fields) : undefined;
}

/** A tree as a statement; undefined where it is none that can be written. */
export function textOf(tree: Fields): string | undefined {
  try {
    return Deparser.deparse(tree as unknown as Node, { pretty: false });
  } catch {
    return undefined;
  }
}

/** All nodes, outer ones first. */
export function placesIn(tree: Fields): Place[] {
  const found: Place[] = [];
  collect({ root: tree }, 'root', [], found);
  return found;
}

function collect(holder: Fields | unknown[], key: string | number, path: readonly (string | number)[], found: Place[]): void {
  const value = (holder as Fields)[key];
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    value.forEach((_, at) => collect(value as unknown[], at, [...path, at], found));
    return;
  }
  const node = value as Fields;
  const type = wrapperOf(node);
  const fields = type === undefined ? node : (node[type] as Fields);
  const replace = (next: Wrapped): void => void ((holder as Fields)[key] = next);
  found.push({ type: type ?? BARE[String(key)] ?? '', fields, path, replace: type === undefined ? undefined : replace });
  const inner = type === undefined ? path : [...path, type];
  for (const field of Object.keys(fields)) collect(fields, field, [...inner, field], found);
}

export const listOf = (fields: Fields, field: string): Fields[] => (Array.isArray(fields[field]) ? (fields[field] as Fields[]) : []);

/** The fields of a node that is of this type. */
export function asNode(node: unknown, type: string): Fields | undefined {
  const inner = isFields(node) ? node[type] : undefined;
  return isFields(inner) ? (inner as Fields) : undefined;
}

export const string = (sval: string): Fields => ({ String: { sval } });
export const reference = (...names: string[]): Wrapped => ({ ColumnRef: { fields: names.map(string) } });
export const integer = (ival: number): Wrapped => ({ A_Const: { ival: ival === 0 ? {} : { ival } } });
export const operation = (name: string, lexpr: unknown, rexpr: unknown, kind = 'AEXPR_OP'): Wrapped => ({ A_Expr: { kind, name: [string(name)], lexpr, rexpr } });
export const bool = (op: 'AND' | 'OR' | 'NOT', args: readonly unknown[]): Wrapped => ({ BoolExpr: { boolop: `${op}_EXPR`, args } });
export const nameOf = (fields: Fields, field = 'name'): string => stringsOf(fields[field]).join('.');
export const clone = <T>(value: T): T => structuredClone(value);

/** Leaves a field out. */
export const drop = (fields: Fields, field: string): void => void Reflect.deleteProperty(fields, field);
