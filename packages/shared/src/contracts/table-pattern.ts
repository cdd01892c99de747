import { parseTableName } from './table-name.js';

/** A part of a pattern: its letters as they stand, and whether `*` among them stands for any. */
interface Part {
  readonly text: string;
  readonly isGlob: boolean;
}

const PATTERN = /^\s*("(?:[^"]|"")+"|[^\s".]+)\s*\.\s*("(?:[^"]|"")+"|[^\s".]+)\s*$/;

/**
 * Reads a pattern for relations, `schema.name`: `*` stands for any letters, none included; unquoted parts fold to lower
 * case, and in double quotes `*` is a star. Answers what tells whether a canonical name matches; undefined where it is
 * no pattern.
 */
export function tablePattern(text: string): ((table: string) => boolean) | undefined {
  const [, schema, name] = PATTERN.exec(text) ?? [];
  if (schema === undefined || name === undefined || text.includes('\0') || !text.isWellFormed()) return undefined;
  const [inSchema, named] = [partOf(schema), partOf(name)];
  return (table) => {
    const parsed = parseTableName(table);
    return parsed?.schema !== undefined && matches(inSchema, parsed.schema) && matches(named, parsed.name);
  };
}

const partOf = (text: string): Part =>
  text.startsWith('"')
    ? { text: text.slice(1, -1).replaceAll('""', '"'), isGlob: false }
    : { text: text.toLowerCase(), isGlob: text.includes('*') };

/** In time linear in the name for each star: a pattern made to be slow is not. */
function matches({ text, isGlob }: Part, name: string): boolean {
  if (!isGlob) return text === name;
  const [first = '', ...others] = text.split('*');
  const last = others.pop() ?? '';
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  const end = name.length - last.length;
  let from = first.length;
  for (const piece of others) {
    const found = name.indexOf(piece, from);
    if (found < 0 || found + piece.length > end) return false;
    from = found + piece.length;
  }
  return true;
}
