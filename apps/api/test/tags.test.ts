import { expect, test } from '@jest/globals';
import type { Result } from '@onceql/shared';
import { etagOf } from '../src/reply/result.js';

const result: Result = {
  id: 1, stored: { path: 'p', rows: 1, bytes: 1, contentHash: 'a' }, columns: [], sourceId: 1, key: 'k', runId: 'r', statement: '', queryHash: '',
  snapshotAt: new Date(0), runtime: 0, epochs: {}, incarnation: 'i',
};

test('a tag is of one content, also where an id was given twice', () => {
  const tags = [result, { ...result, stored: { ...result.stored, contentHash: 'b' } }, { ...result, key: 'l' }].map((each) => etagOf(each, 'csv', ''));
  expect(new Set([...tags, etagOf(result, 'csv', 'a page'), etagOf(result, 'csv', '', 'gzip'), etagOf(result, 'tsv', '')]).size).toBe(6);
  expect(etagOf({ ...result, stored: { ...result.stored, path: 'shared' } }, 'csv', '')).toBe(tags[0]);
});
