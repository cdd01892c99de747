import { dateText } from '../calendar.js';
import type { Int32Filler, LongFiller } from '../cells/fillers.js';

/** From 1970-01-01 to 2000-01-01, where Postgres begins to count. */
const DAYS = 10_957;
const MICROS = 946_684_800_000_000;
const HALF = 2 ** 32;
const MICROS_LOW = MICROS % HALF;
const MICROS_HIGH = Math.floor(MICROS / HALF);
const HIGHEST = 0x7fffffff;
const LOWEST = -0x80000000;

export function readDate(filler: Int32Filler, source: DataView, at: number, row: number): void {
  const days = source.getInt32(at);
  if (days === HIGHEST) filler.setExact(row, 'infinity');
  else if (days === LOWEST) filler.setExact(row, '-infinity');
  else filler.put(row, days + DAYS);
}

/** @param zone What the text of a value that cannot be held ends with. */
export function readTimestamp(filler: LongFiller, source: DataView, at: number, row: number, zone: '' | '+00'): void {
  const high = source.getInt32(at);
  const low = source.getInt32(at + 4);
  if (high === HIGHEST && low === -1) return filler.setExact(row, 'infinity');
  if (high === LOWEST && low === 0) return filler.setExact(row, '-infinity');
  const sum = (low >>> 0) + MICROS_LOW;
  const above = high + MICROS_HIGH + (sum >= HALF ? 1 : 0);
  if (above > HIGHEST) filler.setExact(row, `${farText((BigInt(high) << 32n) + BigInt(low >>> 0))}${zone}`);
  else filler.put(row, sum | 0, above);
}

const DAY = 86_400_000_000n;

/** The text of a time so far away that it does not fit 64 bits when counted from 1970: the last decades that Postgres knows. */
function farText(micros: bigint): string {
  const date = dateText(Number(micros / DAY) + DAYS);
  const ofDay = Number(micros % DAY);
  const time = [ofDay / 3_600_000_000, (ofDay / 60_000_000) % 60, (ofDay / 1_000_000) % 60].map((part) => String(Math.floor(part)).padStart(2, '0'));
  const fraction = String(ofDay % 1_000_000).padStart(6, '0').replace(/0+$/, '');
  return `${date} ${time.join(':')}${fraction && `.${fraction}`}`;
}
