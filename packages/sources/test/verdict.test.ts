import { describe, expect, test } from '@jest/globals';
import type { Facts, FunctionFact, RelationFact, TreeFact } from '../src/analysis/facts.js';
import type { Reader } from '@onceql/shared';
import { judge, type Rules } from '../src/analysis/verdict.js';
import { POLICY } from './fixtures.js';

const NOTHING: Facts = { relations: [], baseTables: 0, trees: [], functions: [], unknownFunctions: [], unknownTables: [], standby: false, timetz: false, unsafeComparisons: [], textsAsTime: [] };
const rules: Rules = { policy: POLICY, allowed: new Set(['public.listed']), timed: () => false, singleTable: false };
const verdict = (facts: Partial<Facts>, more: Partial<Rules> = {}, reader: Reader = 'tree') => judge({ ...NOTHING, ...facts }, reader, { ...rules, ...more });

const relation = (fact: Partial<RelationFact>): RelationFact => ({ schema: 'public', name: 't', kind: 'r', persistence: 'p', ...fact });
const tree = (fact: Partial<TreeFact>): TreeFact => ({ origin: 'view', written: '', time: false, session: false, sequence: false, sample: false, locks: false, readsTime: false, ...fact });
const called = (fact: Partial<FunctionFact>): FunctionFact => ({
  origin: 'view', oid: '1', schema: 'pg_catalog', name: 'lower', args: 1, volatility: 'i', language: 'internal', builtin: true, clock: false, ...fact,
});
const own = (fact: Partial<FunctionFact>): FunctionFact => called({ schema: 'public', name: 'mine', builtin: false, language: 'plpgsql', ...fact });

describe('functions', () => {
  test.each([
    ['an immutable built-in', called({}), [], true],
    ['a built-in in SQL', called({ language: 'sql' }), [], true],
    ['a stable one that is known to be safe', called({ name: 'to_char', volatility: 's' }), [], true],
    ['a stable one that is not', called({ name: 'has_table_privilege', volatility: 's' }), ['session_function(has_table_privilege)'], true],
    ['a volatile one', called({ name: 'random', volatility: 'v' }), ['volatile_function(random)'], false],
    ['a volatile one that no list knows', called({ name: 'gen_uuid', volatility: 'v' }), ['volatile_function(gen_uuid)'], false],
    ['the time, though volatile', called({ name: 'clock_timestamp', volatility: 'v' }), ['time_function(clock_timestamp)'], false],
    ['the session', called({ name: 'current_setting', volatility: 's' }), ['session_function(current_setting)'], true],
    ["a user's volatile one", own({ volatility: 'v' }), ['volatile_function(mine)'], false],
    ["a user's immutable one in PL/pgSQL", own({}), ['unsafe_language(mine)'], true],
    ["a user's immutable one in C", own({ language: 'c' }), [], true],
    ["a user's stable one in C", own({ language: 'c', volatility: 's' }), ['session_function(mine)'], true],
    ['one whose defaults ask for the time', own({ language: 'c', clock: true }), ['time_function(mine)'], false],
    ['a safe one that takes the offset of today', called({ name: 'to_char', volatility: 's', clock: true }), ['time_function(to_char)'], false],
    ['a volatile one that the source lists', own({ name: 'listed', volatility: 'v' }), [], true],
    ["a user's one with the name of a safe built-in", own({ name: 'to_char', volatility: 's' }), ['unsafe_language(to_char)'], true],
    ['an odd name', own({ name: 'naïve (1)\n' }), ['unsafe_language(na?ve??1??)'], true],
    ['anything in a policy', called({ origin: 'policy', name: 'current_setting', volatility: 's' }), ['row_security', 'session_function(current_setting)'], true],
  ])('%s', (_, fact, reasons, shareable) => {
    expect(verdict({ functions: [fact] })).toMatchObject({ reasons, shareable, standby: false });
  });

  test('a denied function refuses the run, a conversion of that name does not', () => {
    expect(verdict({ functions: [called({ name: 'pg_sleep', volatility: 'v' })] }).refused).toMatch(/A view .* calls pg_catalog.pg_sleep/);
    expect(verdict({ functions: [called({ name: 'pg_sleep', origin: 'statement' })] }).refused).toMatch(/The statement calls/);
    expect(verdict({ functions: [own({ name: 'pg_read_row', origin: 'policy' })] }).refused).toMatch(/A policy .* public.pg_read_row/);
    expect(verdict({ functions: [called({ name: 'pg_sleep', origin: 'conversion' })] }).refused).toBeUndefined();
  });
});

test('what compares otherwise from the other side is never shared, whatever the source lists', () => {
  const functions = [own({ origin: 'statement', name: 'listed' })];
  expect(verdict({ functions })).toMatchObject({ reasons: [], shareable: true });
  expect(verdict({ functions, unsafeComparisons: ['public.='] })).toMatchObject({ reasons: ['unsafe_comparison(public.=)'], shareable: false });
});

test.each([
  ['an ordinary table', relation({}), []],
  ['a partitioned one', relation({ kind: 'p' }), []],
  ['a materialised view', relation({ kind: 'm' }), []],
  ['an unlogged one', relation({ persistence: 'u' }), ['unlogged_table']],
  ['a temporary one', relation({ schema: 'pg_temp_7', persistence: 't' }), ['temp_table']],
  ['a foreign one', relation({ kind: 'f' }), ['external_table']],
  ['a sequence', relation({ kind: 'S', name: 's' }), ['unknown_table(public.s)']],
  ['a catalog', relation({ schema: 'pg_catalog', kind: 'v' }), ['system_catalog']],
  ['the information schema', relation({ schema: 'information_schema', kind: 'v' }), ['system_catalog']],
])('a relation: %s', (_, fact, reasons) => {
  expect(verdict({ relations: [fact] }).reasons).toEqual(reasons);
});

