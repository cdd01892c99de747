import { describe, expect, it } from '@jest/globals';
import type { RowBatch } from '@onceql/shared';
import { renderCsv, renderJson, uniqueNames, type RowRange } from '../src/index.js';
import { batch, column, stream, textOf, type Cells } from './tables.js';

describe('uniqueNames', () => {
  it.each([
    [['a', 'b'], ['a', 'b']],
    [['a', 'a', 'a'], ['a', 'a1', 'a2']],
    [['a', 'a1', 'a'], ['a', 'a1', 'a2']],
    [['a', 'a', 'a1'], ['a', 'a1', 'a11']],
    [['', ''], ['', '1']],
    [['__proto__', 'constructor', '__proto__'], ['__proto__', 'constructor', '__proto__1']],
    [[], []],
  ])('makes of %j %j', (names, unique) => {
    expect(uniqueNames(names.map((name) => ({ name })))).toEqual(unique);
  });
});

async function json(type: string, ...texts: Cells): Promise<string> {
  const text = await textOf(renderJson(stream(batch(texts)), [column('x', type)]));
  JSON.parse(text);
  return text.slice(text.indexOf('"rows":') + 7, -1);
}

describe('JSON', () => {
  it('carries columns with names, friendly names and types, and rows by name', async () => {
    const columns = [column('id', 'bigint'), column('id'), column('say "x"', 'date')];
    const text = await textOf(renderJson(stream(batch(['1', '2'], ['a', null], ['2024-02-29', null])), columns));
    expect(text).toBe(
      '{"columns":[{"name":"id","friendly_name":"id","type":"integer"},{"name":"id1","friendly_name":"id1","type":"string"},' +
        '{"name":"say \\"x\\"","friendly_name":"say \\"x\\"","type":"date"}],' +
        '"rows":[{"id":1,"id1":"a","say \\"x\\"":"2024-02-29"},{"id":2,"id1":null,"say \\"x\\"":null}]}',
    );
  });

  it('carries all digits of numbers, unquoted, and null for what is none', async () => {
    const texts = ['9223372036854775807', '12345678901234567890.12345678901234567890', '-0', '1e+308', '0.10', 'NaN', 'Infinity', '-Infinity', null];
    const rows = texts.map((text) => `{"x":${text === null || /[NI]/.test(text) ? 'null' : text}}`);
    expect(await json('numeric', ...texts)).toBe(`[${rows.join(',')}]`);
  });

  it('quotes rather than breaks where a number column holds anything else', async () => {
    expect(await json('integer', '.5', '007', '1,5', '', '0x1F', '$1.00', '1e', '--1')).toBe(
      '[{"x":".5"},{"x":"007"},{"x":"1,5"},{"x":""},{"x":"0x1F"},{"x":"$1.00"},{"x":"1e"},{"x":"--1"}]',
    );
  });

  it('knows booleans', async () => {
    expect(await json('boolean', 't', 'f', 'true', 'false', null, 'x')).toBe(
      '[{"x":true},{"x":false},{"x":true},{"x":false},{"x":null},{"x":"x"}]',
    );
  });

  it.each([
    ['2024-01-01 12:00:00', '2024-01-01T12:00:00'],
    ['2024-01-01 12:00:00.5+01', '2024-01-01T12:00:00.5+01:00'],
    ['2024-01-01 12:00:00.123456-03:30', '2024-01-01T12:00:00.123456-03:30'],
    ['1880-01-01 00:00:00+00:53:28', '1880-01-01T00:00:00+00:53:28'],
    ['0001-01-01 00:00:00+00', '0001-01-01T00:00:00+00:00'],
    ['infinity', 'infinity'],
    ['-infinity', '-infinity'],
    ['0044-03-15 12:00:00 BC', '0044-03-15 12:00:00 BC'],
    ['12024-01-01 00:00:00', '12024-01-01 00:00:00'],
    ['01/02/2024 "x"', '01/02/2024 "x"'],
  ])('writes the time stamp %s as %s', async (text, iso) => {
    expect(JSON.parse(await json('timestamp with time zone', text))).toEqual([{ x: iso }]);
  });

  it('escapes strings as JSON.stringify does', async () => {
    const texts = ['"', '\\', '\n\r\t\b\f\0\u001f\u007f', '\u2028\u2029', '漢 🙂', '\uFEFF', '</script>', ''];
    expect(await json('text', ...texts)).toBe(JSON.stringify(texts.map((x) => ({ x }))));
  });

  it('renders long values in pieces, none of which splits a character', async () => {
    const texts = [`a${'😀'.repeat(600_000)}"`, 'short', null, '\u0001'.repeat(2_000_000)];
    const sizes: number[] = [];
    const chunks: Buffer[] = [];
    for await (const chunk of renderJson(stream(batch(texts, ['1', '2', '3', null])), [column('x'), column('n', 'integer')])) {
      sizes.push(chunk.length);
      chunks.push(chunk);
    }
    const { rows } = JSON.parse(Buffer.concat(chunks).toString()) as { rows: unknown };
    expect(rows).toEqual(texts.map((x, at) => ({ x, n: [1, 2, 3, null][at] })));
    expect(Math.max(...sizes)).toBeLessThan(6.1 * 2 ** 20);
  });

  it('stands with zero rows and with zero columns', async () => {
    expect(await textOf(renderJson(stream(), []))).toBe('{"columns":[],"rows":[]}');
    expect(await textOf(renderJson(stream({ length: 2, columns: [], bytes: 0 }), []))).toBe('{"columns":[],"rows":[{},{}]}');
    expect(await textOf(renderJson(stream(batch([])), [column('x')]))).toMatch(/"rows":\[\]\}$/);
  });

  it.each<[RowRange, string[]]>([
    [{ offset: 0, limit: 2 }, ['1', '2']],
    [{ offset: 1, limit: 3 }, ['2', '3', '4']],
    [{ offset: 4, limit: Infinity }, ['5']],
    [{ offset: 9, limit: 1 }, []],
    [{ offset: 0, limit: 0 }, []],
  ])('gives the rows of %j', async (range, expected) => {
    const batches = stream(batch(['1', '2']), batch(['3']), batch(['4', '5']));
    const text = await textOf(renderJson(batches, [column('x')], range));
    expect((JSON.parse(text) as { rows: { x: string }[] }).rows.map(({ x }) => x)).toEqual(expected);
  });

  it('refuses what is no range', () => {
    expect(() => renderJson(stream(), [], { offset: 0.5, limit: 1 })).toThrow(RangeError);
  });
});

