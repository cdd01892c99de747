/** Statements over oracle/schema.sql. Those of one group are one; each of `apart` is another than the first of the group. */
export interface Case {
  readonly what: string;
  readonly same: readonly string[];
  readonly apart?: readonly string[];
}

export const RENAMES: readonly Case[] = [
  {
    what: 'an alias of a table',
    same: ['SELECT e.name, d.name AS dept FROM emp e, dept d WHERE e.dept_id = d.id', 'SELECT d.name, e.name AS dept FROM emp d, dept e WHERE d.dept_id = e.id', 'SELECT emp.name, dept.name AS dept FROM emp, dept WHERE emp.dept_id = dept.id', 'SELECT "T".name, "t".name AS dept FROM emp "T", dept t WHERE "T".dept_id = "t".id'],
    apart: ['SELECT e.name, e.name AS dept FROM emp e, dept d WHERE e.dept_id = d.id', 'SELECT emp.name, d.name AS dept FROM emp e, dept d WHERE e.dept_id = d.id', 'SELECT e.name, d.name AS dept FROM emp e, other.emp d WHERE e.dept_id = d.id'],
  },
  {
    what: 'one table twice',
    same: ['SELECT a.name, b.name AS boss FROM emp a, emp b WHERE a.boss = b.id', 'SELECT b.name, a.name AS boss FROM emp b, emp a WHERE b.boss = a.id'],
    apart: ['SELECT a.name, b.name AS boss FROM emp a, emp b WHERE a.id = b.boss', 'SELECT a.name, a.name AS boss FROM emp a, emp b WHERE a.boss = b.id'],
  },
  {
    what: 'an alias that hides an outer one',
    same: ['SELECT a.k, (SELECT count(*) FROM r a WHERE a.k = 1) AS n FROM l a', 'SELECT a.k, (SELECT count(*) FROM r b WHERE b.k = 1) AS n FROM l a'],
    apart: ['SELECT a.k, (SELECT count(*) FROM r b WHERE a.k = 1) AS n FROM l a'],
  },
  {
    what: 'a whole row is called as its alias',
    same: ['SELECT t FROM l t', 'SELECT t FROM public.l t'].slice(0, 1),
    apart: ['SELECT u FROM l u', 'SELECT l FROM l', 'SELECT t AS u FROM l t'],
  },
  { what: 'a row in an expression, too', same: ['SELECT (t.*)::text FROM l t'], apart: ['SELECT (u.*)::text FROM l u', 'SELECT (l.*)::text FROM l'] },
  { what: 'a column called like the alias', same: ['SELECT x FROM l x'], apart: ['SELECT y FROM l y', 'SELECT l FROM l'] },
  { what: 'columns by a list', same: ['SELECT t.a, t.b FROM l AS t (a, b)', 'SELECT u.a, u.b FROM l AS u (a, b)'], apart: ['SELECT t.a, t.b FROM l AS t (b, a)'] },
  { what: 'a table with its schema in a column', same: ['SELECT public.l.k FROM l'], apart: ['SELECT public.l.k FROM l l', 'SELECT public.l.k FROM l t'] },
  { what: 'functions name their columns', same: ['SELECT n FROM generate_series(1, 3) n'], apart: ['SELECT m FROM generate_series(1, 3) m', 'SELECT generate_series FROM generate_series(1, 3)'] },
  { what: 'no such table', same: ['SELECT zz.k FROM l'], apart: ['SELECT l.k FROM l', 'SELECT zz.k FROM l zz'] },
  { what: 'not in sight of its neighbour', same: ['SELECT 1 AS n FROM l t, (SELECT t.k FROM r) u'], apart: ['SELECT 1 AS n FROM l t, LATERAL (SELECT t.k FROM r) u', 'SELECT 1 AS n FROM l r, (SELECT r.k FROM r) u'] },
  { what: 'in sight', same: ['SELECT u.m FROM l t, LATERAL (SELECT t.k + 1 AS m FROM r) u', 'SELECT b.m FROM l a, LATERAL (SELECT a.k + 1 AS m FROM r) b'] },
  { what: 'the condition of a join sees its sides, then what is around', same: ['SELECT (SELECT count(*) FROM l t, r JOIN s ON r.k = s.k AND t.k = 1) AS n FROM s t'], apart: ['SELECT (SELECT count(*) FROM l t, r JOIN s ON r.k = s.k, s u WHERE t.k = 1) AS n FROM s t', 'SELECT (SELECT count(*) FROM l u, r JOIN s ON r.k = s.k AND u.k = 1) AS n FROM s t'] },
  { what: 'USING', same: ['SELECT a.x, k FROM l a JOIN r b USING (k)'], apart: ['SELECT b.y, k FROM l a JOIN r b USING (k)', 'SELECT a.x, a.k FROM l a JOIN r b USING (k)'] },
  { what: 'names that only rewrites give', same: ['SELECT _t1.k FROM l _t1, r t WHERE _t1.k = t.k', 'SELECT l.k FROM l, r WHERE l.k = r.k'] },
  { what: 'such a name in another place', same: ['SELECT _t1.k FROM l _t1, (SELECT k AS _t2 FROM r) t WHERE _t2 = 1'], apart: ['SELECT _t1.k FROM l _t1, (SELECT k AS _t2 FROM r) t WHERE _t1 = 1'] },
];

