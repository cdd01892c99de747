/** The value that half of the others are below, @throws RangeError of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new RangeError('a quantile of nothing');
  return value;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** A number as it is shown: three digits after the point. */
export const shown = (value: number): number => Math.round(value * 1000) / 1000;
