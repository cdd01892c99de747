import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { join } from 'node:path';
import { openResultStore } from '../src/index.js';
import { batch, column, stream, temporaryFolder } from './tables.js';

const columns = [column('id', 'bigint'), column('id', 'integer'), column(''), column('f', 'double precision'), column('b', 'boolean'), column('n', 'numeric')];
const rows = batch(['1', '-9223372036854775808', null], ['1', null, '-5'], ['é', '', null], ['-0', 'NaN', '0.10000000000000001'], ['t', 'f', null], ['1.50', null, 'NaN']);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let file: Awaited<ReturnType<typeof asyncBufferFromFile>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  const store = await openResultStore(`file://${folder.path}`);
  const stored = await store.write({ source: 1, run: 'r' }, columns, stream(rows), () => undefined);
  file = await asyncBufferFromFile(join(folder.path, stored.path));
});
afterAll(() => folder.dispose());

it('is read with its types by a reader that knows nothing of OnceQL', async () => {
  const objects = await parquetReadObjects({ file });
  expect(objects).toEqual([
    { id: 1n, id1: 1, column: 'é', f: -0, b: true, n: '1.50' },
    { id: -9223372036854775808n, id1: null, column: '', f: NaN, b: false, n: null },
    { id: null, id1: -5, column: null, f: 0.1, b: null, n: 'NaN' },
  ]);
  expect(Object.is(objects[0]?.['f'], -0)).toBe(true);
});

it('describes itself', async () => {
  const metadata = await parquetMetadataAsync(file);
  expect(metadata.created_by).toBe('OnceQL');
  expect(metadata.num_rows).toBe(3n);
  expect(metadata.schema.slice(1).map(({ name, type, repetition_type }) => [name, type, repetition_type])).toEqual([
    ['id', 'INT64', 'OPTIONAL'],
    ['id1', 'INT32', 'OPTIONAL'],
    ['column', 'BYTE_ARRAY', 'OPTIONAL'],
    ['f', 'DOUBLE', 'OPTIONAL'],
    ['b', 'BOOLEAN', 'OPTIONAL'],
    ['n', 'BYTE_ARRAY', 'OPTIONAL'],
  ]);
  expect(metadata.schema[3]?.logical_type).toEqual({ type: 'STRING' });
  const described = metadata.key_value_metadata?.find(({ key }) => key === 'onceql.columns')?.value;
  expect(JSON.parse(described ?? '')).toEqual(columns.map(({ name, type, databaseType }) => ({ name, type, databaseType })));
});

it('keeps no text in its statistics', async () => {
  const [group] = (await parquetMetadataAsync(file)).row_groups;
  const statistics = group?.columns.map(({ meta_data }) => meta_data?.statistics?.max_value);
  expect(statistics?.[0]).toBe(1n);
  expect(statistics?.[2]).toBeUndefined();
});