export const QUERIES: readonly Case[] = [
  {
    what: 'a WITH query that is used once',
    same: ['WITH c AS (SELECT k, count(*) AS n FROM l GROUP BY k) SELECT c.k FROM c WHERE c.n > 1', 'SELECT t.k FROM (SELECT k, count(*) AS n FROM l GROUP BY k) t WHERE t.n > 1', 'WITH c AS NOT MATERIALIZED (SELECT k, count(*) AS n FROM l GROUP BY k) SELECT q.k FROM c q WHERE q.n > 1'],
    apart: ['WITH c AS MATERIALIZED (SELECT k, count(*) AS n FROM l GROUP BY k) SELECT c.k FROM c WHERE c.n > 1', 'WITH c AS (SELECT k, count(*) AS n FROM r GROUP BY k) SELECT c.k FROM c WHERE c.n > 1'],
  },
  { what: 'its columns by a list', same: ['WITH c (a, b) AS (SELECT k, x FROM l) SELECT a, b FROM c', 'SELECT a, b FROM (SELECT k, x FROM l) t (a, b)', 'WITH c (z, b) AS (SELECT k, x FROM l) SELECT a, b FROM c AS c (a)'], apart: ['WITH c (b, a) AS (SELECT k, x FROM l) SELECT a, b FROM c'] },
  { what: 'one after the other', same: ['WITH a AS (SELECT k FROM l), b AS (SELECT k FROM a WHERE k > 0) SELECT k FROM b', 'SELECT k FROM (SELECT k FROM (SELECT k FROM l) x WHERE k > 0) y'] },
  {
    what: 'a table that a later query is called like',
    same: ['WITH a AS (SELECT k FROM r), r AS (SELECT 5 AS k) SELECT a.k, r.k AS rk FROM a, r', 'WITH b AS (SELECT k FROM r), q AS (SELECT 5 AS k) SELECT b.k, q.k AS rk FROM b, q'],
    apart: ['WITH r AS (SELECT 5 AS k), a AS (SELECT k FROM r) SELECT a.k, r.k AS rk FROM a, r'],
  },
  { what: 'used in sight of other columns', same: ['WITH c AS (SELECT k FROM l WHERE y IS NULL) SELECT (SELECT count(*) FROM c) AS n FROM r'], apart: ['SELECT (SELECT count(*) FROM (SELECT k FROM l WHERE y IS NULL) c) AS n FROM r'] },
  { what: 'LIMIT without an order', same: ['WITH c AS (SELECT k FROM l LIMIT 2) SELECT k FROM c'], apart: ['SELECT k FROM (SELECT k FROM l LIMIT 2) c'] },
  { what: 'LIMIT in order', same: ['WITH c AS (SELECT id FROM emp ORDER BY id LIMIT 2) SELECT id FROM c', 'SELECT id FROM (SELECT id FROM emp ORDER BY id LIMIT 2) c'] },
  { what: 'what may be volatile', same: ['WITH c AS (SELECT twice(k) AS k FROM l) SELECT k FROM c'], apart: ['SELECT k FROM (SELECT twice(k) AS k FROM l) c'] },
  { what: 'used twice', same: ['WITH c AS (SELECT k, x FROM l WHERE k < 3) SELECT a.x, b.k FROM c a, c b WHERE a.k = b.k', 'WITH t AS (SELECT k, x FROM l WHERE k < 3) SELECT b.x, t.k FROM t b, t WHERE b.k = t.k'], apart: ['WITH c AS (SELECT k, x FROM l WHERE k < 3) SELECT a.x, b.k FROM c a, l b WHERE a.k = b.k'] },
  { what: 'the order of queries', same: ['WITH a AS (SELECT 1 AS k), b AS (SELECT 2 AS k) SELECT x.k, y.k AS l FROM a x, b y, a z, b w', 'WITH b AS (SELECT 2 AS k), a AS (SELECT 1 AS k) SELECT x.k, y.k AS l FROM a x, b y, a z, b w'], apart: ['WITH a AS (SELECT 1 AS k), b AS (SELECT 2 AS k) SELECT x.k, y.k AS l FROM b x, a y, b z, a w'] },
  { what: 'recursion', same: ['WITH RECURSIVE up AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM up WHERE n < 4) SELECT n FROM up', 'WITH RECURSIVE c AS (SELECT 1 AS n UNION ALL SELECT d.n + 1 FROM c d WHERE n < 4) SELECT c.n FROM c'].slice(0, 1), apart: ['WITH RECURSIVE up AS (SELECT 1 AS n UNION SELECT n + 1 FROM up WHERE n < 4) SELECT n FROM up'] },
  { what: 'a row of a WITH query', same: ['WITH l AS (SELECT 1 AS k) SELECT l FROM l'], apart: ['WITH m AS (SELECT 1 AS k) SELECT m FROM m', 'SELECT l FROM l'] },
  { what: 'a name within and without', same: ['WITH l AS (SELECT k FROM l) SELECT k FROM l', 'WITH m AS (SELECT k FROM l) SELECT k FROM m'], apart: ['WITH RECURSIVE l AS (SELECT k FROM l) SELECT k FROM l'] },
];

