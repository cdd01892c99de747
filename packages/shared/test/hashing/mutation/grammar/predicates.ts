import type { Kind } from '../schema.js';
import { constantOf } from './constants.js';
import { expression, KINDS, leaf, operand } from './expressions.js';
import { anyColumn, columnOf, wholeRow } from './references.js';
import { deeper, type Grammar, type Scope } from './scope.js';

const COMPARISONS = ['=', '=', '=', '<>', '<', '>', '<=', '>=', '!='];

/** Something that is true, false or unknown. */
export function predicate(grammar: Grammar, scope: Scope): string {
  const { choices, depth } = grammar;
  if (depth <= 0) return test(grammar, scope);
  const inner = deeper(grammar);
  return choices.way(
    [6, () => test(inner, scope)],
    [4, () => joined(inner, scope, 'and')],
    [3, () => joined(inner, scope, 'or')],
    [1, () => `not (${predicate(inner, scope)})`],
    [1, () => `not ${test(inner, scope)}`],
    [2, () => withQuery(inner, scope)],
    [2, () => guarded(inner, scope)],
  );
}

/**
 * A test that only those rows come to that it raises no error for, as long as nobody changes the order. Postgres tries what is cheaper first, so both have to cost
 * the same.
 */
function guarded(grammar: Grammar, scope: Scope): string {
  const { choices } = grammar;
  const int = columnOf(grammar, scope, 'int') ?? '0';
  const text = columnOf(grammar, scope, 'text') ?? "'x'";
  return choices.of([
    `(${int} + 0) <> 0 and 10 / ${int} ${choices.of(COMPARISONS)} 1`,
    `(${int} * 1) <> 0 and 10 % ${int} = 0`,
    `${int} <> 0 and 10 / ${int} ${choices.of(COMPARISONS)} 1`,
    `${int} = 0 or 10 / ${int} > 1`,
    `${int} is not null and ${int} > 0 and 100 % ${int} = 0`,
    `${text} in ('1', '10') and ${text}::int > 1`,
    `case when ${int} = 0 then false else 10 / ${int} > 0 end`,
    `${int} between 1 and 1000 and ${int} * 1000000 > 5`,
  ]);
}

function joined(grammar: Grammar, scope: Scope, word: 'and' | 'or'): string {
  const { choices } = grammar;
  const parts = choices.times(2 + choices.below(3), () => {
    const part = choices.often(0.1) ? risky(grammar, scope) : predicate(grammar, scope);
    return choices.often(0.7) || / and | or |case/.test(part) ? `(${part})` : part;
  });
  if (choices.often(0.1)) parts.push(choices.of(parts));
  return parts.join(` ${word} `);
}

/** A test without further tests in it. */
function test(grammar: Grammar, scope: Scope): string {
  const { choices } = grammar;
  const kind = choices.of(KINDS.filter((each) => each !== 'jsonb' || choices.often(0.3)));
  const column = anyColumn(grammar, scope);
  const usual = column !== undefined && !['other', 'row', 'lopsided'].includes(column.kind) && choices.often(0.7);
  const of = usual ? column.kind : kind;
  const left = usual && choices.often(0.8) ? column.text : operand(grammar, scope, of);
  const right = (): string => operand(grammar, scope, of);
  const not = (): string => (choices.often(0.3) ? 'not ' : '');
  return choices.way(
    [10, () => `${left} ${choices.of(COMPARISONS)} ${right()}`],
    [2, () => `${right()} ${choices.of(COMPARISONS)} ${left}`],
    [2, () => mixed(grammar, scope)],
    [3, () => `${left} is ${not()}null`],
    [2, () => `${left} is ${not()}distinct from ${right()}`],
    [5, () => `${left} ${not()}in (${list(grammar, scope, of)})`],
    [3, () => `${left} ${not()}between ${choices.often(0.25) ? 'symmetric ' : ''}${right()} and ${right()}`],
    [1, () => `${left} ${choices.of(['=', '<>', '<'])} ${choices.of(['any', 'all', 'some'])} (array[${right()}, ${right()}])`],
    [1, () => rows(grammar, scope)],
    [1, () => `${operand(grammar, scope, 'text')} ${not()}${choices.of(['like', 'ilike'])} ${choices.of(["'a%'", "'%b'", "'_'", "'A%'"])}`],
    [1, () => `(${operand(grammar, scope, 'bool')}) is ${not()}${choices.of(['true', 'false', 'unknown'])}`],
    [1, () => `${operand(grammar, scope, 'jsonb')} ${choices.of(['@>', '<@', '='])} ${constantOf(choices, 'jsonb')}`],
    [1, () => `${operand(grammar, scope, 'jsonb')} ? 'a'`],
    [1, () => `${operand(grammar, scope, 'ints')} ${choices.of(['@>', '&&', '='])} ${operand(grammar, scope, 'ints')}`],
    [1, () => `${wholeRow(grammar, scope) ?? left} is ${not()}null`],
    [2, () => leaf(grammar, scope, 'bool')],
    [1, () => ofOthers(grammar, scope)],
    [1, () => risky(grammar, scope)],
  );
}

