/** Longer values are cut: bounds lie in memory until the footer is written, and readers read all of them. */
const LONGEST = 64;

interface Bound {
  readonly bytes: Uint8Array;
  readonly exact: boolean;
}

/** What is not greater than `value`, and not long. Of UTF-8 whole characters. */
export function lowerBound(value: Uint8Array, order: 'bytes' | 'utf8'): Bound {
  if (value.length <= LONGEST) return { bytes: value.slice(), exact: true };
  return { bytes: value.slice(0, order === 'utf8' ? characterStart(value, LONGEST) : LONGEST), exact: false };
}

/** What is not less than `value`, and not long; undefined where nothing short is. */
export function upperBound(value: Uint8Array, order: 'bytes' | 'utf8'): Bound | undefined {
  if (value.length <= LONGEST) return { bytes: value.slice(), exact: true };
  const bytes = order === 'utf8' ? nextText(value.subarray(0, characterStart(value, LONGEST))) : nextBytes(value.subarray(0, LONGEST));
  return bytes && { bytes, exact: false };
}

/** Where the character begins that the byte at `at` belongs to. */
function characterStart(value: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && ((value[start] as number) & 0xc0) === 0x80) start--;
  return start;
}

/** The last byte that can be greater is one greater, and the rest is cut off. */
function nextBytes(prefix: Uint8Array): Uint8Array | undefined {
  const last = prefix.findLastIndex((byte) => byte !== 0xff);
  if (last < 0) return undefined;
  const next = prefix.slice(0, last + 1);
  next[last] = (next[last] as number) + 1;
  return next;
}

/** The last character that can be greater is the next one; UTF-8 sorts as code points do. */
function nextText(prefix: Uint8Array): Uint8Array | undefined {
  const characters = Array.from(Buffer.from(prefix).toString('utf8'));
  for (let last = characters.length - 1; last >= 0; last--) {
    const code = (characters[last] as string).codePointAt(0) as number;
    if (code === 0x10ffff) continue;
    const next = code === 0xd7ff ? 0xe000 : code + 1;
    return Uint8Array.from(Buffer.from(characters.slice(0, last).join('') + String.fromCodePoint(next)));
  }
  return undefined;
}