describe('CSV', () => {
  it('has a header, CRLF, true and false, null apart from empty', async () => {
    const columns = [column('a'), column('a', 'boolean'), column('d', 'timestamp without time zone')];
    const cells = [['', null, 'x'], ['t', 'f', null], ['2024-01-01 00:00:00', null, null]];
    expect(await textOf(renderCsv(stream(batch(...cells)), columns))).toBe('a,a1,d\r\n"",true,2024-01-01 00:00:00\r\n,false,\r\nx,,\r\n');
  });

  it('knows booleans as JSON does, and quotes what is none', async () => {
    const texts = ['t', 'f', 'true', 'false', 'a,b', ''];
    expect(await textOf(renderCsv(stream(batch(texts)), [column('x', 'boolean')]))).toBe('x\r\ntrue\r\nfalse\r\ntrue\r\nfalse\r\n"a,b"\r\n""\r\n');
  });

  it('has an empty line for each row without columns', async () => {
    expect(await textOf(renderCsv(stream({ length: 2, columns: [], bytes: 0 }), []))).toBe('\r\n\r\n\r\n');
  });
});

describe('both', () => {
  it.each([renderJson, renderCsv])('come in chunks of about 64 KB, made while they are asked for: %p', async (render) => {
    let pulled = 0;
    let ended = false;
    async function* endless(): AsyncGenerator<RowBatch> {
      try {
        for (;;) {
          pulled++;
          yield batch(Array.from({ length: 100 }, (_, i) => `漢 ${i}`.padEnd(200)));
        }
      } finally {
        ended = true;
      }
    }
    let chunks = 0;
    for await (const chunk of render(endless(), [column('x')])) {
      expect(chunk.length).toBeGreaterThan(60_000);
      expect(chunk.length).toBeLessThan(90_000);
      if (++chunks === 3) break;
    }
    expect(pulled).toBeLessThan(15);
    expect(ended).toBe(true);
  });
});
