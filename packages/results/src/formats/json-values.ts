import type { ColumnType } from '@onceql/shared';
import { booleanWord } from './booleans.js';

/** The database's text of a value, not null, as JSON text. */
export type JsonValue = (text: string) => string;

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const NOT_FINITE = /^(?:NaN|[+-]?Infinity)$/;
/** A time stamp as Postgres prints it under DateStyle ISO, of the years 1 to 9999 after Christ. */
const TIMESTAMP = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d(?::\d\d){0,2})?$/;

/**
 * All digits go out as they are: no number passes through a JavaScript number. JSON has no NaN and no infinities,
 * they are null. Whatever else is not a JSON number is a string rather than broken JSON or a lost value.
 */
function numberValue(text: string): string {
  if (NUMBER.test(text)) return text;
  return NOT_FINITE.test(text) ? 'null' : JSON.stringify(text);
}

const booleanValue: JsonValue = (text) => booleanWord(text) ?? JSON.stringify(text);

/**
 * ISO 8601, the zone with minutes as it asks for; without a zone where the database gives none. Seconds in a zone
 * (local mean times) stay. What has no ISO form (infinity, BC, years past 9999) stays the database's text.
 */
function datetimeValue(text: string): string {
  const [, date, time, zone] = TIMESTAMP.exec(text) ?? [];
  if (date === undefined) return JSON.stringify(text);
  if (zone === undefined) return `"${date}T${time}"`;
  return `"${date}T${time}${zone.length === 3 ? `${zone}:00` : zone}"`;
}

const stringValue: JsonValue = (text) => JSON.stringify(text);

export const JSON_VALUES: Readonly<Record<ColumnType, JsonValue>> = {
  integer: numberValue,
  float: numberValue,
  boolean: booleanValue,
  datetime: datetimeValue,
  date: stringValue,
  string: stringValue,
};
