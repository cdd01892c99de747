import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Engine } from '../../../src/contracts/source.js';
import { canonicalForm } from '../../../src/hashing/canonical/form.js';
import { loadReader } from '../../../src/hashing/identify.js';
import { parse } from '../../../src/hashing/tree/parser.js';

type Pairs = readonly (readonly [left: string, right: string])[];

/** The canonical form of a statement that can be read. */
export function formOf(statement: string, engine: Engine = 'pg'): string {
  const parsed = parse(statement);
  const tree = parsed.outcome === 'tree' ? parsed.statements[0]?.stmt : undefined;
  if (tree === undefined) throw new Error(`not read: ${statement}: ${JSON.stringify(parsed)}`);
  return canonicalForm(tree, { engine });
}

/** Tests that pairs are told to be the same, or not to be. */
export function checkPairs(pairs: { readonly same: Pairs; readonly different: Pairs }): void {
  beforeAll(loadReader);
  describe('the same', () => {
    test.each(pairs.same)('%s | %s', (left, right) => {
      expect(formOf(left)).toBe(formOf(right));
    });
  });
  describe('not the same', () => {
    test.each(pairs.different)('%s | %s', (left, right) => {
      expect(formOf(left)).not.toBe(formOf(right));
    });
  });
}
