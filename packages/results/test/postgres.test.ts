import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { openResultStore, renderCsv } from '../src/index.js';
import { floatText } from '../src/parquet/floats.js';
import { batch, column, gather, stream, temporaryFolder, textOf, type Cells } from './tables.js';
import { ThrowawayPostgres } from './throwaway-postgres.js';

let postgres: ThrowawayPostgres;
beforeAll(() => {
  postgres = new ThrowawayPostgres();
});
afterAll(() => postgres.stop());

/** Random bit patterns, and the powers of two where JavaScript and Postgres are known to disagree now and then. */
function doubles(): number[] {
  const random = randomBytes(8 * 20_000);
  const anything = Array.from({ length: 20_000 }, (_, i) => random.readDoubleLE(8 * i)).filter((x) => !Number.isNaN(x));
  const everyday = anything.slice(0, 3000).map((_, i) => random.readInt32LE(4 * i) / 10 ** (i % 12));
  const large = Array.from({ length: 4000 }, (_, i) => 2 ** (54 + (i % 18)) * (1 + random.readUInt16LE(2 * i) / 2 ** (i % 48)));
  const powers = Array.from({ length: 2000 }, (_, i) => 2 ** (i - 1030)).filter((x) => x > 0 && Number.isFinite(x));
  return [0, -0, NaN, Infinity, -Infinity, 1e-4, 1e15, 9e15, 5e-324, ...anything, ...everyday, ...large, ...powers];
}

describe('floats', () => {
  it('come back exactly as Postgres prints them', async () => {
    const values = doubles();
    postgres.put('in', values.map((x, i) => `${i}\t${Object.is(x, -0) ? '-0' : x}`).join('\n'));
    const [text = ''] = postgres.run(
      (path) => [
        'create table d (i int, x float8)',
        `copy d from '${path('in')}'`,
        `copy (select x, encode(float8send(x), 'hex'), y from (select *, case when abs(x) < 3e38 and (abs(x) > 2e-38 or x = 0) then x::float4 end y from d) s order by i) to '${path('out')}'`,
      ],
      'out',
    );
    const lines = text.trimEnd().split('\n').map((line) => line.split('\t'));
    expect(lines.map(([, bits]) => bits)).toEqual(values.map(bitsOf));
    const float8 = lines.map(([x = '']): string | null => x);
    const float4 = lines.map(([, , y = '']) => (y === '\\N' ? null : y));
    const columns = [column('x', 'double precision'), column('y', 'real')];
    expect(await stored(columns, [float8, float4])).toEqual([float8, float4]);

    const kept = float8.filter((x, i) => floatText(values[i] ?? 0, 1e15) !== x).length;
    // If the layout rule were wrong, nearly every value would have to be kept as text beside its number.
    expect(kept / float8.length).toBeLessThan(0.01);
    expect(float4.filter((y) => y !== null && floatText(Number(y), 1e6) !== y)).toEqual([]);
  });
});

describe('CSV', () => {
  const odd = ['', '\\.', '\\N', 'a,b', 'say "x"', '"', '""', 'line\nfeed', 'carriage\rreturn', 'both\r\n', ' lead', 'trail ', ';', '\t', '#', 'NULL', '漢字 🙂', "it's", '\\', '=1+1', '\u2028'];

  async function compare(names: string[], cells: Cells[]): Promise<void> {
    const literal = (text: string | null): string => (text === null ? 'null' : `'${text.replaceAll("'", "''")}'`);
    const values = (cells[0] ?? []).map((_, r) => `(${cells.map((c) => literal(c[r] ?? null)).join(',')})`);
    const header = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
    const [expected = ''] = postgres.run(
      (path) => [`copy (select * from (values ${values.join(',')}) v(${header})) to '${path('csv')}' (format csv, header)`],
      'csv',
    );
    const mine = await textOf(renderCsv(stream(batch(...cells)), names.map((name) => column(name))));
    // No value ends a line but those that are quoted, so line ends are the line feeds outside of quotes.
    expect(mine).toBe(expected.replaceAll(/"(?:[^"]|"")*"|\n/g, (part) => (part === '\n' ? '\r\n' : part)));
  }

  it('is what COPY writes, with CRLF', async () => {
    const other = odd.map((_, i) => (i % 3 ? odd[odd.length - 1 - i] ?? null : null));
    await compare(['plain', 'a "quoted", name', '\\.'], [odd, other, odd.toReversed()]);
  });

  it('is what COPY writes for a single column', async () => {
    await compare(['\\.'], [[...odd, null]]);
  });
});

async function stored(columns: ReturnType<typeof column>[], cells: Cells[]): Promise<Cells[]> {
  const folder = await temporaryFolder();
  try {
    const store = await openResultStore(`file://${folder.path}`);
    const rows = await store.write({ source: 1, run: 'r' }, columns, stream(batch(...cells)), () => undefined);
    return (await gather(store.read(rows, columns), columns.length)).columns;
  } finally {
    await folder.dispose();
  }
}

function bitsOf(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString('hex');
}
