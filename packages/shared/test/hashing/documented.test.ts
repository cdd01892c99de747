import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { REASONS, REFUSALS } from '../../src/contracts/query.js';

const API = readFileSync(new URL('../../../../docs/api.md', import.meta.url), 'utf8');
/** What can keep a result from becoming an entry once it was read; they are publish.lua's. */
const PUBLISHING = ['refreshed', 'load', 'replica_lag', 'ttl', 'overtaken', 'incarnation'];

/** The words in backquotes in the first column of the table that follows a heading of columns. */
function firstColumn(heading: string): string[] {
  const [, rows = ''] = API.split(`| ${heading} | When | What to do about it |\n|---|---|---|\n`);
  const table = rows.slice(0, rows.indexOf('\n\n'));
  return table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, word = '']) => word));
}

test('every reason and every refusal is explained once, and nothing else', () => {
  expect(firstColumn('Reason').sort()).toEqual([...REASONS, ...PUBLISHING].sort());
  expect(firstColumn('Refusal').sort()).toEqual([...REFUSALS].sort());
});

test('what keeps a result from becoming an entry is what publish.lua says', () => {
  const command = readFileSync(new URL('../../src/cache-index/commands/publish.lua', import.meta.url), 'utf8');
  const [, whyNot = ''] = /local function why_not\(\)\n(.*?)\nend\n/s.exec(command) ?? [];
  const codes = [...whyNot.matchAll(/return '(\w+)/g)].map(([, code = '']) => code);
  expect([...new Set(codes)].sort()).toEqual([...PUBLISHING].sort());
});
