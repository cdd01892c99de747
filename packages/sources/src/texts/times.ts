import { daysBefore } from '../calendar.js';

/** A date as Postgres prints it under DateStyle ISO: years of more than four digits begin with no zero. */
const DATE = /^(\d{4}|[1-9]\d{4,6})-(\d\d)-(\d\d)( BC)?$/;
/** A time of day, without zeros at the end of its fraction. */
const TIME = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{0,5}[1-9]))?$/;
const DAY = 86_400_000_000n;
const BC = ' BC';

/** Days since 1970-01-01; undefined where the text is no date. */
export function daysIn(text: string): number | undefined {
  const [, year, month, day, bc] = DATE.exec(text) ?? [];
  if (year === undefined || Number(year) === 0) return undefined;
  return daysBefore(bc === undefined ? Number(year) : 1 - Number(year), Number(month)) + Number(day) - 1;
}

/** Microseconds since 1970-01-01; undefined where the text is no time in this zone, or one that does not fit 64 bits. */
export function microsIn(text: string, zone: '' | '+00'): bigint | undefined {
  const isBefore = text.endsWith(BC);
  const plain = isBefore ? text.slice(0, -BC.length) : text;
  if (!plain.endsWith(zone)) return undefined;
  const space = plain.indexOf(' ');
  const days = daysIn(plain.slice(0, space) + (isBefore ? BC : ''));
  const [, hours, minutes, seconds, fraction = ''] = TIME.exec(plain.slice(space + 1, plain.length - zone.length)) ?? [];
  if (days === undefined || hours === undefined) return undefined;
  const ofDay = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1_000_000 + Number(fraction.padEnd(6, '0'));
  const micros = BigInt(days) * DAY + BigInt(ofDay);
  return BigInt.asIntN(64, micros) === micros ? micros : undefined;
}
