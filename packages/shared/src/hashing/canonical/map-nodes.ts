import { BARE, wrapperOf, type Fields } from '../tree/walk.js';

/** A node with its type around it: `{"ColumnRef": {…}}`. */
export type Wrapped = Readonly<Record<string, Fields>>;

/** What becomes of a node whose children have been mapped: a node, or undefined where it stays. */
export type Change = (type: string, fields: Fields) => Wrapped | undefined;

/**
 * A tree with its nodes changed, inner ones first. Nothing is changed in place; what stays the same is shared with the
 * tree that was given. A node that is printed without its type (`larg`, `typeName`, `over`…) cannot become one of
 * another type: it stays.
 */
export function mapNodes(root: Fields, change: Change): Fields {
  return mapValue(root, '', change) as Fields;
}

function mapValue(value: unknown, field: string, change: Change): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return mapList(value as unknown[], field, change);
  const node = value as Fields;
  const type = wrapperOf(node);
  return type === undefined ? mapBare(node, BARE.get(field) ?? field, change) : mapWrapped(node, type, change);
}

function mapWrapped(node: Fields, type: string, change: Change): Fields {
  const before = node[type] as Fields;
  const fields = mapFields(before, change);
  return change(type, fields) ?? (fields === before ? node : { [type]: fields });
}

function mapBare(node: Fields, type: string, change: Change): Fields {
  const fields = mapFields(node, change);
  return change(type, fields)?.[type] ?? fields;
}

function mapList(list: readonly unknown[], field: string, change: Change): readonly unknown[] {
  let mapped: unknown[] | undefined;
  for (let at = 0; at < list.length; at += 1) {
    const item = mapValue(list[at], field, change);
    if (item === list[at]) continue;
    mapped ??= list.slice();
    mapped[at] = item;
  }
  return mapped ?? list;
}

function mapFields(node: Fields, change: Change): Fields {
  let mapped: Record<string, unknown> | undefined;
  for (const field in node) {
    const value = mapValue(node[field], field, change);
    if (value === node[field]) continue;
    mapped ??= { ...node };
    mapped[field] = value;
  }
  return mapped ?? node;
}
