import type { ColumnBatch, ColumnCells } from '@onceql/shared';

/** The rows of a batch as Postgres prints them, in the plainest way: what tests compare with Postgres's own texts. */
export function textsOf({ length, columns }: ColumnBatch): (string | null)[][] {
  return Array.from({ length }, (_, row) => columns.map((cells) => textOf(cells, row)));
}

function textOf(cells: ColumnCells, row: number): string | null {
  const exact = cells.exact?.get(row);
  if (exact !== undefined || cells.present?.[row] === 0) return exact ?? null;
  switch (cells.kind) {
    case 'boolean':
      return cells.values[row] === 1 ? 't' : 'f';
    case 'int16':
    case 'int32':
    case 'int64':
      return String(cells.values[row]);
    case 'date':
      return dated(Number(cells.values[row]), '');
    case 'timestamp':
    case 'timestamptz':
      return stamped(cells.values[row] ?? 0n, cells.kind === 'timestamptz' ? '+00' : '');
    case 'float32':
      return floated(shortest32(cells.values[row] ?? 0), 1e6);
    case 'float64':
      return floated(cells.values[row] ?? 0, 1e15);
    case 'decimal':
      return pointed(cells.wide ? signed(cells.values.subarray(16 * row, 16 * row + 16)) : (cells.values[row] ?? 0n), cells.scale);
    case 'uuid':
      return Buffer.from(cells.values.subarray(16 * row, 16 * row + 16)).toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    default: {
      const bytes = Buffer.from(cells.bytes.subarray(cells.offsets[row], cells.offsets[row + 1]));
      return cells.kind === 'bytea' ? `\\x${bytes.toString('hex')}` : bytes.toString('utf8');
    }
  }
}

const signed = (bytes: Uint8Array): bigint => BigInt.asIntN(128, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));

function pointed(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`;
}

function shortest32(value: number): number {
  if (value === 0) return value;
  for (let digits = 1; digits < 9; digits++) if (Math.fround(Number(value.toPrecision(digits))) === value) return Number(value.toPrecision(digits));
  return Number(value.toPrecision(9));
}

function floated(value: number, exponentFrom: number): string {
  const magnitude = Math.abs(value);
  if (magnitude === 0) return Object.is(value, -0) ? '-0' : '0';
  if (!Number.isFinite(value) || (magnitude >= 1e-4 && magnitude < exponentFrom)) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

/** Counts through years and months: slow, and plainly right. */
function dated(days: number, time: string): string {
  const era = Math.floor(days / 146_097);
  let rest = days - era * 146_097;
  let year = 1970 + era * 400;
  for (; rest >= daysOf(year); year++) rest -= daysOf(year);
  const day = new Date(Date.UTC(daysOf(year) === 366 ? 2000 : 2001, 0, 1 + rest)).toISOString().slice(5, 10);
  return `${String(year > 0 ? year : 1 - year).padStart(4, '0')}-${day}${time}${year > 0 ? '' : ' BC'}`;
}

const daysOf = (year: number): number => ((year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 366 : 365);

function stamped(micros: bigint, zone: string): string {
  const day = 86_400_000_000n;
  const ofDay = ((micros % day) + day) % day;
  const time = new Date(Number(ofDay / 1000n)).toISOString().slice(11, 19);
  const fraction = String(ofDay % 1_000_000n).padStart(6, '0').replace(/0+$/, '');
  return dated(Number((micros - ofDay) / day), ` ${time}${fraction && `.${fraction}`}${zone}`);
}
