import type { Column, ColumnType, RowBatch } from '@onceql/shared';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

/** A column as a source describes it. */
export function column(name: string, databaseType = 'text'): Column {
  return { name, databaseType, type: TYPES[databaseType] ?? 'string' };
}

export type Cells = (string | null)[];

/** One batch out of columns of texts. */
export function batch(...columns: Cells[]): RowBatch {
  const bytes = columns.flat().reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
  return { length: columns[0]?.length ?? 0, columns, bytes };
}

export async function* stream(...batches: RowBatch[]): AsyncGenerator<RowBatch> {
  yield* batches;
}

/** All rows of the batches, column by column. */
export async function gather(batches: AsyncIterable<RowBatch>, width: number): Promise<{ length: number; columns: Cells[] }> {
  const columns = Array.from({ length: width }, (): Cells => []);
  let length = 0;
  for await (const each of batches) {
    length += each.length;
    each.columns.forEach((cells, c) => columns[c]?.push(...cells));
  }
  return { length, columns };
}

export async function textOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all).toString('utf8');
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
