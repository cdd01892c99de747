import type { Column, ColumnBatch } from '@onceql/shared';
import { putNumber } from './digits.js';
import { defused } from './formulas.js';
import { Output } from './output.js';
import { renderRows } from './rows.js';
import type { Field } from './rows.js';
import { DATE_STYLE, sheetColumn, TIMESTAMP_STYLE } from './xlsx-cells.js';
import { putXmlText } from './xml-text.js';
import { zipped } from './zip.js';
import type { ZipEntry } from './zip.js';

export interface XlsxOptions {
  /** Puts a `'` before texts that a spreadsheet would take for a formula. */
  readonly defuse: boolean;
  /** Stands in the archive; the same rows with the same time are the same bytes. */
  readonly modifiedAt: Date;
  /** Whether the sheet may have more than 4 GB as XML. */
  readonly mayBeLarge: boolean;
}

const NOTHING = new Uint8Array();
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The style without a number, then those that cells name by their number. */
const STYLES = ['', 'yyyy-mm-dd', 'yyyy-mm-dd hh:mm:ss.000'];

const PARTS: readonly (readonly [path: string, xml: string])[] = [
  ['[Content_Types].xml', `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`],
  ['_rels/.rels', `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
  ['xl/workbook.xml', `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONSHIPS}"><sheets><sheet name="result" sheetId="1" r:id="rId1"/></sheets></workbook>`],
  ['xl/_rels/workbook.xml.rels', `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONSHIPS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONSHIPS}/styles" Target="styles.xml"/></Relationships>`],
  ['xl/styles.xml', stylesXml()],
];

function stylesXml(): string {
  const formats = [DATE_STYLE, TIMESTAMP_STYLE].map((style) => `<numFmt numFmtId="${164 + style}" formatCode="${STYLES[style]}"/>`);
  const styles = STYLES.map((_, style) => `<xf numFmtId="${style === 0 ? 0 : 164 + style}" fontId="0" fillId="0" borderId="0" xfId="0"${style === 0 ? '' : ' applyNumberFormat="1"'}/>`);
  return `<styleSheet xmlns="${MAIN}"><numFmts count="${formats.length}">${formats.join('')}</numFmts><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${styles.length}">${styles.join('')}</cellXfs></styleSheet>`;
}

/**
 * The rows as an Excel workbook of one sheet with the names of the columns in its first row, made while it is asked for.
 * Whether it fits into the format is for `xlsx-limits.ts` to say before.
 */
export function renderXlsx(batches: AsyncIterable<ColumnBatch>, columns: readonly Column[], { defuse, modifiedAt, mayBeLarge }: XlsxOptions): AsyncIterable<Uint8Array> {
  const entries = PARTS.map(([path, xml]): ZipEntry => ({ path, bytes: Buffer.from(XML + xml) }));
  return zipped([...entries, { path: 'xl/worksheets/sheet1.xml', bytes: sheet(batches, columns, defuse), mayBeLarge }], modifiedAt);
}

function sheet(batches: AsyncIterable<ColumnBatch>, columns: readonly Column[], defuse: boolean): AsyncIterable<Uint8Array> {
  const places = columns.map((_, c) => Buffer.from(`<c r="${letters(c)}`));
  let above = 1;
  return renderRows(batches, {
    head: Buffer.concat([Buffer.from(`${XML}<worksheet xmlns="${MAIN}"><sheetData><row r="1">`), ...columns.map(({ name }, c) => headCell(name, c, defuse)), Buffer.from('</row>')]),
    between: NOTHING,
    rowStart: Buffer.from('<row r="'),
    rowEnd: Buffer.from('</row>'),
    tail: Buffer.from('</sheetData></worksheet>'),
    fields: (batch) => {
      const first = above + 1;
      above += batch.length;
      return [rowNumber(first), ...batch.columns.map((cells, c) => fieldOf(cells, columns[c] ?? NAMELESS, beginning(places[c] ?? NOTHING, first), defuse))];
    },
  });
}

const NAMELESS: Column = { name: '', type: 'string', databaseType: 'text' };
const ROW_NUMBER_END = Buffer.from('">');

const rowNumber = (first: number): Field => ({
  present: undefined,
  before: NOTHING,
  write: (out, row) => {
    putNumber(out, first + row);
    out.put(ROW_NUMBER_END);
  },
  writeAbsent: () => undefined,
});

const beginning = (place: Uint8Array, first: number) => (out: Output, row: number): void => {
  out.put(place);
  putNumber(out, first + row);
};

const fieldOf = (cells: ColumnBatch['columns'][number], column: Column, begin: (out: Output, row: number) => void, defuse: boolean): Field => ({
  present: cells.present,
  before: NOTHING,
  ...sheetColumn(cells, column, begin, defuse),
});

function headCell(name: string, c: number, defuse: boolean): Buffer {
  const out = new Output(1024);
  const bytes = Buffer.from(name);
  putXmlText(out, (defuse && defused(bytes, 0, bytes.length, false)) || bytes);
  return Buffer.concat([Buffer.from(`<c r="${letters(c)}1" t="inlineStr"><is><t xml:space="preserve">`), ...out.end(), Buffer.from('</t></is></c>')]);
}

/** A to Z, AA to ZZ, AAA… */
function letters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}
