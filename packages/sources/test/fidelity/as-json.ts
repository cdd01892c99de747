import type { Column, ColumnType } from '@onceql/shared';

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(?:([+-]\d\d)((?::\d\d){0,2}))?$/;

/** What the JSON of rows has to say, by the texts that the database prints. */
export function rowsAsJson(columns: readonly Column[], names: readonly string[], rows: readonly (readonly (string | null)[])[]): string {
  const row = (texts: readonly (string | null)[]): string => `{${texts.map((text, at) => `${JSON.stringify(names[at])}:${valueOf(text, columns[at]?.type ?? 'string')}`).join()}}`;
  return `[${rows.map(row).join()}]`;
}

function valueOf(text: string | null, type: ColumnType): string {
  if (text === null) return 'null';
  if ((type === 'integer' || type === 'float') && NUMBER.test(text)) return text;
  if ((type === 'integer' || type === 'float') && /^(NaN|-?Infinity)$/.test(text)) return 'null';
  if (type === 'boolean') return text === 't' ? 'true' : 'false';
  return JSON.stringify(type === 'datetime' ? moment(text) : text);
}

function moment(text: string): string {
  const [, date, time, hours = '', rest = ''] = TIME.exec(text) ?? [];
  return date === undefined ? text : `${date}T${String(time)}${hours}${hours !== '' && rest === '' ? ':00' : rest}`;
}
