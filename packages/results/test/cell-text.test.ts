import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ColumnCells } from '@onceql/shared';
import { randomBytes } from 'node:crypto';
import { renderDelimited, CSV } from '../src/formats/delimited.js';
import { bytesColumn, columnBatch, columnBatches, decimalColumn, intColumn, longColumn, textOf } from './column-batches.js';
import { column } from './tables.js';
import { ThrowawayPostgres } from './throwaway-postgres.js';

let postgres: ThrowawayPostgres;
beforeAll(() => {
  postgres = new ThrowawayPostgres();
});
afterAll(() => postgres.stop());

/** What `select` prints of the values and what we print of them in typed form, line by line; `raw` is the typed form's text. */
async function compare(type: string, input: readonly string[], raw: string, cells: (raws: (string | null)[]) => ColumnCells): Promise<void> {
  postgres.put('in', input.map((text, i) => `${i}\t${text}`).join('\n'));
  const [typed = '', expected = ''] = postgres.run(
    (path) => [
      'drop table if exists v',
      `create table v (i int, x ${type})`,
      `copy v from '${path('in')}'`,
      "set timezone = 'UTC'",
      `copy (select ${raw} from v order by i) to '${path('raw')}'`,
      `copy (select x from v order by i) to '${path('csv')}' (format csv)`,
    ],
    'raw', 'csv',
  );
  const raws = typed.trimEnd().split('\n').map((text) => (text === '\\N' ? null : text));
  const text = await textOf(renderDelimited(columnBatches(columnBatch(raws.length, cells(raws))), [column('x')], { ...CSV, header: false }));
  const mine = text.split('\r\n');
  const theirs = expected.split('\n');
  expect(mine.length).toBe(theirs.length);
  expect(mine.filter((line, i) => line !== theirs[i]).slice(0, 20)).toEqual(theirs.filter((line, i) => line !== mine[i]).slice(0, 20));
}

const range = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i));

/** Random bit patterns, everyday numbers, and places where shortest digits are disputed. */
function doubles(): number[] {
  const random = randomBytes(8 * 15_000);
  const anything = range(15_000, (i) => random.readDoubleLE(8 * i)).filter((x) => !Number.isNaN(x));
  const everyday = range(5000, (i) => random.readInt32LE(4 * i) / 10 ** (i % 12));
  const ties = range(15_000, (i) => 2 ** (53 + (i % 26)) * (1 + random.readUInt16LE(2 * i) / 2 ** (i % 48)));
  const halfway = range(110, (i) => 2 ** i).flatMap((power) => [7e14, 1.1e16, 7e22, 1e23].map((half) => half * power));
  const powers = range(2098, (i) => 2 ** (i - 1074)).flatMap((x) => [x, -x]);
  const tens = range(617, (i) => Number(`1e${i - 308}`)).flatMap((x) => [x, 5 * x, 9.999 * x]);
  return [0, -0, NaN, Infinity, -Infinity, 1e-4, 9.9999e-5, 0.001, 1e15, 9e15, 5e-324, 123456789.125, ...anything, ...everyday, ...ties, ...halfway, ...powers, ...tens];
}

const bigs = [0n, 1n, -1n, 9n, 10n, 99n, 2n ** 31n, -(2n ** 31n), 2n ** 32n, -(2n ** 32n), 2n ** 53n, 2n ** 53n - 1n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n), 10n ** 18n, 99999n * 10n ** 12n, 10_000n, 100_000_000n];
const randomLongs = (): string[] => [...bigs, ...range(3000, (i) => randomBytes(8).readBigInt64LE() >> BigInt(i % 63))].map(String);

