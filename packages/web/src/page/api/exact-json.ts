const QUOTE_OR_NUMBER = /"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Reads JSON without losing a digit: a number that a JavaScript number would not print as it stands (a large bigint,
 * `1.50`, `1e400`) is read as a string of its digits, every other as a number.
 * @throws SyntaxError
 */
export function parseExact(text: string): unknown {
  const next = new RegExp(QUOTE_OR_NUMBER);
  const parts: string[] = [];
  let taken = 0;
  for (let found = next.exec(text); found; found = next.exec(text)) {
    const [token] = found;
    if (token === '"') {
      next.lastIndex = endOfString(text, next.lastIndex);
    } else if (!isKept(token)) {
      parts.push(text.slice(taken, found.index), `"${token}"`);
      taken = next.lastIndex;
    }
  }
  return JSON.parse(parts.join('') + text.slice(taken));
}

/** Behind the string that begins before `from`. No pattern reads it: an engine's stack ends at a few million escapes. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text[at - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return at + 1;
  }
  return text.length;
}

const isKept = (digits: string): boolean => String(Number(digits)) === digits;
