import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadModule, scanSync } from 'libpg-query';
import { lex } from '../../src/hashing/text/lexer.js';

beforeAll(loadModule);

/** Words and semicolons, which stand where strings, quoted identifiers and comments do not. */
function byPostgres(text: string): string[] | undefined {
  try {
    return scanSync(text)
      .tokens.filter(({ tokenName, start, end }) => tokenName === 'ASCII_59' || (tokenName !== 'C_COMMENT' && /^[a-z_][\w$]*$/i.test(text.slice(start, end))))
      .map(({ start, end }) => `${start}-${end}`);
  } catch {
    return undefined;
  }
}

const byUs = (text: string): string[] =>
  lex(text)
    .tokens.filter(({ kind }) => kind === 'word' || kind === 'semicolon')
    .map(({ start, end }) => `${start}-${end}`);

test('splits text where Postgres does', () => {
  const pieces = fc.constantFrom(
    "'", "''", '"', '""', '$$', '$a$', '$ab$', '/*', '*/', '--', '\n', '\r', ' ', '\t', ';', '\\', "\\'", "E'", "e'", "U&'", 'U&"', "n'", "x'",
    'a', 'E', 'U', 'be', '_b1', '1', '1.5', '.5', '1e5', '..', '.', ',', '(', ']', '::', ':=', '+', '-', '*', '/', '@-', '<>', '$1', '#', 'a$b',
  );
  let compared = 0;
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 14 }), (list) => {
      const text = `select ${list.join('')}`;
      const expected = byPostgres(text);
      if (expected === undefined) return;
      compared += 1;
      expect(byUs(text)).toEqual(expected);
    }),
    { numRuns: 20_000 },
  );
  expect(compared).toBeGreaterThan(2000);
});