describe('values are told as Postgres prints them:', () => {
  it('float8', async () => {
    const texts = doubles().map((x) => (Object.is(x, -0) ? '-0' : String(x)));
    await compare('float8', texts, "encode(float8send(x), 'hex')", (raws) => ({
      kind: 'float64', values: Float64Array.from(raws, (hex) => Buffer.from(hex ?? '', 'hex').readDoubleBE()),
    }));
  });

  it('float4', async () => {
    const view = new DataView(randomBytes(4 * 15_000).buffer);
    const anything = range(15_000, (i) => view.getFloat32(4 * i % view.byteLength)).filter(Number.isFinite);
    const ties = range(10_000, (i) => Math.fround(2 ** (20 + (i % 30)) * (1 + (i % 4096) / 4096)));
    const powers = range(277, (i) => 2 ** (i - 149));
    const texts = [0, 1e-4, 1e6, 999999, 1.5, 200000990, 1e-45, ...anything, ...ties, ...powers].map(String);
    await compare('float4', ['-0', 'NaN', 'Infinity', '-Infinity', ...texts.filter((t) => Math.abs(Number(t)) < 3.4e38 && (Math.fround(Number(t)) !== 0 || t === '0'))], "encode(float4send(x), 'hex')", (raws) => ({
      kind: 'float32', values: Float32Array.from(raws, (hex) => Buffer.from(hex ?? '', 'hex').readFloatBE()),
    }));
  });

  it('int8, int4, int2', async () => {
    await compare('int8', [...randomLongs(), '\\N'], 'x', (raws) => longColumn('int64', raws));
    await compare('int4', ['0', '-1', '2147483647', '-2147483648', '1000', '\\N'], 'x', (raws) => intColumn('int32', raws));
    await compare('int2', ['0', '-1', '32767', '-32768', '10'], 'x', (raws) => intColumn('int16', raws));
  });

  it.each([[18, 0], [18, 4], [18, 18], [12, 2], [7, -3]])('numeric(%i,%i)', async (precision, scale) => {
    const digits = BigInt(10) ** BigInt(precision);
    const unscaled = randomLongs().map((text) => BigInt(text) % digits);
    const texts = unscaled.map((value) => `${value}e${-scale}`);
    await compare(`numeric(${precision},${scale})`, [...texts, '\\N'], `trunc(x * 1e${scale}::numeric)`, (raws) => decimalColumn(scale, false, raws));
  });

  it.each([[38, 0], [38, 10], [38, 38], [20, 2]])('numeric(%i,%i), wide', async (precision, scale) => {
    const unscaled = range(2000, (i) => BigInt.asIntN(128, BigInt(`0x${randomBytes(16).toString('hex')}`)) >> BigInt(i % 127));
    const texts = [...unscaled, 0n, -1n, 10n ** 37n].map((value) => `${value % BigInt(10) ** BigInt(precision)}e${-scale}`);
    await compare(`numeric(${precision},${scale})`, texts, `trunc(x * 1e${scale}::numeric)`, (raws) => decimalColumn(scale, true, raws));
  });

  const days = ['4713-01-01 BC', '0001-12-31 BC', '0001-01-01', '0044-03-15 BC', '1582-10-15', '1969-12-31', '1970-01-01', '2000-02-29', '2100-03-01', '9999-12-31', '10000-01-01', '200000-06-15'];

  it('date', async () => {
    const texts = [...days, '5874897-12-31', ...range(4000, (i) => new Date((i * 7919 - 9_000_000) * 86_400).toISOString().slice(0, 10))];
    await compare('date', [...texts, '\\N'], "x - date '1970-01-01'", (raws) => intColumn('date', raws));
  });

  it.each(['timestamp', 'timestamptz'] as const)('%s', async (type) => {
    const times = ['00:00:00', '23:59:59.999999', '12:00:00.5', '01:02:03.000001', '07:08:09.123400'];
    const early = days.flatMap((day) => times.map((time) => (day.endsWith(' BC') ? `${day.slice(0, -3)} ${time} BC` : `${day} ${time}`)));
    const any = range(4000, (i) => new Date(Math.trunc((i - 2000) * 31_556_952_123.4)).toISOString().replace('T', ' ').replace('Z', String(i % 1000).padStart(3, '0')));
    await compare(type, [...early, ...any.filter((text) => /^(?!0000)\d{4}-/.test(text)), '\\N'], '(extract(epoch from x) * 1000000)::int8', (raws) => longColumn(type, raws));
  });

  it('uuid, bytea, boolean and text', async () => {
    const uuids = range(50, () => randomBytes(16).toString('hex'));
    await compare('uuid', uuids, 'x', (raws) => ({ kind: 'uuid', values: new Uint8Array(Buffer.from(raws.join('').replaceAll('-', ''), 'hex')) }));
    await compare('bytea', ['\\\\x', '\\\\x00ff10', '\\N', `\\\\x${'ab'.repeat(20_000)}`], "encode(x, 'hex')", (raws) => bytesColumn(raws, 'bytea', 'hex'));
    await compare('bool', ['t', 'f', '\\N'], 'x', (raws) => ({
      kind: 'boolean', values: Uint8Array.from(raws, (text) => (text === 't' ? 1 : 0)), present: Uint8Array.from(raws, (text) => (text === null ? 0 : 1)),
    }));
  });
});
