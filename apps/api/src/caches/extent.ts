import type { Result } from '@onceql/shared';

/** What rows take as text, as a multiple of their file: where nothing but the size of that is known. */
const UNPACKED = 5;

/** Around a value: quotes of its name, a colon, a comma. */
const AROUND_VALUE = 4;

/** About how many bytes some rows of a result have as JSON. @param rows how many of them */
export function jsonBytesOf({ stored, columns }: Pick<Result, 'stored' | 'columns'>, rows = stored.rows): number {
  if (stored.rows === 0) return 0;
  const share = rows / stored.rows;
  if (stored.valueBytes === undefined) return Math.ceil(UNPACKED * stored.bytes * share);
  const names = columns.reduce((sum, { name }) => sum + Buffer.byteLength(name) + AROUND_VALUE, 0);
  return Math.ceil(stored.valueBytes * share) + names * rows;
}

/** Bytes of a result, stored or not, whichever are more: small files may hold much. */
export const largestBytesOf = ({ stored }: Pick<Result, 'stored'>): number => Math.max(stored.bytes, stored.valueBytes ?? 0);
