const PLAIN = /^[a-z_][a-z0-9_$]*$/;
const quote = (part: string): string => (PLAIN.test(part) ? part : `"${part.replaceAll('"', '""')}"`);

/**
 * The canonical name of a relation, as epochs and entries carry it: `schema.table`, a part quoted where
 * Postgres would have to quote it (reserved words aside). Two relations never share one.
 */
export function tableName(schema: string, name: string): string {
  return `${quote(schema)}.${quote(name)}`;
}

/** Whether a canonical name is one of this schema's. */
export function isInSchema(table: string, schema: string): boolean {
  return table.startsWith(`${quote(schema)}.`);
}

/**
 * Reads a name as a person writes it: `Sales.Orders`, `"Odd Name"`, `public."a.b"`. Unquoted parts fold to lower case.
 * Answers undefined where it is not one or two identifiers.
 */
export function parseTableName(text: string): { schema?: string; name: string } | undefined {
  const match = /^\s*(?:("(?:[^"]|"")+"|[^\s".]+)\s*\.\s*)?("(?:[^"]|"")+"|[^\s".]+)\s*$/.exec(text);
  if (!match?.[2] || text.includes('\0')) return undefined;
  const unquote = (part: string): string =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toLowerCase();
  return match[1] === undefined
    ? { name: unquote(match[2]) }
    : { schema: unquote(match[1]), name: unquote(match[2]) };
}
