import { expect, test } from '@jest/globals';
import { readOptions } from '../../src/chaos/options.js';
import { randomOf } from '../../src/chaos/random.js';
import { STATEMENTS, spelled } from '../../src/chaos/statements.js';

const say = (): void => undefined;

test('the command line is read, and what is no number is refused', () => {
  expect(readOptions(['--seed', '7', '--seconds', '30'], say)).toMatchObject({ seed: 7, seconds: 30, callers: 20, workers: 3, lie: false });
  expect(readOptions(['--help'], say)).toMatchObject({ code: 0 });
  for (const wrong of [['--seconds', 'ten'], ['--seconds', '5'], ['--seconds', '9999999999'], ['--workers', '1'], ['--speed', '1'], ['more']]) {
    expect(readOptions(wrong, say)).toMatchObject({ code: 1 });
  }
});

test('the same seed makes the same choices, and each actor has his own', () => {
  const choices = (seed: number, actor: string): unknown[] => {
    const random = randomOf(seed, actor);
    return Array.from({ length: 50 }, () => [random.weighted(STATEMENTS).id, spelled('SELECT 1', random), random.between(1, 9), random.chance(0.5)]);
  };
  expect(choices(1, 'monkey')).toEqual(choices(1, 'monkey'));
  expect(choices(1, 'monkey')).not.toEqual(choices(2, 'monkey'));
  expect(choices(1, 'monkey')).not.toEqual(choices(1, 'caller 0'));
});
