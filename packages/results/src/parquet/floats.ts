/**
 * From which magnitude on Postgres writes an exponent: 15 digits for float8, 6 for float4
 * (src/common/d2s.c and f2s.c, `double_to_shortest_decimal`).
 */
export type ExponentFrom = 1e15 | 1e6;

/**
 * The shortest digits that read back as this double, laid out as Postgres lays them out: an exponent of at least
 * two digits below 1e-4 and from `exponentFrom` on.
 *
 * Not for every double Postgres's own text: JavaScript accepts a short decimal that lies exactly between two
 * doubles, Postgres does not, and Redshift and old servers do not print shortest digits at all. So the text is
 * compared when a value is stored, and kept where it differs (see cells.ts).
 */
export function floatText(value: number, exponentFrom: ExponentFrom): string {
  const magnitude = Math.abs(value);
  if (magnitude === 0) return Object.is(value, -0) ? '-0' : '0';
  if (!Number.isFinite(value) || (magnitude >= 1e-4 && magnitude < exponentFrom)) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}
