import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { difference, differenceInOrder } from './answer.js';
import { noOther, Oracle, type Which } from './oracle.js';

const missing = noOther();
const servers: Which[] = missing === undefined ? ['embedded', 'other'] : ['embedded'];

describe.each(servers)('the %s Postgres', (which) => {
  let oracle: Oracle;
  beforeAll(async () => { oracle = await Oracle.start(which, { limitMs: 1000 }); });
  afterAll(() => oracle.stop());

  const differs = async (a: string, b: string): Promise<string | undefined> => {
    const [left, right] = await oracle.answers([a, b]);
    if (!left || !right) throw new Error('no answer');
    return difference(left, right);
  };

  test('prints values, names and types', async () => {
    expect(await oracle.answer("SELECT n62, f8 AS \"F\", NULL AS u, grade, '2024-03-10 12:00Z'::timestamptz AS tz FROM num, emp WHERE num.id = 6 AND emp.id = 1")).toEqual({
      outcome: 'rows',
      columns: [
        { name: 'n62', type: 'numeric(6,2)' }, { name: 'F', type: 'double precision' }, { name: 'u', type: 'text' },
        { name: 'grade', type: 'character(3)' }, { name: 'tz', type: 'timestamp with time zone' },
      ],
      rows: ['["0.00","-0",null,"A  ","2024-03-10 08:00:00-04"]'],
    });
  });

  test('reads only, one statement at a time, and goes on after errors', async () => {
    const answers = await oracle.answers(['DELETE FROM emp', 'SELECT 1; SELECT 2', 'SELECT 1/0', 'SELECT count(*) FROM emp', 'SELEC']);
    expect(answers.map((each) => (each.outcome === 'error' ? each.sqlstate : each.outcome))).toEqual(['25006', '42601', '22012', 'rows', '42601']);
  });

  test('says when a statement took too long', async () => {
    expect(await oracle.answer('SELECT pg_sleep(60)')).toEqual({ outcome: 'timeout' });
  });

  test('tells answers apart by rows, repeats, names, types and errors', async () => {
    expect(await differs('SELECT k FROM l', 'SELECT k FROM l ORDER BY k DESC')).toBeUndefined();
    expect(await differs('SELECT k FROM l', 'SELECT DISTINCT k FROM l')).toBe('5 rows, 4 rows');
    expect(await differs('SELECT 1 AS a', 'SELECT 1 AS b')).toBe('column 1 is {"name":"a","type":"integer"}, and {"name":"b","type":"integer"}');
    expect(await differs('SELECT 1::int8 AS a', 'SELECT 1 AS a')).toContain('bigint');
    expect(await differs('SELECT 0.0::float8 AS a', "SELECT '-0'::float8 AS a")).toBe('sorted row 1 is ["0"], and ["-0"]');
    expect(await differs('SELECT 1/0', 'SELECT 1')).toBe('error 22012 (division by zero) on one side, 1 rows on the other');
    expect(await differs('SELECT 1/0', 'SELECT 2/0 FROM l')).toBeUndefined();
  });

  test('tells orders apart where it is asked to', async () => {
    const [up, down] = await oracle.answers(['SELECT k FROM l ORDER BY k', 'SELECT k FROM l ORDER BY k DESC']);
    expect(up && down && differenceInOrder(up, down)).toBe('row 1 is ["1"], and [null]');
  });
});

if (missing !== undefined) test.skip(`another major version — ${missing}`, () => {});
