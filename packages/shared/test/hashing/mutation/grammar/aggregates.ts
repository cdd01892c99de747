import type { Kind } from '../schema.js';
import { expression, leaf } from './expressions.js';
import { written } from './names.js';
import type { Grammar, Scope } from './scope.js';

export interface Typed {
  readonly text: string;
  readonly kind: Kind;
}

/** An aggregate whose answer does not rest on the order of its rows. */
export function aggregate(grammar: Grammar, scope: Scope): Typed {
  const { choices } = grammar;
  const of = (kind: Kind): string => expression({ ...grammar, depth: Math.min(grammar.depth, 1) }, scope, kind);
  const text = leaf(grammar, scope, 'text');
  const { text: call, kind } = choices.way<Typed>(
    [4, () => ({ text: 'count(*)', kind: 'int' })],
    [3, () => ({ text: `count(${choices.often(0.4) ? 'distinct ' : ''}${of('int')})`, kind: 'int' })],
    [4, () => ({ text: `sum(${choices.often(0.1) ? 'distinct ' : ''}${of('int')})`, kind: 'int' })],
    [2, () => ({ text: `${choices.of(['sum', 'avg', 'max'])}(${of('numeric')})`, kind: 'numeric' })],
    [2, () => ({ text: `${choices.of(['min', 'max'])}(${of('int')})`, kind: 'int' })],
    [2, () => ({ text: `${choices.of(['min', 'max'])}(${of('text')})`, kind: 'text' })],
    [1, () => ({ text: `${choices.of(['min', 'max'])}(${of('date')})`, kind: 'date' })],
    [1, () => ({ text: `${choices.of(['bool_and', 'bool_or', 'every'])}(${of('bool')})`, kind: 'bool' })],
    [1, () => ({ text: `string_agg(${text}, ',' order by ${text} collate "C"${choices.of(['', ' desc'])})`, kind: 'text' })],
    [1, () => inOrder(of('int'))],
  );
  return { text: choices.often(0.12) ? `${call} filter (where ${grammar.predicate({ ...grammar, depth: 0 }, scope)})` : call, kind };
}

const inOrder = (value: string): Typed => ({ text: `array_agg(${value} order by ${value})`, kind: 'ints' });

/** Windows of a SELECT: the clause, and functions over them whose answers do not rest on the order of equal rows. */
export class Windows {
  readonly #grammar: Grammar;
  readonly #scope: Scope;
  readonly #named: { readonly name: string; readonly definition: string; readonly ordered: boolean }[] = [];

  constructor(grammar: Grammar, scope: Scope) {
    this.#grammar = grammar;
    this.#scope = scope;
    const { choices } = grammar;
    for (const name of ['w', 'w2'].slice(0, choices.below(3))) {
      const ordered = choices.often(0.4);
      this.#named.push({ name, ordered, definition: this.#definition(ordered) });
    }
  }

  /** Behind HAVING; empty where there is none. */
  clause(): string {
    const { choices } = this.#grammar;
    const all = this.#named.map(({ name, definition }) => `${written(choices, name)} as (${definition})`);
    return all.length === 0 ? '' : ` window ${all.join(', ')}`;
  }

  call(): Typed {
    const { choices } = this.#grammar;
    const int = leaf(this.#grammar, this.#scope, 'int');
    const unordered = this.#named.filter(({ ordered }) => !ordered);
    const over = choices.way(
      [4, () => `(${this.#definition(choices.often(0.5))})`],
      [this.#named.length > 0 ? 4 : 0, () => choices.of(this.#named.map(({ name }) => written(choices, name)))],
      [unordered.length > 0 ? 3 : 0, () => `(${choices.of(unordered).name} order by ${int})`],
    );
    const framed = choices.often(0.3) ? `(partition by ${leaf(this.#grammar, this.#scope, 'text')} order by ${int} ${frame(this.#grammar)})` : over;
    return choices.way<Typed>(
      [4, () => ({ text: `${choices.of(['sum', 'count', 'min', 'max'])}(${int}) over ${framed}`, kind: 'int' })],
      [2, () => ({ text: `${choices.of(['rank', 'dense_rank'])}() over ${over}`, kind: 'int' })],
      [1, () => ({ text: `count(*) over ${framed}`, kind: 'int' })],
      [1, () => ({ text: `${choices.of(['lag', 'lead', 'first_value'])}(${int}) over (order by ${int})`, kind: 'int' })],
    );
  }

  #definition(ordered: boolean): string {
    const { choices } = this.#grammar;
    const kind = choices.of<Kind>(['int', 'text', 'date']);
    const partition = choices.often(0.6) ? `partition by ${leaf(this.#grammar, this.#scope, kind)}` : '';
    const order = ordered ? `order by ${leaf(this.#grammar, this.#scope, choices.of<Kind>(['int', 'text']))}${choices.of(['', ' desc', ' asc', ' nulls first'])}` : '';
    return [partition, order].filter((part) => part !== '').join(' ');
  }
}

/** Frames that take equal rows together; those of single rows take all. */
function frame({ choices }: Grammar): string {
  return choices.of([
    'range between unbounded preceding and current row', 'range unbounded preceding', 'groups 1 preceding', 'groups between 1 preceding and 1 following',
    'range between unbounded preceding and unbounded following', 'rows between unbounded preceding and unbounded following',
    'range between 1 preceding and 1 following', 'range between current row and unbounded following', 'groups between 1 preceding and 1 following exclude group',
  ]);
}