export const COLUMNS: readonly Case[] = [
  { what: 'one table in FROM', same: ['SELECT name, dept_id FROM emp WHERE salary > 100', 'SELECT e.name, e.dept_id FROM emp e WHERE e.salary > 100', 'SELECT emp.name, dept_id FROM emp WHERE emp.salary > 100'], apart: ['SELECT emp.name, e.dept_id FROM emp e WHERE e.salary > 100'] },
  { what: 'all of its columns', same: ['SELECT * FROM l', 'SELECT l.* FROM l', 'SELECT t.* FROM l t'], apart: ['SELECT l FROM l'] },
  { what: 'a subquery may reach past its table', same: ['SELECT k FROM l WHERE EXISTS (SELECT 1 FROM s WHERE x = z)'], apart: ['SELECT k FROM l WHERE EXISTS (SELECT 1 FROM s WHERE s.x = s.z)'] },
  { what: 'an output of that name', same: ['SELECT k AS g, x FROM l ORDER BY l.g'], apart: ['SELECT k AS g, x FROM l ORDER BY g'] },
  { what: 'an output of that name in a group', same: ['SELECT k AS y FROM l GROUP BY y'], apart: ['SELECT k AS y FROM l GROUP BY l.y'] },
  { what: 'a function of the row', same: ['SELECT l.count FROM l'], apart: ['SELECT count FROM l'] },
  { what: 'the column that is called like its table', same: ['SELECT "Emp".emp FROM "Emp"', 'SELECT t.emp FROM "Emp" t'], apart: ['SELECT emp.name FROM emp'] },
  { what: 'a row or a column', same: ['SELECT l.l FROM l'], apart: ['SELECT l FROM l'] },
  { what: 'the name that a column has anyway', same: ['SELECT name, salary::int, lower(name) FROM emp', 'SELECT name AS name, salary::int AS salary, lower(name) AS lower FROM emp'], apart: ['SELECT name AS "Name", salary::int, lower(name) FROM emp', 'SELECT name, salary::int AS int4, lower(name) FROM emp'] },
  { what: 'a name that was another one once', same: ['SELECT EXTRACT(year FROM hired) AS extract FROM emp'], apart: ['SELECT EXTRACT(year FROM hired) FROM emp'] },
];

