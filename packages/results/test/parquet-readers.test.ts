import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tableFromIPC } from 'apache-arrow';
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readParquet } from 'parquet-wasm';
import { writeParquetFile } from '../src/parquet/writer.js';
import { columnBatch, memoryObject, typed, type Value } from './parquet-values.js';
import { temporaryFolder } from './tables.js';


const ROWS = 9_000;
const LIMITS = { pageRows: 1_000, pageBytes: 20_000, groupRows: 5_000, groupBytes: 1e9 };
const day = 19_000;
const columns = [
  typed('id', 'int32'), typed('small', 'int16'), typed('big', 'int64'), typed('even', 'boolean'), typed('f4', 'float32'), typed('f8', 'float64'),
  typed('price', 'decimal', 'numeric(12,2)'), typed('wide', 'decimal', 'numeric(38,4)'), typed('day', 'date'), typed('noted', 'timestamp'), typed('noted_tz', 'timestamptz'),
  typed('uuid', 'uuid'), typed('bytes', 'bytea'), typed('doc', 'json'), typed('long', 'text'), typed('few', 'text'), typed('none', 'text'),
];

/** By row; every seventh is null but in `id`, and all are in `none`. */
function row(i: number): Value[] {
  const values: Value[] = [
    i, i - 4_500, BigInt(i) * 10_000_000_019n - 2n ** 62n, i % 2 === 0, i / 4, i % 11 === 5 ? NaN : i % 11 === 6 ? -0 : i / 3,
    BigInt(i) * 1_000_003n - 60_000_000n, BigInt(i - 4_500) * 10n ** 30n, day + (i % 400), BigInt(i) * 1_000_001n, -BigInt(i) * 1_000_001n,
    Buffer.from(i.toString(16).padStart(32, '0'), 'hex'), Uint8Array.of(i & 255, i >> 8), `{"i": ${i}}`, `${'x'.repeat(70)}é ${i}`, `few ${i % 20}`, null,
  ];
  return values.map((value, c) => (c > 0 && i % 7 === 3 ? null : value));
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;
let bytes: Buffer;
let database: DuckDBInstance;
let duck: DuckDBConnection;

beforeAll(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'x.parquet');
  const object = memoryObject();
  const rows = Array.from({ length: ROWS }, (_, i) => row(i));
  await writeParquetFile(object.writer, columns, parts(rows), LIMITS);
  bytes = object.bytes();
  await writeFile(path, bytes);
  database = await DuckDBInstance.create(':memory:', { threads: '1' });
  duck = await database.connect();
});
afterAll(async () => {
  duck.closeSync();
  database.closeSync();
  await folder.dispose();
});

async function* parts(rows: readonly Value[][]): AsyncGenerator<ReturnType<typeof columnBatch>> {
  for (let at = 0; at < rows.length; at += 3_000) {
    const some = rows.slice(at, at + 3_000);
    yield columnBatch(columns, columns.map((_, c) => some.map((each) => each[c] as Value)));
  }
}

async function ask(sql: string): Promise<unknown[]> {
  return (await duck.runAndReadAll(sql.replaceAll('FILE', `'${path}'`))).getRowObjectsJson();
}

