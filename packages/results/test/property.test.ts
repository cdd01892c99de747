import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ResultStore } from '@onceql/shared';
import { openResultStore, renderJson } from '../src/index.js';
import { batch, column, gather, stream, temporaryFolder, textOf, type Cells } from './tables.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: ResultStore;
beforeAll(async () => {
  folder = await temporaryFolder();
  store = await openResultStore(`file://${folder.path}`);
});
afterAll(() => folder.dispose());

const seed = Date.now() % 2 ** 31;
const text = fc.string({ unit: fc.constantFrom('a', 'é', '漢', '🙂', '"', '\n', '\0', '\uFEFF', '\\', ' ') });
const doubles = fc.double().map(String);
const TEXTS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  text,
  integer: fc.oneof(fc.integer().map(String), text),
  bigint: fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String), text),
  boolean: fc.constantFrom('t', 'f', 'true'),
  real: fc.oneof(fc.float().map(String), text),
  'double precision': fc.oneof(doubles, text, fc.constantFrom('0', '-0', '-0.0', 'NaN')),
};

const table = fc.integer({ min: 0, max: 60 }).chain((rows) =>
  fc.array(
    fc.constantFrom(...Object.keys(TEXTS)).chain((type) =>
      fc.record({
        name: fc.constantFrom('a', 'b', 'a1', ''),
        type: fc.constant(type),
        // Few different values make dictionaries, many make plain pages.
        cells: fc
          .array(fc.option(TEXTS[type] ?? text, { nil: null }), { minLength: 1, maxLength: 40 })
          .chain((pool) => fc.array(fc.constantFrom(...pool), { minLength: rows, maxLength: rows })),
      }),
    ),
    { minLength: 1, maxLength: 6 },
  ),
);

it(`gives back any table (fast-check seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 60 }), async (spec, size) => {
      const columns = spec.map(({ name, type }) => column(name, type));
      const cells: Cells[] = spec.map((each) => each.cells);
      const rows = cells[0]?.length ?? 0;
      const parts = Array.from({ length: Math.ceil(rows / size) }, (_, i) => batch(...cells.map((c) => c.slice(i * size, (i + 1) * size))));
      const stored = await store.write({ source: 1, run: 'p' }, columns, stream(...parts), () => undefined);
      expect(stored.rows).toBe(rows);
      expect((await gather(store.read(stored, columns), columns.length)).columns).toEqual(cells);
      const json = JSON.parse(await textOf(renderJson(store.read(stored, columns), columns))) as { rows: object[] };
      expect(json.rows.map((row) => Object.keys(row).length)).toEqual(Array(rows).fill(columns.length));
      await store.remove(stored.path);
    }),
    { seed, numRuns: 150 },
  );
});
