import type { Fields } from '../../tree/walk.js';

/** A list of what becomes of its items; the same list where they stay what they are. */
export function mappedList(list: readonly unknown[], map: (item: unknown) => unknown): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let at = 0; at < list.length; at += 1) {
    const item = map(list[at]);
    if (item !== list[at]) (copy ??= list.slice())[at] = item;
  }
  return copy ?? list;
}

/** The same of fields. */
export function mappedFields(fields: Fields, map: (value: unknown, field: string) => unknown): Fields {
  let copy: Record<string, unknown> | undefined;
  for (const field in fields) {
    const value = map(fields[field], field);
    if (value !== fields[field]) (copy ??= { ...fields })[field] = value;
  }
  return copy ?? fields;
}
