import type { Column, RowBatch } from '@onceql/shared';
import { ByteWriter, ParquetWriter, type ColumnSource } from 'hyparquet-writer';
import type { ObjectWriter } from '../storage/storage.js';
import { cellKind, encodeTexts, type Cell, type ExactTexts } from './cells.js';
import { rowGroups, type RowGroupTexts } from './row-groups.js';
import { columnsMetadata, EXACT_KEY, parquetNames, parquetSchema } from './schema.js';

const BUFFER_BYTES = 1 << 20;
const KEPT_BUFFER_BYTES = 16 << 20;

/**
 * Holds one encoded row group and hands it on before the next one is encoded. hyparquet-writer calls `flush` after
 * every row group and `finish` at the end, and awaits both (its parquet-writer.js); `offset` goes on counting.
 */
class FlushingWriter extends ByteWriter {
  private readonly object: ObjectWriter;

  constructor(object: ObjectWriter) {
    super(BUFFER_BYTES);
    this.object = object;
  }

  async flush(): Promise<void> {
    if (this.index > 0) await this.object.write(this.getBytes());
    this.index = 0;
    if (this.buffer.byteLength > KEPT_BUFFER_BYTES) this.shrink();
  }

  override finish(): Promise<void> {
    return this.flush();
  }

  private shrink(): void {
    this.buffer = new ArrayBuffer(BUFFER_BYTES);
    this.view = new DataView(this.buffer);
  }
}

/**
 * Writes rows as one Parquet file, row group by row group. Does not commit.
 * Answers the number of rows and the size of the file in bytes.
 */
export async function writeParquet(
  object: ObjectWriter,
  columns: readonly Column[],
  batches: AsyncIterable<RowBatch>,
): Promise<{ rows: number; bytes: number }> {
  const writer = new FlushingWriter(object);
  const kvMetadata = [columnsMetadata(columns)];
  const parquet = new ParquetWriter({ writer, schema: parquetSchema(columns), kvMetadata, createdBy: 'OnceQL' });
  const exactIndex: [group: number, offset: number, length: number][] = [];
  for await (const group of rowGroups(batches, columns.length)) {
    // Without columns there are no row groups; the footer still says how many rows there are.
    if (columns.length === 0) parquet.num_rows += BigInt(group.length);
    else await writeGroup(parquet, writer, columns, group, exactIndex);
  }
  if (exactIndex.length > 0) kvMetadata.push({ key: EXACT_KEY, value: JSON.stringify(exactIndex) });
  await parquet.finish();
  return { rows: Number(parquet.num_rows), bytes: writer.offset };
}

async function writeGroup(
  parquet: ParquetWriter,
  writer: FlushingWriter,
  columns: readonly Column[],
  group: RowGroupTexts,
  exactIndex: [number, number, number][],
): Promise<void> {
  const names = parquetNames(columns);
  const exact: [column: number, rows: number[], texts: string[]][] = [];
  const columnData = columns.map((column, c): ColumnSource => {
    const kind = cellKind(column);
    const encoded = encodeTexts(kind, group.columns[c] ?? []);
    if (encoded.exact.rows.length > 0) exact.push([c, encoded.exact.rows, encoded.exact.texts]);
    return columnSource(names[c] ?? '', kind.parquet, encoded.cells);
  });
  if (exact.length > 0) exactIndex.push([parquet.row_groups.length, ...appendExact(writer, exact)]);
  await parquet.write({ columnData, rowGroupSize: group.length });
}

/**
 * Doubles are never put into a dictionary: hyparquet-writer keys it with a Map, which takes -0 for 0.
 * Text has no statistics: their bounds are whole values, held in memory until the footer is written.
 */
function columnSource(name: string, parquet: string, data: (Cell | null)[]): ColumnSource {
  if (parquet === 'DOUBLE') return { name, data, encoding: 'PLAIN' };
  return { name, data, statistics: parquet !== 'BYTE_ARRAY' };
}

/** Between row groups, where other readers of Parquet do not look. */
function appendExact(writer: FlushingWriter, exact: [number, ...[ExactTexts['rows'], ExactTexts['texts']]][]): [offset: number, length: number] {
  const bytes = Buffer.from(JSON.stringify(exact));
  const offset = writer.offset;
  writer.appendBytes(bytes);
  return [offset, bytes.length];
}
