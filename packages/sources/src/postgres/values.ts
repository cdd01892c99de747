/** An array as Postgres reads it from text. */
export function arrayLiteral(values: readonly (string | number)[]): string {
  return `{${values.map((value) => `"${String(value).replaceAll(/["\\]/g, '\\$&')}"`).join()}}`;
}

/** The document of a query that answers one, in one row. */
export function json<T>(rows: readonly (readonly (string | null)[])[] | undefined): T {
  const text = rows?.[0]?.[0];
  if (text == null) throw new Error('The catalog query answered nothing.');
  return JSON.parse(text) as T;
}
