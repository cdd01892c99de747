import { expect, test } from '@jest/globals';
import { checkPairs, formOf } from './same.js';

checkPairs({
  same: [
    ['select 1 from t where a between 1 and 2', 'select 1 from t where a >= 1 and a <= 2'],
    ['select 1 from t where a not between 1 and 2', 'select 1 from t where a < 1 or a > 2'],
    ['select 1 from t where not a between 1 and 2', 'select 1 from t where a not between 1 and 2'],
    ['select a between b and c from t', 'select a >= b and a <= c from t'],
    ['select 1 from t where a + b between 1 / c and d', 'select 1 from t where a + b >= 1 / c and a + b <= d'],
    ['select 1 from t where x and a between 1 and 2', 'select 1 from t where x and a >= 1 and a <= 2'],
  ],
  different: [
    ['select 1 from t where a between symmetric 1 and 2', 'select 1 from t where a between 1 and 2'],
    ['select 1 from t where a not between symmetric 1 and 2', 'select 1 from t where a not between 1 and 2'],
    ['select 1 from t where a between 1 and 2', 'select 1 from t where a between 2 and 1'],
    ['select 1 from t where a between 1 and 2', 'select 1 from t where a > 1 and a < 2'],
    ['select 1 from t where f(a) between 1 and 2', 'select 1 from t where f(a) >= 1 and f(a) <= 2'],
    ['select 1 where (select a from t) between 1 and 2', 'select 1 where (select a from t) >= 1 and (select a from t) <= 2'],
    // The order of evaluation is the statement's.
    ['select 1 from t where a between 1 / b and c', 'select 1 from t where a <= c and a >= 1 / b'],
  ],
});

test('betweens within betweens do not double with every level', () => {
  const nested = Array.from({ length: 60 }).reduce<string>((inner) => `(${inner} between false and true)`, 'a');
  expect(formOf(`select ${nested} from t`).length).toBeLessThan(100_000);
});
