import type { Fields } from './walk.js';

/** What becomes of a value of this field. */
export type MapValue = (value: unknown, field: string) => unknown;

/** A list of what becomes of its items, all of one field; the same list where they stay what they are. */
export function mappedList(list: readonly unknown[], field: string, map: MapValue): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let at = 0; at < list.length; at += 1) {
    const item = map(list[at], field);
    if (item !== list[at]) (copy ??= list.slice())[at] = item;
  }
  return copy ?? list;
}

/** The same of fields. */
export function mappedFields(fields: Fields, map: MapValue): Fields {
  let copy: Record<string, unknown> | undefined;
  for (const field in fields) {
    const value = map(fields[field], field);
    if (value !== fields[field]) (copy ??= { ...fields })[field] = value;
  }
  return copy ?? fields;
}
