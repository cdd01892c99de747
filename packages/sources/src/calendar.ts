/** The calendar repeats itself after so many years. */
const ERA_YEARS = 400;
const ERA_DAYS = 146_097;
const DAY_MS = 86_400_000;

/** Days from 1970-01-01 to the first of a month, in any era; the year 0 is 1 BC. */
export function daysBefore(year: number, month: number): number {
  const era = Math.floor(year / ERA_YEARS);
  // In the same year of the era of 2000, which JavaScript knows.
  return Date.UTC(2000 + year - era * ERA_YEARS, month - 1) / DAY_MS + (era - 5) * ERA_DAYS;
}

/** The date of a day after 1970-01-01, beyond the years that JavaScript knows, too. */
export function dateText(days: number): string {
  const era = Math.floor(days / ERA_DAYS);
  const early = new Date((days - era * ERA_DAYS) * DAY_MS).toISOString();
  return `${String(Number(early.slice(0, 4)) + era * ERA_YEARS)}${early.slice(4, 10)}`;
}