export const JOINS: readonly Case[] = [
  {
    what: 'a comma',
    same: ['SELECT e.name, d.name AS dept FROM emp e JOIN dept d ON e.dept_id = d.id WHERE e.salary > 100', 'SELECT e.name, d.name AS dept FROM emp e, dept d WHERE e.dept_id = d.id AND e.salary > 100', 'SELECT e.name, d.name AS dept FROM emp e CROSS JOIN dept d WHERE e.salary > 100 AND d.id = e.dept_id', 'SELECT e.name, d.name AS dept FROM dept d INNER JOIN emp e ON d.id = e.dept_id AND 100 < e.salary'],
    apart: ['SELECT e.name, d.name AS dept FROM emp e LEFT JOIN dept d ON e.dept_id = d.id WHERE e.salary > 100', 'SELECT e.name, d.name AS dept FROM emp e LEFT JOIN dept d ON e.dept_id = d.id AND e.salary > 100'],
  },
  { what: 'an outer join in an inner one', same: ['SELECT l.x, r.y FROM l LEFT JOIN r ON l.k = r.k JOIN s ON s.k = l.k', 'SELECT l.x, r.y FROM s, l LEFT JOIN r ON l.k = r.k WHERE l.k = s.k'], apart: ['SELECT l.x, r.y FROM l LEFT JOIN (r JOIN s ON s.k = r.k) ON l.k = r.k'] },
  { what: 'a column that would see more', same: ['SELECT r.y FROM l, r JOIN s ON g = s.k'], apart: ['SELECT r.y FROM l, r, s WHERE g = s.k'] },
  { what: 'what may raise an error', same: ['SELECT l.x FROM l JOIN s ON 1 / l.k = s.k'], apart: ['SELECT l.x FROM l, s WHERE 1 / l.k = s.k'] },
  { what: 'all columns in their order', same: ['SELECT * FROM l JOIN s ON l.k = s.k', 'SELECT * FROM l, s WHERE l.k = s.k'], apart: ['SELECT * FROM s, l WHERE l.k = s.k'] },
  { what: 'the order of tables', same: ['SELECT l.x, s.z FROM l, s WHERE l.k = s.k', 'SELECT l.x, s.z FROM s, l WHERE l.k = s.k'], apart: ['SELECT l.x, s.z FROM s, l WHERE l.g = s.k'] },
  { what: 'the order of one table twice', same: ['SELECT a.name, b.name AS boss FROM emp a, emp b WHERE a.boss = b.id', 'SELECT a.name, b.name AS boss FROM emp b, emp a WHERE a.boss = b.id', 'SELECT b.name, a.name AS boss FROM emp a JOIN emp b ON b.boss = a.id'], apart: ['SELECT a.name, b.name AS boss FROM emp b, emp a WHERE b.boss = a.id'] },
  { what: 'a limit, which takes what comes first', same: ['SELECT l.x, s.z FROM l, s LIMIT 1'], apart: ['SELECT l.x, s.z FROM s, l LIMIT 1'] },
  { what: 'what sees its neighbour', same: ['SELECT l.x, t.m FROM l, LATERAL (SELECT l.k + 1 AS m) t'], apart: ['SELECT l.x, t.m FROM LATERAL (SELECT l.k + 1 AS m) t, l'] },
  { what: 'rows made into an array', same: ['SELECT array_agg(l.x) AS a FROM l, s WHERE l.k = s.k'], apart: ['SELECT array_agg(l.x) AS a FROM s, l WHERE l.k = s.k'] },
];

