import { mappedFields, mappedList, type MapValue } from '../tree/sharing.js';
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
  const hooks: Hooks = { change, enter, map: (value, field) => mapValue(value, field, hooks) };
  return mapValue(root, '', hooks) as Fields;
}

const same: Enter = (_type, fields) => fields;

interface Hooks {
  readonly change: Change;
  readonly enter: Enter;
  /** Maps what is below a node. */
  readonly map: MapValue;
}

function mapValue(value: unknown, field: string, hooks: Hooks): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return mappedList(value as unknown[], field, hooks.map);
  const node = value as Fields;
  const type = wrapperOf(node);
  return type === undefined ? mapBare(node, BARE.get(field) ?? field, hooks) : mapWrapped(node, type, hooks);
}

function mapWrapped(node: Fields, type: string, hooks: Hooks): Fields {
  const before = node[type] as Fields;
  const entered = hooks.enter(type, before);
  if (entered === undefined) return node;
  const fields = isLeaf(type) ? entered : mappedFields(entered, hooks.map);
  return hooks.change(type, fields) ?? (fields === before ? node : { [type]: fields });
}

function mapBare(node: Fields, type: string, hooks: Hooks): Fields {
  const entered = hooks.enter(type, node);
  if (entered === undefined) return node;
  const fields = mappedFields(entered, hooks.map);
  return hooks.change(type, fields)?.[type] ?? fields;
}
