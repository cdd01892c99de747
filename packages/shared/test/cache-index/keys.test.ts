import { expect, test } from '@jest/globals';
import { sourceKeys, sourceOfJob } from '../../src/cache-index/keys.js';

test('keys of a source are made once, and those of sources that callers make up are not kept', () => {
  const first = sourceKeys(1);
  expect(sourceKeys(1)).toBe(first);
  for (let made = 1; made <= 2_000; made += 1) sourceKeys(sourceOfJob(`9${made}-00000000-0000-0000-0000-000000000000`) ?? 0);
  expect(sourceKeys(1)).not.toBe(first);
  expect(sourceKeys(1).index).toBe(first.index);
});
