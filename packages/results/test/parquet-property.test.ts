import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ColumnBatch, TypedColumn } from '@onceql/shared';
import { openParquet } from '../src/parquet/reader.js';
import { writeParquetFile } from '../src/parquet/writer.js';
import { columnBatch, gatherValues, memoryObject, typed, type Value } from './parquet-values.js';

const seed = Date.now() % 2 ** 31;
const text = fc.string({ unit: fc.constantFrom('a', 'é', '漢', '🙂', '"', '\n', '\uFEFF', '\\', ' '), maxLength: 90 });
const int = (bits: number): fc.Arbitrary<number> => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });
const bigint = (limit: bigint): fc.Arbitrary<bigint> =>
  fc.oneof(fc.bigInt({ min: -limit, max: limit - 1n }), fc.constantFrom(-limit, limit - 1n, 0n, -1n, 1n << 32n));
const exact = (...texts: string[]): fc.Arbitrary<Value> => fc.constantFrom(...texts).map((each) => ({ exact: each }));
const moment = fc.oneof({ weight: 9, arbitrary: bigint(1n << 63n) }, { weight: 1, arbitrary: exact('infinity', '-infinity', '4714-11-24 00:00:00 BC') });

const COLUMNS: readonly (readonly [Omit<TypedColumn, 'name'>, fc.Arbitrary<Value>])[] = [
  [typed('', 'boolean'), fc.boolean()],
  [typed('', 'int16'), int(16)],
  [typed('', 'int32'), int(32)],
  [typed('', 'int64'), bigint(1n << 63n)],
  [typed('', 'float32'), fc.float()],
  [typed('', 'float64'), fc.oneof(fc.double(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 5e-324))],
  [typed('', 'decimal', 'numeric(18,4)'), fc.oneof(bigint(10n ** 18n), exact('NaN'))],
  [typed('', 'decimal', 'numeric(38,10)'), fc.oneof(bigint(10n ** 38n), exact('NaN'))],
  [typed('', 'date'), fc.oneof(int(32), exact('infinity'))],
  [typed('', 'timestamp'), moment],
  [typed('', 'timestamptz'), moment],
  [typed('', 'uuid'), fc.uint8Array({ minLength: 16, maxLength: 16 })],
  [typed('', 'bytea'), fc.uint8Array({ maxLength: 90 })],
  [typed('', 'json'), text],
  [typed('', 'text'), text],
];

const table = fc.integer({ min: 0, max: 60 }).chain((rows) =>
  fc.array(
    fc.constantFrom(...COLUMNS).chain(([column, value]) =>
      fc.record({
        column: fc.constantFrom('a', 'b', 'a1', '').map((name) => ({ ...column, name })),
        // Few different values make dictionaries, many make plain pages.
        values: fc
          .array(fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) }), { minLength: 1, maxLength: 40 })
          .chain((pool) => fc.array(fc.constantFrom(...pool), { minLength: rows, maxLength: rows })),
      }),
    ),
    { minLength: 1, maxLength: 6 },
  ),
);

async function* inParts(columns: readonly TypedColumn[], values: readonly Value[][], size: number): AsyncGenerator<ColumnBatch> {
  for (let at = 0; at < (values[0]?.length ?? 0); at += size) yield columnBatch(columns, values.map((each) => each.slice(at, at + size)));
}

it(`gives back any rows and any range of them, and equal files for equal rows (fast-check seed ${seed})`, async () => {
  const size = fc.integer({ min: 1, max: 60 });
  const limits = fc.record({ pageRows: size, pageBytes: fc.constantFrom(1, 100, 1e6), groupRows: size, groupBytes: fc.constantFrom(1, 500, 1e6) });
  await fc.assert(
    fc.asyncProperty(table, limits, size, size, fc.nat(60), fc.nat(60), async (spec, full, sizeA, sizeB, offset, limit) => {
      const columns = spec.map(({ column }) => column);
      const values = spec.map((each) => each.values);
      const object = memoryObject();
      const written = await writeParquetFile(object.writer, columns, inParts(columns, values, sizeA), full);
      const again = await writeParquetFile(memoryObject().writer, columns, inParts(columns, values, sizeB), full);
      expect(again).toEqual(written);
      const file = await openParquet(object.reader());
      expect(file.columns).toEqual(columns);
      expect(file.rows).toBe(values[0]?.length);
      expect(await gatherValues(file.batches({ offset: 0, limit: Infinity }), columns.length)).toEqual(values);
      expect(await gatherValues(file.batches({ offset, limit }), columns.length)).toEqual(values.map((each) => each.slice(offset, offset + limit)));
    }),
    { seed, numRuns: 150 },
  );
});
