import { expect, it } from '@jest/globals';
import { ROW_GROUP, rowGroups } from '../src/parquet/row-groups.js';
import { batch, stream, type Cells } from './tables.js';

async function lengths(rows: number, width: number, cell: string | null): Promise<number[]> {
  const column: Cells = Array.from({ length: rows }, () => cell);
  const found: number[] = [];
  for await (const { length } of rowGroups(stream(batch(...Array.from({ length: width }, () => column))), width)) found.push(length);
  return found;
}

it('counts cells as well as what is in them, so that many nulls do not pile up', async () => {
  expect(ROW_GROUP.characters).toBe(8_000_000);
  expect(await lengths(700, 1_600, null)).toEqual([312, 312, 76]);
  expect(await lengths(600, 1_600, 'x'.repeat(4))).toEqual([250, 250, 100]);
  expect(await lengths(20_001, 2, '')).toEqual([20_000, 1]);
});
