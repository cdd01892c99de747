const PLAIN = /^[a-z_][a-z0-9_$]*$/;
const quote = (part: string): string => (PLAIN.test(part) ? part : `"${part.replaceAll('"', '""')}"`);

/**
 * The canonical name of a relation, as epochs and entries carry it: `schema.table`, a part quoted where
 * Postgres would have to quote it (reserved words aside). Two relations never share one.
 */
export function tableName(schema: string, name: string): string {
  return `${quote(schema)}.${quote(name)}`;
}

const SYSTEM_SCHEMAS: ReadonlySet<string> = new Set(['pg_catalog', 'information_schema', 'pg_toast']);

/** Whether a schema is the database's own: what changes in it no feed tells. */
export const isSystemSchema = (schema: string): boolean => SYSTEM_SCHEMAS.has(schema);

/** Whether a canonical name is one of this schema's. */
export function isInSchema(table: string, schema: string): boolean {
  return table.startsWith(`${quote(schema)}.`);
}

const PART = /\s*("(?:[^"]|"")+"|[^\s".]+)\s*(\.|$)/y;

/**
 * Reads a name as a person writes it: `Sales.Orders`, `"Odd Name"`, `public."a.b"`, `shop.public.orders`. Unquoted parts
 * fold to lower case as in Postgres, that is ASCII letters alone. Answers undefined where it is not one to three identifiers.
 */
export function parseTableName(text: string): { database?: string; schema?: string; name: string } | undefined {
  const parts: string[] = [];
  for (let at = 0, more = true; more; ) {
    PART.lastIndex = at;
    const [all = '', part = '', end] = PART.exec(text) ?? [];
    if (part === '' || text.includes('\0')) return undefined;
    parts.push(part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()));
    at += all.length;
    more = end === '.';
  }
  const [name = '', schema, database, ...others] = parts.reverse();
  if (others.length > 0) return undefined;
  return { ...(database !== undefined && { database }), ...(schema !== undefined && { schema }), name };
}