test.each([
  ['current_date', tree({ time: true }), ['time_function'], false],
  ['current_user', tree({ session: true }), ['session_function'], true],
  ['an identity column', tree({ sequence: true }), ['volatile_function'], false],
  ['a sample', tree({ sample: true }), ['unrepeatable_sample'], false],
  ['a time literal', tree({ written: "SELECT 'today'::text::date" }), ['time_literal'], false],
  ['late binding', tree({ written: 'select 1 with no  schema binding' }), ['late_binding_view'], true],
  ['a plain policy', tree({ origin: 'policy', written: '(a = 1)' }), [], true],
  ['current_user in a policy', tree({ origin: 'policy', session: true }), ['row_security', 'session_function'], true],
])('a stored tree: %s', (_, fact, reasons, shareable) => {
  expect(verdict({ trees: [fact] })).toEqual({ tables: [], reasons, shareable, standby: false });
});

test('tables are sorted, distinct and spelled canonically', () => {
  const relations = [relation({ name: 'b' }), relation({ name: 'A b' }), relation({ name: 'b' })];
  expect(verdict({ relations }).tables).toEqual(['public."A b"', 'public.b']);
});

test("what rests on no table rests on the users' functions that it calls", () => {
  const functions = [own({ name: 'listed' }), own({ name: 'of a cast', origin: 'conversion', language: 'c' }), called({}), own({ name: 'listed' })];
  expect(verdict({ functions }).tables).toEqual(['public.listed']);
  expect(verdict({ functions, relations: [relation({})] }).tables).toEqual(['public.t']);
  expect(verdict({ functions: [called({}), own({ name: 'unsafe' })] }).tables).toEqual([]);
});

test('what was not read, or is not known, is not kept', () => {
  expect(verdict({}, {}, 'second')).toEqual({ tables: [], reasons: ['unreadable'], shareable: true, standby: false });
  // Whoever could not read the text has given the reason with the order.
  expect(verdict({}, {}, 'text')).toEqual({ tables: [], reasons: [], shareable: true, standby: false });
  expect(verdict({ unknownFunctions: ['f'], unknownTables: ['t'] })).toMatchObject({ reasons: ['unknown_function(f)', 'unknown_table(t)'], shareable: false });
});

describe('a time to live for relations by name', () => {
  const timed = { timed: (table: string) => /^(?:far|pg_catalog|information_schema)\./.test(table) };

  test.each<[what: string, facts: Partial<Facts>, reasons: string[]]>([
    ['a foreign table', { relations: [relation({ schema: 'far', kind: 'f' })] }, []],
    ['an unlogged one', { relations: [relation({ schema: 'far', persistence: 'u' })] }, []],
    ['a catalog', { relations: [relation({ schema: 'pg_catalog', name: 'pg_class' })] }, []],
    ['one of them without', { relations: [relation({ schema: 'far', kind: 'f' }), relation({ kind: 'f' })] }, ['external_table']],
    ['a temporary table', { relations: [relation({ schema: 'far', persistence: 't' })] }, ['temp_table']],
    ['a sequence', { relations: [relation({ schema: 'far', kind: 'S' })] }, ['unknown_table(far.t)']],
    ['a late-binding view', { trees: [tree({ relation: 'far.v', written: 'select 1 with no schema binding', worded: [] })] }, []],
    ['one whose words are in doubt', { trees: [tree({ relation: 'far.v', written: 'select 1 with no schema binding' })] }, ['late_binding_view']],
    ['one that rolls dice', { trees: [tree({ relation: 'far.v', written: 'select 1 with no schema binding', worded: ['volatile_function(random)'] })] }, ['volatile_function(random)']],
    ['rights, asked by a view of the catalog', { functions: [called({ origin: 'catalog', name: 'has_table_privilege', volatility: 's' })] }, []],
    ['the session, asked by one', { functions: [called({ origin: 'catalog', name: 'pg_backend_pid', volatility: 's' })] }, ['session_function(pg_backend_pid)']],
    ['the time, asked by one', { functions: [called({ origin: 'catalog', name: 'now', volatility: 's' })] }, ['time_function(now)']],
    ['chance, asked by one', { functions: [called({ origin: 'catalog', name: 'random', volatility: 'v' })] }, ['volatile_function(random)']],
  ])('%s', (_, facts, reasons) => {
    expect(verdict(facts, timed).reasons).toEqual(reasons);
  });

  test('what the second reader alone has read: all that it rests on must have one', () => {
    const far = relation({ schema: 'far' });
    expect(verdict({ relations: [far] }, timed, 'second').reasons).toEqual([]);
    expect(verdict({ relations: [far, relation({})] }, timed, 'second').reasons).toEqual(['unreadable']);
    expect(verdict({}, timed, 'second').reasons).toEqual(['unreadable']);
  });
});

test.each([[0, ['single_table_only(0)']], [1, []], [2, ['single_table_only(2)']]])('a source that keeps only what rests on one table: %d', (baseTables, reasons) => {
  expect(verdict({ baseTables }, { singleTable: true })).toMatchObject({ reasons, shareable: true });
  expect(verdict({ baseTables }).reasons).toEqual([]);
});

test('a view that locks rows', () => {
  expect(verdict({ trees: [tree({ locks: true })] }).reasons).toEqual(['row_locking']);
});
