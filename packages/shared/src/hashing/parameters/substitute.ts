import { isFields, stringsOf, type Fields } from '../tree/walk.js';
import { TOKEN, type Placeholder } from './placeholders.js';
import { constantOf, negated, textOf, type Scalar } from './values.js';

export interface Binding extends Placeholder {
  readonly value: unknown;
}

/** Names in a tree that a value may be part of. */
const IDENTIFIERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['RangeVar', ['schemaname', 'relname']],
  ['ResTarget', ['name']],
  ['alias', ['aliasname']],
]);

/**
 * Puts values into a parse tree in place of the tokens of their placeholders. What comes in is never parsed: a value
 * is a constant, a part of a string constant's text, or a part of an identifier.
 */
export class Substitution {
  readonly #bindings: ReadonlyMap<string, Binding>;
  readonly #done = new Set<string>();
  #problem: string | undefined;

  constructor(bindings: readonly Binding[]) {
    this.#bindings = new Map(bindings.map((binding) => [binding.token, binding]));
  }

  /** What kept a value out of the tree, as a sentence; undefined once every value is in. */
  get problem(): string | undefined {
    const left = [...this.#bindings.values()].find(({ token, within }) => within !== undefined && !this.#done.has(token));
    return this.#problem ?? (left && `The parameter ${left.name} stands where no value can stand.`);
  }

  /** The tree with the values in it, as far as they could be put there. */
  apply(value: unknown, field = ''): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => this.apply(item));
    if (!isFields(value)) return value;
    return this.#constant(value) ?? this.#minus(value) ?? this.#node(value, field);
  }

  #node(node: Fields, field: string): Fields {
    const lists = this.#expandedLists(node);
    return Object.fromEntries(
      Object.entries(lists).map(([key, child]) => {
        if (typeof child === 'string') return [key, IDENTIFIERS.get(field)?.includes(key) ? this.#identifier(child) : child];
        if (key === 'A_Const') return [key, this.#stringConstant(child)];
        if (key === 'ColumnRef') return [key, this.#columnRef(child)];
        return [key, this.apply(child, key)];
      }),
    );
  }

  /** A bare placeholder: a column reference that is its token and nothing else. */
  #bare(node: unknown): Binding | undefined {
    const reference = isFields(node) ? node['ColumnRef'] : undefined;
    if (!isFields(reference)) return undefined;
    const names = stringsOf(reference['fields']);
    const whole = names.length === 1 && Array.isArray(reference['fields']) && reference['fields'].length === 1;
    if (!whole) return undefined;
    const binding = this.#bindings.get(names[0] ?? '');
    return binding?.within === 'word' ? binding : undefined;
  }

  #constant(node: Fields): Fields | undefined {
    const binding = this.#bare(node);
    if (!binding) return undefined;
    if (Array.isArray(binding.value)) {
      return this.#misplaced(binding, 'is a list, which can only stand in IN (…) or ARRAY[…]');
    }
    this.#done.add(binding.token);
    return constantOf(binding.value as Scalar);
  }

  /** `-{{ n }}` with a number is one constant to Postgres's parser. */
  #minus(node: Fields): Fields | undefined {
    const expression = node['A_Expr'];
    if (!isFields(expression) || expression['lexpr'] !== undefined) return undefined;
    if (stringsOf(expression['name']).join('.') !== '-') return undefined;
    const binding = this.#bare(expression['rexpr']);
    const constant = binding && negated(binding.value as Scalar);
    if (constant) this.#done.add(binding.token);
    return constant;
  }

  /** A list of values inside IN (…) or ARRAY[…] becomes that many constants. */
  #expandedLists(node: Fields): Fields {
    const isIn = isFields(node['rexpr']) && node['kind'] === 'AEXPR_IN' && isFields(node['rexpr']['List']);
    if (isIn) {
      const list = (node['rexpr'] as { List: { items: unknown[] } }).List;
      return { ...node, rexpr: { List: { ...list, items: this.#expanded(list.items) } } };
    }
    const array = node['A_ArrayExpr'];
    if (!isFields(array) || !Array.isArray(array['elements'])) return node;
    return { ...node, A_ArrayExpr: { ...array, elements: this.#expanded(array['elements']) } };
  }

  #expanded(items: readonly unknown[]): unknown[] {
    return items.flatMap((item) => {
      const binding = this.#bare(item);
      if (!binding || !Array.isArray(binding.value)) return [item];
      this.#done.add(binding.token);
      return (binding.value as Scalar[]).map(constantOf);
    });
  }

  #stringConstant(constant: unknown): unknown {
    if (!isFields(constant) || !isFields(constant['sval'])) return constant;
    const text = constant['sval']['sval'];
    return typeof text === 'string' ? { ...constant, sval: { sval: this.#text(text, 'text') } } : constant;
  }

  #columnRef(reference: unknown): unknown {
    if (!isFields(reference) || !Array.isArray(reference['fields'])) return reference;
    const fields = reference['fields'].map((field: unknown) => {
      const [name] = stringsOf([field]);
      return name === undefined ? field : { String: { sval: this.#identifier(name) } };
    });
    return { ...reference, fields };
  }

  #identifier(name: string): string {
    const filled = this.#text(name, 'a name');
    if (filled === '') this.#problem ??= 'A parameter that stands for a name is empty.';
    return filled;
  }

  /** Replaces tokens once, from left to right: a value is never looked through for further tokens. */
  #text(text: string, as: string): string {
    return text.replace(TOKEN, (token) => this.#filling(token, as));
  }

  #filling(token: string, as: string): string {
    const binding = this.#bindings.get(token);
    if (!binding) return token;
    const filling = textOf(binding.value);
    if (filling === undefined) this.#misplaced(binding, `stands for ${as}, which null and lists can not be`);
    this.#done.add(token);
    return filling ?? token;
  }

  #misplaced({ name }: Binding, what: string): undefined {
    this.#problem ??= `The parameter ${name} ${what}.`;
  }
}
