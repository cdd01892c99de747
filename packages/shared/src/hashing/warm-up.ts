import { OPTION_DEFAULTS } from '../contracts/source.js';
import { identify, type IdentifyInput } from './identify.js';

/** Longer than it takes on an idle machine. */
const MOST_MS = 250;
const ROUNDS = 12;
/** Items of a list: each statement takes a few milliseconds. */
const WIDTH = 150;

const many = (one: (n: number) => string, between = ', '): string => Array.from({ length: WIDTH }, (_, n) => one(n)).join(between);

/** As programs write them: long lists of columns, conditions and constants, joins, subqueries, grouping and order. */
const WIDE: readonly string[] = [
  `SELECT ${many((n) => `sum(CASE WHEN kind = 'k${n}' THEN amount ELSE 0 END) AS k${n}`)} FROM sales WHERE day >= '2024-01-01' AND shop <> 7`,
  `SELECT * FROM sales WHERE ${many((n) => `a${n} = ${n}`, ' AND ')}`,
  `SELECT ${many((n) => `f${n}(a, ${n})`)} FROM sales WHERE a IN (${many(String)})`,
  `SELECT t.a, count(*) AS n, max(u.b::date) FROM t JOIN u ON t.id = u.id LEFT JOIN v ON v.id = u.id WHERE (${many((n) => `t.b = 'x${n}'`, ' OR ')}) AND t.c BETWEEN 1 AND 9 GROUP BY t.a ORDER BY n DESC LIMIT 10`,
  `WITH w AS (SELECT ${many((n) => `t.a${n}`)} FROM t WHERE NOT t.b = 1) SELECT ${many((n) => `w.a${n} AS b${n}`)}, (SELECT max(x) FROM y WHERE y.a = w.a1) FROM w ORDER BY 1`,
];

const SOURCE: IdentifyInput['source'] = {
  id: 0, type: 'pg', version: 0, options: { ...OPTION_DEFAULTS, host: '', dbname: '', user: 'nobody', password: '', sslmode: 'disable' },
};

/**
 * Identifies some wide statements, so that the code is compiled by the time callers come: the first wide statement of a
 * process takes several times as long as the next one, and nobody else is answered meanwhile. `loadReader` must have been
 * awaited.
 * @param mostMs Milliseconds after which no further statement is begun, however slow the machine.
 */
export function warmReader(mostMs = MOST_MS): void {
  const until = performance.now() + mostMs;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const statement of WIDE) {
      if (performance.now() >= until) return;
      identify({ statement, source: SOURCE, cache: 'on' });
    }
  }
}
