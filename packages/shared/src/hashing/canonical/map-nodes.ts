import { BARE, isLeaf, wrapperOf, type Fields } from '../tree/walk.js';

/** A node with its type around it: `{"ColumnRef": {…}}`. */
export type Wrapped = Readonly<Record<string, Fields>>;

/** What becomes of a node whose children have been mapped: a node, or undefined where it stays. */
export type Change = (type: string, fields: Fields) => Wrapped | undefined;

/** What to look at in place of a node before its children are, or undefined where they are not looked at. */
export type Enter = (type: string, fields: Fields) => Fields | undefined;

/**
 * A tree with its nodes changed, inner ones first. Nothing is changed in place; what stays the same is shared with the
 * tree that was given; names and constants (`isLeaf`) are not looked into. A node that is printed without its type (`larg`, `typeName`, `over`…) cannot become one of
 * another type: it stays.
 */
export function mapNodes(root: Fields, change: Change, enter: Enter = same): Fields {
  return mapValue(root, '', { change, enter }) as Fields;
}

const same: Enter = (_type, fields) => fields;

interface Hooks {
  readonly change: Change;
  readonly enter: Enter;
}

function mapValue(value: unknown, field: string, hooks: Hooks): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return mapList(value as unknown[], field, hooks);
  const node = value as Fields;
  const type = wrapperOf(node);
  return type === undefined ? mapBare(node, BARE.get(field) ?? field, hooks) : mapWrapped(node, type, hooks);
}

function mapWrapped(node: Fields, type: string, hooks: Hooks): Fields {
  const before = node[type] as Fields;
  const entered = hooks.enter(type, before);
  if (entered === undefined) return node;
  const fields = isLeaf(type) ? entered : mapFields(entered, hooks);
  return hooks.change(type, fields) ?? (fields === before ? node : { [type]: fields });
}

function mapBare(node: Fields, type: string, hooks: Hooks): Fields {
  const entered = hooks.enter(type, node);
  if (entered === undefined) return node;
  const fields = mapFields(entered, hooks);
  return hooks.change(type, fields)?.[type] ?? fields;
}

function mapList(list: readonly unknown[], field: string, hooks: Hooks): readonly unknown[] {
  let mapped: unknown[] | undefined;
  for (let at = 0; at < list.length; at += 1) {
    const item = mapValue(list[at], field, hooks);
    if (item === list[at]) continue;
    mapped ??= list.slice();
    mapped[at] = item;
  }
  return mapped ?? list;
}

function mapFields(node: Fields, hooks: Hooks): Fields {
  let mapped: Record<string, unknown> | undefined;
  for (const field in node) {
    const value = mapValue(node[field], field, hooks);
    if (value === node[field]) continue;
    mapped ??= { ...node };
    mapped[field] = value;
  }
  return mapped ?? node;
}
