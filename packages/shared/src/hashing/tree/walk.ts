/** The fields of a node of the parse tree, as libpg-query prints them. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Fields whose nodes are printed without their type around them, because it can be no other. A map, here and wherever
 * a type or field is looked up: JSON_ARRAYAGG has a field called `constructor`.
 */
export const BARE: ReadonlyMap<string, string> = new Map([
  ['larg', 'SelectStmt'],
  ['rarg', 'SelectStmt'],
  ['withClause', 'WithClause'],
  ['intoClause', 'IntoClause'],
  ['typeName', 'TypeName'],
  ['alias', 'Alias'],
  ['over', 'WindowDef'],
]);

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export type Visit = (type: string, node: Fields) => void;

/** Calls `visit` for every node directly below, with its type (the field's own name where that is not known). */
export function eachChild(node: Fields, visit: Visit): void {
  for (const field in node) eachNode(node[field], field, visit);
}

function eachNode(value: unknown, field: string, visit: Visit): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) eachNode(item, field, visit);
    return;
  }
  const node = value as Fields;
  const type = wrapperOf(node);
  if (type === undefined) visit(BARE.get(field) ?? field, node);
  else visit(type, node[type] as Fields);
}

const CAPITAL_A = 65;
const CAPITAL_Z = 90;

/** Types begin with a capital, fields never do: `{"ColumnRef": {...}}`. */
export function wrapperOf(node: Fields): string | undefined {
  for (const key in node) {
    const first = key.charCodeAt(0);
    return first >= CAPITAL_A && first <= CAPITAL_Z && isFields(node[key]) ? key : undefined;
  }
  return undefined;
}

/** What stands in a tree, outer nodes first. */
interface Nodes {
  readonly types: string[];
  readonly nodes: Fields[];
  readonly byType: Map<string, Fields[]>;
}

/** A statement is read for many reasons one after the other; going through a list is much quicker than through the tree. */
const remembered = new WeakMap<object, Nodes>();

/**
 * Nodes that hold nothing but names and constants' values: there is no need to look into them. They are more than half of
 * a tree.
 */
export const isLeaf = (type: string): boolean => type === 'ColumnRef' || type === 'A_Const' || type === 'String';

/**
 * Calls `visit` for every node of the tree below and including `root`, outer ones first; not for names (String) and what
 * is in a constant. Trees are never changed in place.
 */
export function walk(root: unknown, visit: Visit): void {
  if (!isFields(root)) return;
  const { types, nodes } = nodesOf(root);
  for (let at = 0; at < types.length; at += 1) visit(types[at] as string, nodes[at] as Fields);
}

const NONE: readonly Fields[] = [];

/** The nodes of one type among those that `walk` visits, in its order. */
export function nodesOfType(root: unknown, type: string): readonly Fields[] {
  return isFields(root) ? (nodesOf(root).byType.get(type) ?? NONE) : NONE;
}

/** Whether `walk` visits a node of this type. */
export const holdsType = (root: unknown, type: string): boolean => isFields(root) && nodesOf(root).byType.has(type);

/** The types of the nodes that `walk` visits, each once, in the order in which they are first met. */
export function typesIn(root: unknown): readonly string[] {
  return isFields(root) ? [...nodesOf(root).byType.keys()] : [];
}

function nodesOf(root: Fields): Nodes {
  const known = remembered.get(root);
  if (known) return known;
  const found: Nodes = { types: [], nodes: [], byType: new Map() };
  const { types, nodes, byType } = found;
  const enter: Visit = (type, node) => {
    if (type === 'String') return;
    types.push(type);
    nodes.push(node);
    const alike = byType.get(type);
    if (alike) alike.push(node);
    else byType.set(type, [node]);
    if (!isLeaf(type)) eachChild(node, enter);
  };
  eachNode(root, '', enter);
  remembered.set(root, found);
  return found;
}

/** The fields of a node, `{"ColumnRef": {…}}`, if it is of this type. */
export function fieldsOf(node: unknown, type: string): Fields | undefined {
  if (!isFields(node)) return undefined;
  const fields = node[type];
  return isFields(fields) ? fields : undefined;
}

/** A list's items; none where a field is not there. */
export const itemsOf = (list: unknown): readonly unknown[] => (Array.isArray(list) ? (list as unknown[]) : []);

/** The texts of a list of String nodes, such as a qualified name. Other nodes (`*`) are left out. */
export function stringsOf(list: unknown): string[] {
  const texts: string[] = [];
  if (!Array.isArray(list)) return texts;
  for (const item of list as unknown[]) {
    const string = isFields(item) ? item['String'] : undefined;
    const text = isFields(string) ? string['sval'] : undefined;
    if (typeof text === 'string') texts.push(text);
  }
  return texts;
}

/** The text of a string constant; undefined for every other node. */
export function stringConstant(type: string, node: Fields): string | undefined {
  if (type !== 'A_Const' || !isFields(node['sval'])) return undefined;
  const text = node['sval']['sval'];
  return typeof text === 'string' ? text : '';
}
