import { putPadded, putTwo } from './digits.js';
import { wholeOf } from './halves.js';
import type { Output } from './output.js';

const MINUS = 45;
const COLON = 58;
const POINT = 46;
const SPACE = 32;
const LETTER_T = 84;
const PLUS = 43;
const ZERO = 48;

/** Bytes of a time stamp at most. */
const LONGEST = 48;
const DAY = 86_400_000_000;
const DAY_BIG = 86_400_000_000n;
const BEFORE_CHRIST = Buffer.from(' BC');

/** Days since 1970-01-01 of 0001-01-01 and of 10000-01-01: years of four digits lie between. */
const FIRST_ISO_DAY = -719_162;
const END_OF_ISO_DAYS = 2_932_897;

/** The zone that is written behind a time: none, `+00` or `+00:00`. */
export type Zone = 'none' | 'hours' | 'minutes';

/** Writes days since 1970-01-01 as `YYYY-MM-DD`, years before Christ with ` BC` behind. */
export function putDate(out: Output, days: number): void {
  out.room(LONGEST);
  if (putDay(out, days)) out.put(BEFORE_CHRIST);
}

/** Writes microseconds since 1970, the halves of 64 bits, as Postgres does under DateStyle ISO. */
export function putTimestamp(out: Output, low: number, high: number, zone: Zone): void {
  out.room(LONGEST);
  split(low, high);
  const isBefore = putDay(out, splitDay);
  out.bytes[out.at++] = SPACE;
  putTime(out, splitTime, zone);
  if (isBefore) out.put(BEFORE_CHRIST);
}

/** The same in ISO 8601 with a `T`. False: the year has no four digits, nothing is written. */
export function putIsoTimestamp(out: Output, low: number, high: number, zone: Zone): boolean {
  out.room(LONGEST);
  split(low, high);
  if (splitDay < FIRST_ISO_DAY || splitDay >= END_OF_ISO_DAYS) return false;
  putDay(out, splitDay);
  out.bytes[out.at++] = LETTER_T;
  putTime(out, splitTime, zone);
  return true;
}

let splitDay = 0;
let splitTime = 0;

/** Days, and microseconds of the day: kept aside rather than answered, as that costs no object for each cell. */
function split(low: number, high: number): void {
  if (high >= -0x200000 && high < 0x200000) {
    const micros = wholeOf(low, high);
    splitDay = Math.floor(micros / DAY);
    splitTime = micros - splitDay * DAY;
    // The quotient is rounded: just before midnight it may say the next day.
    if (splitTime < 0) moveDay(-1);
    else if (splitTime >= DAY) moveDay(1);
    return;
  }
  const micros = (BigInt(high) << 32n) + BigInt(low >>> 0);
  const rest = ((micros % DAY_BIG) + DAY_BIG) % DAY_BIG;
  splitDay = Number((micros - rest) / DAY_BIG);
  splitTime = Number(rest);
}

function moveDay(by: 1 | -1): void {
  splitDay += by;
  splitTime -= by * DAY;
}

/** The proleptic Gregorian calendar, by eras of 400 years that begin in March. True: before Christ. */
function putDay(out: Output, days: number): boolean {
  const fromMarch = days + 719_468;
  const era = Math.floor(fromMarch / 146_097);
  const dayOfEra = fromMarch - era * 146_097;
  const yearOfEra = ((dayOfEra - ((dayOfEra / 1460) | 0) + ((dayOfEra / 36_524) | 0) - ((dayOfEra / 146_096) | 0)) / 365) | 0;
  const dayOfYear = dayOfEra - (365 * yearOfEra + (yearOfEra >> 2) - ((yearOfEra / 100) | 0));
  const monthFromMarch = ((5 * dayOfYear + 2) / 153) | 0;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  putPadded(out, year > 0 ? year : 1 - year, 4);
  out.bytes[out.at++] = MINUS;
  putTwo(out, month);
  out.bytes[out.at++] = MINUS;
  putTwo(out, dayOfYear - (((153 * monthFromMarch + 2) / 5) | 0) + 1);
  return year <= 0;
}

function putTime(out: Output, micros: number, zone: Zone): void {
  const seconds = Math.floor(micros / 1_000_000);
  const minutes = (seconds / 60) | 0;
  const hours = (minutes / 60) | 0;
  putTwo(out, hours);
  out.bytes[out.at++] = COLON;
  putTwo(out, minutes - hours * 60);
  out.bytes[out.at++] = COLON;
  putTwo(out, seconds - minutes * 60);
  const fraction = micros - seconds * 1_000_000;
  if (fraction > 0) putFraction(out, fraction);
  if (zone !== 'none') putZone(out, zone);
}

/** Six digits, without zeros at the end. */
function putFraction(out: Output, micros: number): void {
  out.bytes[out.at++] = POINT;
  putPadded(out, micros, 6);
  while (out.bytes[out.at - 1] === ZERO) out.at--;
}

function putZone(out: Output, zone: Zone): void {
  out.bytes[out.at++] = PLUS;
  putTwo(out, 0);
  if (zone === 'hours') return;
  out.bytes[out.at++] = COLON;
  putTwo(out, 0);
}
