const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** 1234567 → 1,234,567 */
export const count = (n: number): string => whole.format(n);

/** `1 row`, `2,000 rows`. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** 1536000 → 1.5 MB; steps of a thousand. */
export function bytes(n: number): string {
  let unit = 0;
  let size = n;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 99.5 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit]}`;
}

/** 0.017 s → 17 ms; 2.34 s → 2.3 s; 95 s → 1 min 35 s */
export function duration(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 3600 ? parts(whole, 60, 'min', 's') : parts(Math.round(whole / 60), 60, 'h', 'min');
}

const parts = (n: number, size: number, large: string, small: string): string =>
  `${Math.floor(n / size)} ${large}${n % size === 0 ? '' : ` ${n % size} ${small}`}`;

/** How long ago, in the coarsest unit that fits: `just now`, `42 s ago`, `5 min ago`, `3 h ago`, `2 days ago`. */
export function ago(seconds: number): string {
  if (seconds < 2) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${counted(Math.floor(seconds / 86_400), 'day')} ago`;
}

/** A moment in the reader's own time zone: `21 Nov 2026, 10:35:02`. */
export function moment(iso: string, timeZone?: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return at.toLocaleString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', ...(timeZone && { timeZone }) });
}