function list(grammar: Grammar, scope: Scope, kind: Kind): string {
  const { choices } = grammar;
  const items = choices.times(1 + choices.below(4), () => (choices.often(0.85) ? constantOf(choices, kind) : expression(grammar, scope, kind)));
  if (choices.often(0.2)) items.push(choices.of(items));
  return items.join(', ');
}

/** Operators that the schema brings along, and types of which not all can be compared. */
function ofOthers(grammar: Grammar, scope: Scope): string {
  const { choices } = grammar;
  const other = columnOf(grammar, scope, 'other') ?? "'ok'::mood";
  const int = operand(grammar, scope, 'int');
  return choices.of([
    `${operand(grammar, scope, 'text')} === ${operand(grammar, scope, 'text')}`,
    `${int} operator(other.=) ${operand(grammar, scope, 'int')}`,
    `${int} operator(pg_catalog.=) ${operand(grammar, scope, 'int')}`,
    `${other} ${choices.of(COMPARISONS)} ${other}`,
    `${other} is not null`,
  ]);
}

/** Comparisons of unlike types. */
function mixed(grammar: Grammar, scope: Scope): string {
  const { choices } = grammar;
  const [left, right] = choices.of<readonly [Kind, Kind]>([['int', 'numeric'], ['numeric', 'float'], ['int', 'float'], ['date', 'time'], ['time', 'date'], ['numeric', 'int']]);
  return `${operand(grammar, scope, left)} ${choices.of(COMPARISONS)} ${operand(grammar, scope, right)}`;
}

/** Of rows. */
function rows(grammar: Grammar, scope: Scope): string {
  const { choices } = grammar;
  const pair = (): string => `${choices.often(0.5) ? 'row' : ''}(${expression(grammar, scope, 'int')}, ${expression(grammar, scope, 'text')})`;
  return choices.way(
    [3, () => `${pair()} ${choices.of(COMPARISONS)} ${pair()}`],
    [1, () => `${pair()} is ${choices.of(['', 'not '])}null`],
    [1, () => `${pair()} ${choices.of(['', 'not '])}in (${pair()}, ${pair()})`],
    [1, () => `${pair()} is ${choices.of(['', 'not '])}distinct from ${pair()}`],
  );
}

/** Tests that raise an error for some rows. */
function risky(grammar: Grammar, scope: Scope): string {
  const { choices } = grammar;
  const int = (): string => operand(grammar, scope, 'int');
  return choices.way(
    [4, () => `${int()} / ${int()} ${choices.of(COMPARISONS)} 1`],
    [2, () => `${operand(grammar, scope, 'text')}::int ${choices.of(COMPARISONS)} 1`],
    [1, () => `${int()} + 2147483647 > 0`],
    [1, () => `(${grammar.query(grammar, scope, { kinds: ['int'] }).text}) = ${int()}`],
    [1, () => `cast(${operand(grammar, scope, 'text')} as date) < ${operand(grammar, scope, 'date')}`],
  );
}

function withQuery(grammar: Grammar, scope: Scope): string {
  const { choices } = grammar;
  const kind = choices.of<Kind>(['int', 'int', 'text', 'numeric', 'date']);
  const left = operand(grammar, scope, kind);
  const query = (): string => grammar.query(grammar, scope, { kinds: [kind] }).text;
  return choices.way(
    [5, () => `${choices.often(0.3) ? 'not ' : ''}exists (${grammar.query(grammar, scope, {}).text})`],
    [4, () => `${left} ${choices.often(0.3) ? 'not ' : ''}in (${query()})`],
    [2, () => `${left} ${choices.of(COMPARISONS)} ${choices.of(['any', 'all', 'some'])} (${query()})`],
    [2, () => `${left} ${choices.of(COMPARISONS)} (${grammar.query(grammar, scope, { kinds: [kind], single: true }).text})`],
  );
}
