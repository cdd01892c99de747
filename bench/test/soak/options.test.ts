import { expect, test } from '@jest/globals';
import { missingKinds, sorted } from '../../src/soak/kinds.js';
import { readSoakOptions } from '../../src/soak/options.js';

const say = (): void => undefined;

test('the command line is read, and what is no number is refused', () => {
  expect(readSoakOptions(['--seed', '7', '--seconds', '30', '--lie'], say)).toMatchObject({ kinds: ['freshness', 'results'], seed: 7, seconds: 30, readers: 50, lie: true });
  expect(readSoakOptions(['results'], say)).toMatchObject({ kinds: ['results'], seconds: 600 });
  expect(readSoakOptions(['--help'], say)).toMatchObject({ code: 0 });
  for (const wrong of [['--seconds', 'ten'], ['--seconds', '5'], ['--readers', '0'], ['--speed', '1'], ['more'], ['results', 'freshness']]) {
    expect(readSoakOptions(wrong, say)).toMatchObject({ code: 1 });
  }
});

test('counts are told by source and kind, and what never came up is named', () => {
  const counts = { 'told hit': 3, 'told miss expired': 2, 'polled hit': 1, versions: 7 };
  expect(sorted(counts)).toEqual({ answers: { told: { hit: 3, 'miss expired': 2 }, polled: { hit: 1 } }, other: { versions: 7 } });
  expect(missingKinds(counts)).toContain('waiting hit');
  expect(missingKinds(counts)).not.toContain('told hit');
});
