/** Postgres holds every text but one with NUL; a lone surrogate would silently become U+FFFD on the way there. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** For prose that must be recorded whatever it holds, such as an error message. */
export function toStorable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** @throws TypeError: a text that is compared later must be stored as it is or not at all. */
export function assertStorable(value: unknown): void {
  if (Array.isArray(value)) return value.forEach(assertStorable);
  if (typeof value === 'string' && !isStorable(value)) {
    throw new TypeError('A text holds NUL or a lone surrogate, which Postgres cannot hold');
  }
}
