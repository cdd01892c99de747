import type { ColumnBatch, ColumnType, TypedColumn } from '@onceql/shared';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesColumn } from './column-batches.js';

const TYPES: Readonly<Record<string, ColumnType>> = {
  smallint: 'integer',
  integer: 'integer',
  bigint: 'integer',
  real: 'float',
  'double precision': 'float',
  numeric: 'float',
  boolean: 'boolean',
  date: 'date',
  'timestamp with time zone': 'datetime',
  'timestamp without time zone': 'datetime',
};

/** A column as a source describes it, whose values are held as texts. */
export function column(name: string, databaseType = 'text'): TypedColumn {
  return { name, databaseType, type: TYPES[databaseType] ?? 'string', kind: 'text' };
}

export type Cells = (string | null)[];

/** One batch out of columns of texts. */
export function batch(...columns: Cells[]): ColumnBatch {
  const bytes = columns.flat().reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
  return { length: columns[0]?.length ?? 0, columns: columns.map((cells) => bytesColumn(cells)), bytes };
}

export async function* stream(...batches: ColumnBatch[]): AsyncGenerator<ColumnBatch> {
  yield* batches;
}

/** All rows of batches of texts, column by column. */
export async function gather(batches: AsyncIterable<ColumnBatch>, width: number): Promise<{ length: number; columns: Cells[] }> {
  const columns = Array.from({ length: width }, (): Cells => []);
  let length = 0;
  for await (const each of batches) {
    length += each.length;
    each.columns.forEach((cells, c) => columns[c]?.push(...textsIn(cells, each.length)));
  }
  return { length, columns };
}

function textsIn(cells: ColumnBatch['columns'][number], length: number): Cells {
  if (cells.kind !== 'text') throw new Error(`No texts, but ${cells.kind}`);
  const { present, offsets } = cells;
  const bytes = Buffer.from(cells.bytes.buffer, cells.bytes.byteOffset, cells.bytes.length);
  return Array.from({ length }, (_, row) => (present?.[row] === 0 ? null : bytes.toString('utf8', offsets[row], offsets[row + 1])));
}

/** A folder of its own, deleted by `dispose`. */
export async function temporaryFolder(): Promise<{ path: string; files: () => Promise<string[]>; dispose: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'onceql-results-'));
  return {
    path,
    async files() {
      const entries = await readdir(path, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    },
    dispose: () => rm(path, { recursive: true, force: true }),
  };
}
