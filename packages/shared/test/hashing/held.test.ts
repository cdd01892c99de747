import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadReader } from '../../src/hashing/identify.js';
import { outcomeOf, sourceOf } from './fixtures.js';

beforeAll(loadReader);

/**
 * How long one submission may hold the process that answers all the others; on a slow machine as long as it takes to read
 * so many megabytes of JSON.
 */
const MOST_MILLISECONDS = 100;
const MOST_MEGABYTES = 20;

/** Source of functions that make statements: they are made in the process that reads them. */
const HOSTILE: Readonly<Record<string, string>> = {
  '20,000 nested parentheses': "'select ' + '('.repeat(20000) + 1 + ')'.repeat(20000)",
  'a megabyte of text': "`select '${'x'.repeat(1e6)}'`",
  'a megabyte of words': "'select ' + 'a '.repeat(495000)",
  'a megabyte of short numbers': "`select * from t where a in (${'1,'.repeat(490000)}1)`",
  'a megabyte of comments': "'select 1 ' + '/* x */ '.repeat(120000)",
  'an IN list of 100,000': '`select * from t where a in (${numbers(100000)})`',
  'an IN list that is read': '`select * from t where a in (${numbers(4900)})`',
  'conditions that are read': "'select * from t where ' + list(2400, (n) => `a${n} = ${n}`).join(' and ')",
  'calls that are read': "'select ' + list(1200, (n) => `f${n}(a, ${n})`).join() + ' from t'",
  'a string without end': "`select '${'abc '.repeat(200000)}`",
  'half a surrogate pair': "`select '${'x'.repeat(900000)}\\ud800'`",
};

/**
 * The least processor time of some tries, in milliseconds, of which the first below the bound is the last: the machine may
 * be busy, and code is compiled as it runs for the first times. Of what was built, in a process of its own, because under a test runner everything takes thrice as long.
 */
function measure(): Record<string, number> {
  const program = `
    import { identify, loadReader, OPTION_DEFAULTS } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
    await loadReader();
    const list = (count, make) => Array.from({ length: count }, (_, n) => make(n));
    const numbers = (count) => list(count, String).join();
    const options = { ...OPTION_DEFAULTS, host: 'h', dbname: 'd', user: 'u', password: '', sslmode: 'prefer' };
    const once = (statement, type) => {
      const before = process.cpuUsage();
      identify({ statement, source: { id: 1, type, version: 1, options }, cache: 'on' });
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    };
    const json = JSON.stringify(list(25_000, (n) => ({ name: 'column ' + n, of: [n, null] })));
    const megabyte = Math.min(...list(5, () => {
      const before = process.cpuUsage();
      JSON.parse(json);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000 / (json.length / 1e6);
    }));
    const most = Math.max(${MOST_MILLISECONDS}, ${MOST_MEGABYTES} * megabyte);
    const measured = { most };
    for (const [name, statement] of Object.entries({ ${Object.entries(HOSTILE).map(([name, source]) => `${JSON.stringify(name)}: ${source}`).join(',\n')} })) {
      for (const type of ['pg', 'redshift']) {
        let least = Infinity;
        for (let tries = 0; tries < 30 && least >= most; tries += 1) least = Math.min(least, once(statement, type));
        measured[type + ' ' + name] = least;
      }
    }
    console.log(JSON.stringify(measured));`;
  const child = spawnSync(process.execPath, ['--input-type=module'], { input: program, encoding: 'utf8', cwd: fileURLToPath(new URL('.', import.meta.url)), env: {} });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as Record<string, number>;
}

describe('nobody is held up', () => {
  let measured: Record<string, number>;
  beforeAll(() => {
    measured = measure();
  });

  test.each(Object.keys(HOSTILE))('by %s', (name) => {
    for (const type of ['pg', 'redshift']) expect(measured[`${type} ${name}`]).toBeLessThan(measured['most'] ?? 0);
  });
});

test('a text that was not read to its end is looked through for what may not run', () => {
  const long = (inside: string): string => `select ${'a '.repeat(20_000)} ${inside} ${'a '.repeat(20_000)} from from`;
  expect(outcomeOf(long('pg_read_file(x)'))).toMatchObject({ refused: 'denied_function', message: expect.stringContaining('pg_read_file') });
  for (const call of ['LO_export', 'query_to_xml', 'pg_sleep', 'dblink']) expect(outcomeOf(long(`${call}(x)`))).toMatchObject({ refused: 'denied_function' });
  const plain = long("'http://x' hello_world unpg_read_files");
  expect(outcomeOf(plain, sourceOf())).toMatchObject({ reader: 'text', statement: plain, reasons: ['unreadable'], shareable: false });
  expect(outcomeOf(`delete from t where ${'a '.repeat(20_000)}`)).toMatchObject({ refused: 'not_select' });
});
