import fc from 'fast-check';
import { coordinate } from './numbers.js';
import { column, of, type Sample } from './sample.js';
import { literal, text } from './texts.js';

const hex = (bytes: number): fc.Arbitrary<string> => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((any) => Buffer.from(any).toString('hex'));
const bitsOf = (most: number, least = 0): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom('0', '1'), minLength: least, maxLength: most }).map((any) => `B'${any}'`);
const point = fc.tuple(coordinate, coordinate).map(([x, y]) => `(${x},${y})`);
const points = fc.array(point, { minLength: 1, maxLength: 5 }).map((any) => any.join());

/** JSON without \u0000, which no text of Postgres can hold; written with blanks and with all digits. */
const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }).map((any) => JSON.stringify(any)), fc.constantFrom('1.50', '-0', '1e5', '12345678901234567890.000001', '0'));
const key = text.map((any) => JSON.stringify(any.slice(0, 5).replace(/[\ud800-\udfff]/g, '')));
const json = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.oneof(number, key, fc.constantFrom('true', 'false', 'null', '""', '"\\u00e9\\ud83d\\ude00"')),
    fc.array(tie('tree'), { maxLength: 4 }).map((items) => `[${items.join(' , ')}]`),
    fc.array(fc.tuple(key, tie('tree')), { maxLength: 4 }).map((pairs) => `{${pairs.map(([name, value]) => `${name}:  ${value}`).join()}}`),
  ),
})).tree.map(literal);

const xml = fc.oneof(
  text.map((any) => literal(`<a b="c">${any.replaceAll(/[^\t\n\x20-\x7e\u00a0-\ud7ff]/g, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</a>`)),
  fc.constantFrom("''", "'<a/>'", "'text only'", `'<?xml version="1.0" encoding="UTF-8"?><a/>'`, `'<?xml version="1.1"?><a/>'`),
);
const word = fc.string({ unit: fc.constantFrom('a', 'b', "''", ' ', 'é', ':'), minLength: 1, maxLength: 5 }).map((any) => `''${any.replaceAll("''", "''''")}''`);
const address = fc.oneof(fc.ipV4().filter((any) => /^\d+\.\d+\.\d+\.\d+$/.test(any)), fc.ipV6().filter((any) => !any.includes('.')));

const SIMPLE: readonly Sample[] = [
  of('text', text.map(literal)), of('varchar', text.map(literal)), of('varchar(7)', text.map((any) => literal([...any].slice(0, 7).join('')))), of('char(5)', text.map((any) => literal([...any].slice(0, 5).join('')))),
  of('"char"', fc.nat(127).map((code) => (code === 0 ? "''" : literal(String.fromCharCode(code))))), of('"char"', fc.integer({ min: -128, max: 127 }).map(String)),
  of('name', text.map((any) => literal([...any].slice(0, 15).join('')))),
  of('bytea', fc.uint8Array({ maxLength: 300 }).map((any) => `'\\x${Buffer.from(any).toString('hex')}'::bytea`)),
  of('uuid', hex(16).map((any) => `'${any}'`)),
  of('json', json), of('jsonb', json), of('jsonpath', fc.constantFrom("'$.a[*] ? (@ > 1)'", `'$."a b"'`, "'lax $'")),
  of('xml', xml),
  of('bit(7)', bitsOf(7, 7)), of('varbit', bitsOf(70)), of('varbit(9)', bitsOf(9)),
  of('point', point.map((any) => `'${any}'`)), of('lseg', fc.tuple(point, point).map(([a, b]) => `'[${a},${b}]'`)), of('box', fc.tuple(point, point).map(([a, b]) => `'${a},${b}'`)),
  of('path', fc.tuple(points, fc.boolean()).map(([any, closed]) => (closed ? `'(${any})'` : `'[${any}]'`))), of('polygon', points.map((any) => `'(${any})'`)),
  of('circle', fc.tuple(point, fc.nat(1000)).map(([centre, radius]) => `'<${centre},${radius}>'`)), of('line', fc.tuple(coordinate, coordinate).map(([a, c]) => `'{${a},1,${c}}'`)),
  of('inet', fc.tuple(address, fc.nat(32)).map(([any, mask]) => `'${any}/${mask}'`)), of('inet', address.map((any) => `'${any}'`)), of('cidr', address.map((any) => `'${any}'`)),
  of('macaddr', hex(6).map((any) => `'${any}'`)), of('macaddr8', hex(8).map((any) => `'${any}'`)),
  of('tsvector', fc.array(fc.tuple(word, fc.constantFrom('', ':1', ':2A,5')), { maxLength: 4 }).map((words) => `'${words.map((pair) => pair.join('')).join(' ')}'`)),
  of('tsquery', fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => `'${words.join(' & !')}'`)),
  of('tid', fc.tuple(fc.nat(), fc.nat(65_535)).map(([block, item]) => `'(${block},${item})'`)), of('int2vector', fc.constantFrom("'1 2 3'", "''")), of('oidvector', fc.constantFrom("'1 4294967295'", "''")),
  of('regclass', fc.constantFrom("'pg_class'", "'kept.\"odd \"\"name\"'", '0', '4294967295')), of('regtype', fc.constantFrom("'int4'", "'kept.mood'", "'numeric'", '0')), of('regproc', fc.constantFrom("'now'", '0')),
  of('regprocedure', fc.constantFrom("'lower(text)'", '0')), of('regrole', fc.constantFrom("'reader'", '0')), of('regnamespace', fc.constantFrom("'pg_catalog'", "'kept'")), of('regoperator', fc.constantFrom("'+(int4,int4)'", '0')),
  of('pg_snapshot', fc.constantFrom("'10:20:10,14,15'", "'1:1:'")), of('aclitem', fc.constantFrom("'reader=r/reader'", "'=rw*/postgres'")), of('refcursor', text.map(literal)),
  of('kept.mood', fc.constantFrom("'sad'", `'glad "and" so'`, "'a,b'", "' '", "'\\.'")), of('kept.odd', text.map(literal)),
  of('kept.pair', fc.tuple(fc.integer(), text.map(literal)).map(([a, b]) => `ROW(${a}, ${b}, NULL, ARRAY[1.50])`)),
];

export const plainText = SIMPLE[0] as Sample;
/** Everything that is no number and no time. */
export const OTHERS: readonly fc.Arbitrary<Sample>[] = SIMPLE.map(column);
