import type { NodeRewrite } from './rewrite.js';

/**
 * `FROM a, LATERAL f(a.x)` is `FROM a, f(a.x)`.
 *
 * Sound: functions in FROM see what stands before them with the word and without (transformRangeFunction). Subqueries do
 * not.
 */
export const lateral: NodeRewrite = {
  name: 'LATERAL',
  types: ['RangeFunction'],
  node: ({ lateral: written, ...rest }, _type, { engine }) =>
    written === true && engine === 'pg' ? { RangeFunction: rest } : undefined,
};
