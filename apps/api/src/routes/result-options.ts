import { z } from 'zod';
import { CSV, TSV } from '@onceql/results';
import type { Rendering } from '@onceql/results';
import { RequestFault } from '@onceql/shared';
import type { Result } from '@onceql/shared';
import { fileName } from '../reply/format.js';
import type { Format } from '../reply/format.js';
import { rangeSchema } from './row-range.js';

const DELIMITERS = { comma: ',', tab: '\t', pipe: '|' } as const;

const yesOrNo = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');
const oneOf = <T extends readonly [string, ...string[]]>(...words: T) => z.enum(words, `must be ${words.slice(0, -1).join(', ')}${words.length > 1 ? ' or ' : ''}${words.at(-1)}`);

/** What may be asked of a result beside its format. */
export const resultOptions = rangeSchema.extend({
  include_header: yesOrNo.optional().describe('CSV and TSV: whether a line with the names of the columns comes first; true'),
  column_delimiter: oneOf('comma', 'tab', 'pipe').optional().describe('CSV: what stands between values; comma'),
  unquoted: yesOrNo.optional().describe('CSV and TSV: whether values are written without quotes, whatever they hold; false'),
  compression: oneOf('none', 'gzip', 'zip').optional().describe('CSV and TSV: a file that is packed; none'),
  defuse: oneOf('formulas').optional().describe("CSV, TSV and XLSX: puts a `'` before texts that a spreadsheet would take for a formula"),
});
type Options = z.infer<typeof resultOptions>;

const PAGES = ['offset', 'limit'] as const;
const TEXT = [...PAGES, 'include_header', 'unquoted', 'compression', 'defuse'] as const;
/** What each format knows of it. */
const KNOWN: Readonly<Record<Format, readonly (keyof Options)[]>> = {
  json: PAGES,
  csv: [...TEXT, 'column_delimiter'],
  tsv: TEXT,
  xlsx: [...PAGES, 'defuse'],
  arrow: PAGES,
  parquet: [],
};

/** @throws RequestFault 400 for an option that the format does not have, which would be passed over otherwise, and for two that exclude each other */
export function checkOptions(options: Options, format: Format): void {
  checkKnown(options, format);
  // A value could begin a cell of its own within a text: nothing says where the text ends.
  if (options.defuse && options.unquoted) throw new RequestFault(400, 'defuse needs quotes: without them a part of a value can become a cell of its own. Leave out unquoted.');
}

function checkKnown(options: Options, format: Format): void {
  const [wrong] = Object.keys(options).filter((name) => !KNOWN[format].includes(name as keyof Options));
  if (wrong === undefined) return;
  const formats = Object.entries(KNOWN).flatMap(([each, known]) => (known.includes(wrong as keyof Options) ? [each] : []));
  throw new RequestFault(400, `${wrong} is for results as ${formats.join(', ')}, not as ${format}.`);
}

/** How a result is rendered in a format with these options. */
export function renderingOf(format: Exclude<Format, 'json' | 'parquet'>, options: Options, result: Result): Rendering {
  const modifiedAt = result.snapshotAt.getTime();
  const defuse = options.defuse === 'formulas';
  if (format === 'arrow') return { format };
  if (format === 'xlsx') return { format, defuse, modifiedAt };
  const { delimiter } = format === 'csv' ? CSV : TSV;
  const chosen = { delimiter: options.column_delimiter ? DELIMITERS[options.column_delimiter] : delimiter, header: options.include_header ?? true, quoted: !options.unquoted, defuse };
  return { format: 'delimited', options: chosen, compression: options.compression ?? 'none', name: fileName(result, format), modifiedAt };
}