export const CLAUSES: readonly Case[] = [
  { what: 'an output by name and by number', same: ['SELECT region, sum(qty) AS n FROM sale GROUP BY region ORDER BY n DESC, region', 'SELECT region, sum(qty) AS n FROM sale GROUP BY 1 ORDER BY 2 DESC, 1', 'SELECT s.region, sum(s.qty) AS n FROM sale s GROUP BY s.region ORDER BY sum(s.qty) DESC, s.region'], apart: ['SELECT region, sum(qty) AS n FROM sale GROUP BY 1 ORDER BY 1 DESC, 2'] },
  { what: 'an output hides a column in ORDER BY', same: ['SELECT id, -id AS salary FROM emp ORDER BY salary', 'SELECT id, -id AS salary FROM emp ORDER BY 2'], apart: ['SELECT id, -id AS salary FROM emp ORDER BY emp.salary'] },
  { what: 'a column hides an output in GROUP BY', same: ['SELECT upper(region) AS region, count(*) AS n FROM sale GROUP BY region'], apart: ['SELECT upper(region) AS region, count(*) AS n FROM sale GROUP BY 1'] },
  { what: 'in an expression only columns are seen', same: ['SELECT id, -id AS salary FROM emp ORDER BY salary + 0'], apart: ['SELECT id, -id AS salary FROM emp ORDER BY 2 + 0', 'SELECT id, -id AS salary FROM emp ORDER BY 2'] },
  { what: 'two outputs of one name', same: ['SELECT id AS a, salary AS a FROM emp ORDER BY a'], apart: ['SELECT id AS a, salary AS a FROM emp ORDER BY 1', 'SELECT id AS a, salary AS a FROM emp ORDER BY 2'] },
  { what: 'all columns', same: ['SELECT * FROM l ORDER BY g'], apart: ['SELECT * FROM l ORDER BY 1'] },
  { what: 'a set operation', same: ['SELECT k, g FROM l UNION ALL SELECT k, g FROM r ORDER BY g, k', 'SELECT k, g FROM l UNION ALL SELECT k, g FROM r ORDER BY 2, 1'], apart: ['SELECT k, g FROM l UNION ALL SELECT k, g FROM r ORDER BY 1, 2', 'SELECT k, g FROM l UNION ALL SELECT k, g FROM r ORDER BY l.g, l.k'] },
  { what: 'DISTINCT ON', same: ['SELECT DISTINCT ON (dept_id) dept_id, id FROM emp ORDER BY dept_id, id', 'SELECT DISTINCT ON (1) dept_id, id FROM emp ORDER BY 1, 2'], apart: ['SELECT DISTINCT ON (2) dept_id, id FROM emp ORDER BY 2, 1'] },
  { what: 'the order and repeats of groups', same: ['SELECT region, qty, count(*) AS n FROM sale GROUP BY region, qty', 'SELECT region, qty, count(*) AS n FROM sale GROUP BY qty, 1, region'], apart: ['SELECT region, qty, count(*) AS n FROM sale GROUP BY region, qty, day', 'SELECT region, qty, count(*) AS n FROM sale GROUP BY ROLLUP (region, qty)'] },
  { what: 'sets of groups keep their order', same: ['SELECT region, qty, count(*) AS n FROM sale GROUP BY ROLLUP (region, qty)'], apart: ['SELECT region, qty, count(*) AS n FROM sale GROUP BY ROLLUP (qty, region)'] },
  { what: 'a row in GROUP BY is a list', same: ['SELECT (k, g) AS p, k FROM l GROUP BY (k, g)'], apart: ['SELECT (k, g) AS p, k FROM l GROUP BY 1'] },
  { what: 'a limit on groups', same: ['SELECT region, qty FROM sale GROUP BY region, qty LIMIT 2'], apart: ['SELECT region, qty FROM sale GROUP BY qty, region LIMIT 2'] },
];
