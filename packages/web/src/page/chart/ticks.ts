const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH = 30.44 * DAY;
const YEAR = 365.25 * DAY;

interface Step {
  /** About so long. */
  readonly ms: number;
  readonly unit: 'ms' | 'month';
  readonly n: number;
}

const plain = (n: number): Step => ({ ms: n, unit: 'ms', n });
const months = (n: number): Step => ({ ms: n * MONTH, unit: 'month', n });

const STEPS: readonly Step[] = [
  ...[1, 5, 15, 30].map((n) => plain(n * SECOND)),
  ...[1, 5, 15, 30].map((n) => plain(n * MINUTE)),
  ...[1, 3, 6, 12].map((n) => plain(n * HOUR)),
  ...[1, 2, 7, 14].map((n) => plain(n * DAY)),
  ...[1, 3, 6, 12, 24, 60, 120, 240, 600, 1200].map(months),
];

/** Round moments between two times (milliseconds since 1970, UTC), at most `most` of them. */
export function timeTicks(from: number, to: number, most: number): number[] {
  const step = STEPS.find(({ ms }) => (to - from) / ms <= most - 1) ?? months(12 * Math.ceil((to - from) / YEAR / most));
  const ticks: number[] = [];
  for (let tick = firstOf(step, from); tick <= to; tick = next(step, tick)) ticks.push(tick);
  return ticks;
}

function firstOf(step: Step, from: number): number {
  if (step.unit === 'ms') return Math.ceil(from / step.n) * step.n;
  const date = new Date(from);
  const passed = date.getUTCFullYear() * 12 + date.getUTCMonth();
  const start = new Date(0);
  start.setUTCFullYear(0, Math.floor(passed / step.n) * step.n, 1);
  return start.getTime() >= from ? start.getTime() : next(step, start.getTime());
}

function next({ unit, n }: Step, tick: number): number {
  if (unit === 'ms') return tick + n;
  const date = new Date(tick);
  date.setUTCMonth(date.getUTCMonth() + n);
  return date.getTime();
}

const NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A tick's name, as exact as a span of that length asks for: `2001`, `Mar 2001`, `5 Mar`, `5 Mar 14:00`, `14:00:05`. */
export function timeLabel(ms: number, span: number): string {
  const date = new Date(ms);
  const month = NAMES[date.getUTCMonth()] ?? '';
  const clock = date.toISOString().slice(11, span < 5 * MINUTE ? 19 : 16);
  if (span >= 5 * YEAR) return String(date.getUTCFullYear());
  if (span >= 5 * MONTH) return `${month} ${date.getUTCFullYear()}`;
  if (span >= 4 * DAY) return `${date.getUTCDate()} ${month}`;
  return span >= DAY ? `${date.getUTCDate()} ${month} ${clock}` : clock;
}

/** A point's time in full: the date, and the clock where it is not midnight. */
export function timeInFull(ms: number): string {
  const iso = new Date(ms).toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19).replace('T', ' ');
}
