import type { Request } from 'express';
import type { Result } from '@onceql/shared';
import { iso } from './iso.js';

/** What a result can be served as. Each is the extension of its file. */
export type Format = 'json' | 'csv' | 'tsv' | 'xlsx' | 'parquet' | 'arrow';

/** The first is served where nothing else is asked for. */
export const MEDIA_TYPES: Readonly<Record<Format, string>> = {
  json: 'application/json',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.stream',
};

const FORMATS = Object.keys(MEDIA_TYPES) as Format[];
const TEXTS: ReadonlySet<Format> = new Set(['json', 'csv', 'tsv']);

export const isFormat = (extension: string): extension is Format => Object.hasOwn(MEDIA_TYPES, extension);

/** Whether it is made of text, which is packed on its way; the others are packed already. */
export const isText = (format: Format): boolean => TEXTS.has(format);

/** The format that a caller's `Accept` likes best; JSON where it names none of them. */
export function acceptedFormat(request: Request): Format {
  const type = request.accepts(Object.values(MEDIA_TYPES));
  return FORMATS.find((format) => MEDIA_TYPES[format] === type) ?? 'json';
}

export const contentType = (format: Format): string => MEDIA_TYPES[format] + (isText(format) ? '; charset=utf-8' : '');

/** The name of a result's file: its id and the day on which its rows were read. */
export function fileName({ id, snapshotAt }: Result, extension: string): string {
  return `${id}_${iso(snapshotAt.getTime()).slice(0, 10).replaceAll('-', '_')}.${extension}`;
}
