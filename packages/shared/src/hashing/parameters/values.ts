/** A parameter's value: what JSON can hold, and bigint for whole numbers beyond a JS number. */
export type Scalar = string | number | bigint | boolean | null;

/** A constant as a node of the parse tree; what Postgres's own parser makes of the same value. */
export type ConstantNode = { readonly A_Const: Readonly<Record<string, unknown>> };

/** The value of a parameter: `{{ range.start }}` looks into an object where no name has the dot in it. */
export function valueOf(parameters: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(parameters, name)) return parameters[name];
  let value: unknown = parameters;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

/** What is wrong with a value, as the end of a sentence; undefined where it can be bound. */
export function faultOf(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    if (value.length === 0) return 'is an empty list';
    return value.some(Array.isArray) ? 'is a list of lists' : value.map(faultOf).find((fault) => fault !== undefined);
  }
  if (typeof value === 'string') {
    return value.includes('\0') || !value.isWellFormed() ? 'holds characters that no database takes' : undefined;
  }
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'is no finite number';
  const fits = value === null || typeof value === 'boolean' || typeof value === 'bigint';
  return fits ? undefined : 'is neither text, number, boolean, null nor a list of these';
}

/**
 * A typed constant. A string stays a string, also one that holds a number: quoted and untyped, it becomes what its
 * place asks for, as `'42'` does in `a = '42'`.
 */
export function constantOf(value: Scalar): ConstantNode {
  if (value === null) return { A_Const: { isnull: true } };
  if (typeof value === 'string') return { A_Const: { sval: { sval: value } } };
  if (typeof value === 'boolean') return { A_Const: { boolval: value ? { boolval: true } : {} } };
  return numberNode(String(value));
}

/** The same with a minus before it, as Postgres's parser folds `- 5` into the constant; undefined for no number. */
export function negated(value: Scalar): ConstantNode | undefined {
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const text = String(value);
  return numberNode(text.startsWith('-') ? text.slice(1) : `-${text}`);
}

const LARGEST_INTEGER = 2_147_483_647;

/** Postgres's parser keeps 32 bits as an integer and everything else as its digits. */
function numberNode(text: string): ConstantNode {
  const whole = /^-?\d+$/.test(text) && Math.abs(Number(text)) <= LARGEST_INTEGER;
  if (!whole) return { A_Const: { fval: { fval: text } } };
  const integer = Number(text);
  return { A_Const: { ival: integer === 0 ? {} : { ival: integer } } };
}

/** A value inside a string or an identifier. Null and lists have no text. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : undefined;
}
