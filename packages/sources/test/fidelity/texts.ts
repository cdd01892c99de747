import fc from 'fast-check';

/** What texts are made of that a format, an encoding or a reader of lines could trip over. */
const UNITS = ['a', 'B', '0', ' ', '"', "'", ',', ';', '\t', '\n', '\r', '\r\n', '\\', '.', '\\.', '\\N', '{', '}', '(', ')', '<', '&', '%', '$', '\u0001', '\u007f', 'é', 'ß', '漢', '\u2028', '\ufeff', '\uffff', '😀', '👩‍👩‍👧', '\u{10ffff}'];
const WHOLE = ['', ' ', '\\.', '\\N', 'NULL', 'null', '"', '""', ',', '\n', '\r', '\r\n', '\t', ' a', 'a ', '-', '=1+1', '0', '007', '1e5', 'NaN', 'true', '2024-02-29', '__proto__'];

/** Texts without NUL, which Postgres cannot hold. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...WHOLE),
  fc.string({ unit: fc.constantFrom(...UNITS), maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 20 }).map((any) => any.replaceAll('\0', '')),
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...UNITS), fc.integer({ min: 60, max: 9000 })).map(([unit, times]) => unit.repeat(times)) },
);

/** What can be the name of a column: not empty, and no longer than a server keeps. */
export const name: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'id', 'id', 'Value', 'c1', 'q', 'é', '"', ',', '\\.', ' ', 'a\r\nb') },
  text.map((any) => any.slice(0, 12).replace(/[\ud800-\udbff]$/, '')).filter((any) => any !== ''),
);

/** As a constant of SQL, whatever `standard_conforming_strings` says. */
export const literal = (any: string): string => `E'${any.replaceAll(/['\\]/g, '\\$&')}'`;

export const quoted = (any: string): string => `"${any.replaceAll('"', '""')}"`;
