import type { Kind } from '../schema.js';
import { constantOf, typeOf } from './constants.js';
import { written } from './names.js';
import { attributeOf, columnOf, wholeRow } from './references.js';
import { deeper, type Grammar, type Scope } from './scope.js';

export const KINDS: readonly Kind[] = ['int', 'int', 'int', 'text', 'text', 'numeric', 'float', 'bool', 'date', 'time', 'jsonb', 'ints'];

/** An expression of that kind, most of the time. */
export function expression(grammar: Grammar, scope: Scope, kind: Kind): string {
  const { choices, depth } = grammar;
  if (depth <= 0 || choices.often(0.6)) return leaf(grammar, scope, kind);
  return choices.way(
    [8, () => composed(deeper(grammar), scope, kind)],
    [2, () => general(deeper(grammar), scope, kind)],
  );
}

export function leaf(grammar: Grammar, scope: Scope, kind: Kind): string {
  const { choices } = grammar;
  const constant = (): string => constantOf(choices, kind);
  return choices.way(
    [8, () => columnOf(grammar, scope, kind) ?? constant()],
    [3, constant],
    [1, () => attributeOf(grammar, scope, kind) ?? constant()],
  );
}

/** As an operand: in brackets where it could come apart, and at times where not. */
export function operand(grammar: Grammar, scope: Scope, kind: Kind): string {
  const text = expression(grammar, scope, kind);
  const whole = /^(?:[\w$.]+|'[^']*'|\(?"[^"]*"\)?)$/.test(text);
  return whole ? (grammar.choices.often(0.04) ? `(${text})` : text) : `(${text})`;
}

/** What there is for every kind. */
function general(grammar: Grammar, scope: Scope, kind: Kind): string {
  const { choices } = grammar;
  const one = (): string => expression(grammar, scope, kind);
  const of = (): string => operand(grammar, scope, kind);
  return choices.way(
    [4, () => `case when ${grammar.predicate(grammar, scope)} then ${one()} ${choices.often(0.7) ? `else ${one()} ` : ''}end`],
    [2, () => `case ${operand(grammar, scope, 'int')} when 1 then ${one()} when ${leaf(grammar, scope, 'int')} then ${one()} end`],
    [3, () => `coalesce(${one()}, ${one()})`],
    [2, () => `nullif(${one()}, ${one()})`],
    [1, () => `greatest(${one()}, ${one()})`],
    [3, () => `(${grammar.query(grammar, scope, { kinds: [kind], single: true }).text})`],
    [2, () => `cast(${one()} as ${typeOf(choices, kind)})`],
    [2, () => `${of()}::${typeOf(choices, kind)}`],
  );
}

function composed(grammar: Grammar, scope: Scope, kind: Kind): string {
  const of = (kinds: Kind): string => operand(grammar, scope, kinds);
  switch (kind) {
    case 'int': return integer(grammar, scope);
    case 'numeric': case 'float': return number(grammar, scope, kind);
    case 'text': return text(grammar, scope);
    case 'bool': return grammar.predicate(grammar, scope);
    case 'date': return grammar.choices.of([`${of('date')} + ${of('int')}`, `${of('time')}::date`, `${of('date')} - 1`]);
    case 'time': return grammar.choices.of([`${of('date')}::timestamp`, `date_trunc('month', ${of('time')})`, `${of('time')} + interval '1 day'`]);
    case 'jsonb': return grammar.choices.of([`${of('jsonb')} -> 'a'`, `${of('jsonb')} || '{"b": 2}'`, `to_jsonb(${of('int')})`, `jsonb_build_object('k', ${of('text')})`]);
    case 'ints': return grammar.choices.of([`array[${of('int')}, ${of('int')}]`, `${of('ints')} || ${of('int')}`, `${of('ints')}[1:2]`]);
    case 'texts': return `array[${of('text')}, ${of('text')}]`;
    case 'row': return wholeRow(grammar, scope) ?? `row(${of('int')}, ${of('text')})`;
    default: return leaf(grammar, scope, kind);
  }
}

function integer(grammar: Grammar, scope: Scope): string {
  const { choices } = grammar;
  const int = (): string => operand(grammar, scope, 'int');
  return choices.way(
    [6, () => `${int()} ${choices.of(['+', '-', '*', '+', '-'])} ${int()}`],
    [2, () => `${int()} ${choices.of(['/', '%'])} ${choices.of(['2', '3', int()])}`],
    [1, () => `-${int()}`],
    [1, () => `${choices.of(['twice', 'lower'])}(${int()})`],
    [1, () => `abs(${int()})`],
    [2, () => `length(${operand(grammar, scope, 'text')})`],
    [1, () => `(${operand(grammar, scope, 'ints')})[${choices.of(['1', '2', int()])}]`],
    [1, () => `cardinality(${operand(grammar, scope, 'ints')})`],
    [1, () => `(${operand(grammar, scope, 'jsonb')} ->> 'a')::int`],
    [1, () => `${operand(grammar, scope, 'text')}::int`],
    [1, () => `extract(${choices.of(['year', 'month', 'dow'])} from ${operand(grammar, scope, 'date')})::int`],
    [1, () => `round(${operand(grammar, scope, 'numeric')})::int`],
  );
}

function number(grammar: Grammar, scope: Scope, kind: 'numeric' | 'float'): string {
  const { choices } = grammar;
  const one = (): string => operand(grammar, scope, kind);
  return choices.way(
    [5, () => `${one()} ${choices.of(['+', '-', '*'])} ${one()}`],
    [2, () => `${one()} / ${choices.of(['2', '0.5', one()])}`],
    [2, () => `${operand(grammar, scope, 'int')}::${typeOf(choices, kind)}`],
    [1, () => `${operand(grammar, scope, 'int')} * ${one()}`],
    [1, () => `round(${operand(grammar, scope, 'numeric')}, 1)`],
  );
}

function text(grammar: Grammar, scope: Scope): string {
  const { choices } = grammar;
  const one = (): string => operand(grammar, scope, 'text');
  const any = (): string => operand(grammar, scope, choices.of(KINDS));
  return choices.way(
    [4, () => `${one()} || ${one()}`],
    [1, () => `${one()} || ${any()}`],
    [3, () => `${choices.of(['upper', 'lower', 'trim', 'reverse'])}(${one()})`],
    [2, () => `${any()}::text`],
    [1, () => `${choices.of(['abs', 'pg_catalog.lower', 'other.lower'])}(${one()})`],
    [1, () => `label(${operand(grammar, scope, 'int')})`],
    [1, () => tagged(grammar, scope) ?? one()],
    [1, () => `substring(${one()} from 1 for 2)`],
    [1, () => `${one()} collate "C"`],
    [1, () => `${operand(grammar, scope, 'jsonb')} ->> 'a'`],
    [1, () => `concat(${any()}, ${one()})`],
    [1, () => `${wholeRow(grammar, scope) ?? one()}::text`],
  );
}

/** A function of a row in the notation of an attribute. */
function tagged({ choices }: Grammar, scope: Scope): string | undefined {
  const employee = choices.one(scope.relations.filter(({ columns }) => columns.some(({ name }) => name === 'boss')));
  const name = employee && written(choices, employee.name);
  return name && choices.of([`${name}.tag`, `tag(${name})`, `(${name}).tag`]);
}
