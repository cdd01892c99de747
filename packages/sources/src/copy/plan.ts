import type { TypedColumn } from '@onceql/shared';
import type { Field } from '../connection/exchange.js';

/** A column as COPY is asked for it. */
export interface CopiedColumn {
  readonly column: TypedColumn;
  /** The oid of its type where it comes in that type's binary form; undefined where it comes as text. */
  readonly binary: number | undefined;
}

export interface CopyPlan {
  readonly text: string;
  readonly columns: readonly CopiedColumn[];
}

/** Types whose binary form is their text, or an oid: text, varchar, bpchar, name, refcursor (whose output function is that of text), oid. */
const BINARY_TEXTS = new Set([25, 1043, 1042, 19, 1790, 26]);
/** The same of all enums. A session may have all identifiers quoted. */
const ENUM_OUTPUT = /^("?)pg_catalog\1\.("?)enum_out\2$/;

/**
 * The COPY that brings the rows of a statement; undefined where there is none that would bring each value's text.
 *
 * What is not held in its binary form is printed by its type's own output function, as COPY itself would print it for a
 * text; a cast to text prints char(n), xml and "char" otherwise.
 * @param statement Has to be a whole statement for the server that has parsed it by itself: nothing in it can end the brackets.
 * @param outputs The quoted name of each type's output function; null where this session may not call it.
 */
export function planCopy(statement: string, fields: readonly Field[], columns: readonly TypedColumn[], outputs: readonly (string | null)[]): CopyPlan | undefined {
  const copied = columns.map((column, at) => ({ column, binary: binaryForm(fields[at], column, outputs[at]) }));
  const inner = `(\n${statement}\n)`;
  if (copied.every(({ binary }) => binary !== undefined)) return { text: copyOf(inner), columns: copied };
  if (copied.some(({ binary }, at) => binary === undefined && outputs[at] == null)) return undefined;
  const printed = copied.map(({ binary }, at) => (binary !== undefined ? alias(at) : `pg_catalog.textin(${String(outputs[at])}(${alias(at)}))`));
  return { text: copyOf(`(SELECT ${printed.join(', ')} FROM ${inner} AS q(${copied.map((_, at) => alias(at)).join(', ')}))`), columns: copied };
}

// On a line of its own, so that a comment at the end of the statement does not go on.
const copyOf = (query: string): string => `COPY ${query} TO STDOUT (FORMAT binary)`;
const alias = (at: number): string => `c${String(at + 1)}`;

function binaryForm(field: Field | undefined, { kind }: TypedColumn, output: string | null | undefined): number | undefined {
  if (!field) return undefined;
  const isItsForm = kind !== 'text' || BINARY_TEXTS.has(field.dataTypeID) || ENUM_OUTPUT.test(output ?? '');
  return isItsForm ? field.dataTypeID : undefined;
}
