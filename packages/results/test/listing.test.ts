import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { StoredFile, StoredRows } from '@onceql/shared';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openResultStore } from '../src/index.js';
import { batch, column, stream, temporaryFolder } from './tables.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.dispose());

it('lists every result with the source and the run that it is of, and nothing that is no result', async () => {
  const store = await openResultStore(`file://${folder.path}`);
  const write = (source: number, run: string) => store.write({ source, run }, [column('t')], stream(batch(['x'])), () => undefined);
  const [one, other] = [await write(7, 'a-run'), await write(12, 'another')];
  await mkdir(join(folder.path, 'ds7', 'notes'));
  await writeFile(join(folder.path, 'ds7', 'notes', 'mine.parquet'), '');
  const files: Omit<StoredFile, 'modifiedAt'>[] = [];
  for await (const { path, source, run, bytes } of store.list()) files.push({ path, source, run, bytes });
  expect(files.sort((a, b) => a.source - b.source)).toEqual([{ ...fileOf(one), source: 7, run: 'a-run' }, { ...fileOf(other), source: 12, run: 'another' }]);
});

const fileOf = ({ path, bytes }: StoredRows): Pick<StoredFile, 'path' | 'bytes'> => ({ path, bytes });