describe('DuckDB', () => {
  it('sees the types', async () => {
    const described = (await ask('DESCRIBE SELECT * FROM FILE')) as { column_type: string }[];
    expect(described.map(({ column_type }) => column_type)).toEqual([
      'INTEGER', 'SMALLINT', 'BIGINT', 'BOOLEAN', 'FLOAT', 'DOUBLE', 'DECIMAL(12,2)', 'DECIMAL(38,4)', 'DATE', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE',
      'UUID', 'BLOB', 'JSON', 'VARCHAR', 'VARCHAR', 'VARCHAR',
    ]);
  });

  it('reads each value', async () => {
    const [found] = await ask(`SELECT count(*) AS rows, count(small) AS values, count(none) AS none,
      count(*) FILTER (small = id - 4500 AND big = id::hugeint * 10000000019 - 4611686018427387904 AND even = (id % 2 = 0) AND f4 = id / 4
        AND (CASE id % 11 WHEN 5 THEN isnan(f8) WHEN 6 THEN f8 = 0 AND signbit(f8) ELSE f8 = id / 3 END)
        AND price = (id::hugeint * 1000003 - 60000000)::decimal(38,2) / 100 AND wide = (id - 4500)::decimal(38,0) * 100000000000000000000000000::decimal(38,0)
        AND day = DATE '1970-01-01' + (${day} + id % 400)::int AND noted = make_timestamp(id::bigint * 1000001) AND epoch_us(noted_tz) = -id::bigint * 1000001
        AND uuid::text = format('00000000-0000-0000-0000-{:012x}', id) AND (doc->>'i') = id::text AND long = repeat('x', 70) || 'é ' || id AND few = 'few ' || id % 20
        AND octet_length(bytes) = 2) AS same FROM FILE`);
    const values = Array.from({ length: ROWS }, (_, i) => i).filter((i) => i % 7 !== 3).length;
    expect(found).toEqual({ rows: String(ROWS), values: String(values), none: '0', same: String(values) });
  });

  it('finds statistics that are true', async () => {
    const groups = (await ask(`SELECT path_in_schema AS name, row_group_num_rows AS rows, stats_null_count AS nulls, stats_min_value AS min, stats_max_value AS max,
      row_group_id AS g FROM parquet_metadata(FILE) ORDER BY row_group_id, column_id`)) as { name: string; rows: string; nulls: string; min: string | null; max: string | null }[];
    expect(groups).toHaveLength(2 * columns.length);
    const last = Object.fromEntries(groups.slice(columns.length).map(({ name, min, max, nulls, rows }) => [name, [rows, nulls, min, max]]));
    const nulls = String(Array.from({ length: ROWS - 5_000 }, (_, i) => 5_000 + i).filter((i) => i % 7 === 3).length);
    expect(last['id']).toEqual(['4000', '0', '5000', '8999']);
    expect(last['even']).toEqual(['4000', nulls, 'false', 'true']);
    expect(last['noted']).toEqual(['4000', nulls, '1970-01-01 01:23:20.005', '1970-01-01 02:29:59.008999']);
    expect(last['few']).toEqual(['4000', nulls, 'few 0', 'few 9']);
    expect(last['long']).toEqual(['4000', nulls, 'x'.repeat(64), `${'x'.repeat(63)}y`]);
    expect(last['doc']).toEqual(['4000', nulls, null, null]);
    expect(last['none']).toEqual(['4000', '4000', null, null]);
  });

  it.each([
    ['id BETWEEN 6500 AND 6503', 4], [`few = 'few 3'`, undefined], [`few > 'few 99'`, 0], [`long >= '${'x'.repeat(70)}é 8999'`, undefined],
    ['wide < -4490::decimal(38,4) * 100000000000000000000000000::decimal(38,0)', undefined], ['price = -599999.97 + 0', undefined],
    ['f8 = 0', undefined], ['f8 < 1', undefined], ['isnan(f8)', undefined], [`uuid <= '00000000-0000-0000-0000-000000000010'`, undefined], ['small < -4400', undefined],
    [`day = DATE '2022-01-08'`, undefined], ['none IS NOT NULL', 0],
  ])('answers %s by the statistics as without them', async (condition, rows) => {
    const [found] = await ask(`SELECT count(*) AS pushed, (SELECT count(*) FROM (SELECT * FROM FILE OFFSET 0) WHERE ${condition}) AS all FROM FILE WHERE ${condition}`) as [{ pushed: string; all: string }];
    expect(found.pushed).toBe(found.all);
    if (rows !== undefined) expect(found.pushed).toBe(String(rows));
  });
});

describe('hyparquet', () => {
  const file = (): { byteLength: number; slice: (start: number, end?: number) => ArrayBuffer } => ({
    byteLength: bytes.length,
    slice: (start, end) => Uint8Array.from(bytes.subarray(start, end)).buffer,
  });

  it('reads rows of both row groups, through the page index', async () => {
    const found = await parquetReadObjects({ file: file(), rowStart: 4_998, rowEnd: 5_004, utf8: false });
    expect(found.map((each) => each['id'])).toEqual([4_998, 4_999, 5_000, 5_001, 5_002, 5_003]);
    const [first] = found;
    expect(first).toMatchObject({ small: 498, even: true, f4: 1_249.5, f8: 4_998 / 3, few: 'few 18', none: null, doc: { i: 4_998 } });
    expect(first?.['big']).toBe(row(4_998)[2]);
    expect(first?.['noted']).toEqual(new Date(4_998 * 1000.001));
  });

  it('finds what the footer says', async () => {
    const metadata = await parquetMetadataAsync(file());
    expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([5_000, 4_000]);
    expect(metadata.schema.slice(1).map(({ logical_type }) => logical_type?.type)).toEqual([
      undefined, 'INTEGER', undefined, undefined, undefined, undefined, 'DECIMAL', 'DECIMAL', 'DATE', 'TIMESTAMP', 'TIMESTAMP', 'UUID', undefined, 'JSON', 'STRING', 'STRING', 'STRING',
    ]);
  });
});

describe('arrow-rs', () => {
  it('reads each value and sees the nulls', async () => {
    const table = tableFromIPC(readParquet(await readFile(path)).intoIPCStream());
    expect(table.numRows).toBe(ROWS);
    expect(table.schema.fields.map(({ type }) => String(type))).toEqual([
      'Int32', 'Int16', 'Int64', 'Bool', 'Float32', 'Float64', 'Decimal[12e+2]', 'Decimal[38e+4]', 'Date32<DAY>', 'Timestamp<MICROSECOND>', 'Timestamp<MICROSECOND, UTC>',
      'FixedSizeBinary[16]', 'Binary', 'Utf8', 'Utf8', 'Utf8', 'Utf8',
    ]);
    const nulls = Object.fromEntries(columns.map(({ name }) => [name, table.getChild(name)?.nullCount]));
    expect([nulls['id'], nulls['few'], nulls['none']]).toEqual([0, ROWS - Array.from({ length: ROWS }, (_, i) => i).filter((i) => i % 7 !== 3).length, ROWS]);
    for (const i of [0, 6, 1_000, 4_999, 5_000, 8_998]) {
      const values = row(i);
      for (const [c, name] of [[0, 'id'], [2, 'big'], [3, 'even'], [5, 'f8'], [14, 'long'], [15, 'few']] as const) expect(table.getChild(name)?.get(i)).toEqual(values[c]);
    }
  });
});
