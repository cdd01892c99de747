import { existsSync, readFileSync, readdirSync } from 'node:fs';

/** The statements that the rules of identity are tried on, where this runs in the repository. */
const GOLDEN = new URL('../../../packages/shared/test/hashing/golden/corpus/', import.meta.url);
/** How long a statement of the bench is, in characters. */
const [SHORTEST, LONGEST] = [100, 2000];
/** Each is asked with so many constants. */
const VARIANTS = 8;

/** In the manner of TPC-H and of dashboards; `:n` stands for a number, `:d` for a date. */
const TEMPLATES: readonly string[] = [
  `SELECT l_returnflag, l_linestatus, sum(l_quantity) AS sum_qty, sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)) AS charge,
     avg(l_quantity) AS avg_qty, count(*) AS orders FROM lineitem WHERE l_shipdate <= ':d' GROUP BY l_returnflag, l_linestatus ORDER BY 1, 2`,
  `SELECT s.s_acctbal, s.s_name, n.n_name, p.p_partkey FROM part p, supplier s, partsupp ps, nation n, region r WHERE p.p_partkey = ps.ps_partkey
     AND s.s_suppkey = ps.ps_suppkey AND p.p_size = :n AND p.p_type LIKE '%BRASS' AND s.s_nationkey = n.n_nationkey AND n.n_regionkey = r.r_regionkey
     AND r.r_name = 'EUROPE' AND ps.ps_supplycost = (SELECT min(x.ps_supplycost) FROM partsupp x WHERE x.ps_partkey = p.p_partkey) ORDER BY 1 DESC LIMIT 100`,
  `SELECT o_orderpriority, count(*) AS order_count FROM orders WHERE o_orderdate >= ':d' AND EXISTS (SELECT 1 FROM lineitem WHERE l_orderkey = o_orderkey
     AND l_commitdate < l_receiptdate AND l_quantity > :n) GROUP BY o_orderpriority ORDER BY o_orderpriority`,
  `WITH revenue AS (SELECT l_suppkey AS supplier_no, sum(l_extendedprice * (1 - l_discount)) AS total FROM lineitem WHERE l_shipdate >= ':d' GROUP BY l_suppkey)
     SELECT s.s_suppkey, s.s_name, r.total FROM supplier s JOIN revenue r ON r.supplier_no = s.s_suppkey WHERE r.total > :n ORDER BY s.s_suppkey`,
  `SELECT sum(CASE WHEN p.p_type LIKE 'PROMO%' THEN l.l_extendedprice * (1 - l.l_discount) ELSE 0 END) / nullif(sum(l.l_extendedprice), 0) AS share
     FROM lineitem l JOIN part p ON l.l_partkey = p.p_partkey WHERE l.l_shipdate BETWEEN ':d' AND '2030-01-01' AND p.p_size IN (1, 4, 9, :n)`,
  `SELECT date_trunc('day', e.at) AS day, e.kind, count(*) AS n, count(DISTINCT e.user_id) AS users FROM events e LEFT JOIN users u ON u.id = e.user_id
     WHERE e.at >= ':d' AND u.country IN ('DE', 'FR', 'GB') AND (e.kind = 'click' OR e.kind = 'view') AND e.id <> :n GROUP BY 1, 2 ORDER BY 1`,
  `SELECT region, month, amount, rank() OVER (PARTITION BY region ORDER BY amount DESC) AS place, sum(amount) OVER w AS running FROM sales
     WHERE month >= ':d' AND amount > :n WINDOW w AS (PARTITION BY region ORDER BY month ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) ORDER BY region, place`,
  `SELECT id, status, total FROM orders WHERE status <> 'void' AND placed >= ':d' AND customer_id = :n ORDER BY placed DESC LIMIT 50`,
  `SELECT c.name, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id AND o.placed >= ':d') AS orders, coalesce(c.city, 'unknown') AS city
     FROM customers c WHERE c.id NOT IN (SELECT b.customer_id FROM blocked b WHERE b.level > :n) AND c.active IS TRUE`,
  `SELECT 'north' AS part, count(*) FROM orders WHERE region = 'north' AND id > :n UNION ALL SELECT 'south', count(*) FROM orders WHERE region = 'south'
     UNION ALL SELECT 'east', count(*) FROM orders WHERE region = 'east' AND placed < ':d'`,
];

/** A report with ever more columns and conditions, as programs write them. */
const wide = (columns: number): string =>
  `SELECT ${Array.from({ length: columns }, (_, at) => `sum(CASE WHEN kind = 'k${at}' THEN amount ELSE 0 END) AS k${at}`).join(', ')} FROM sales WHERE day >= ':d' AND shop <> :n`;

/** Distinct statements of {@link SHORTEST} to {@link LONGEST} characters: own ones, and those of the golden corpus. */
export function statements(): string[] {
  const own = [...TEMPLATES, ...[4, 8, 12, 20, 26].map(wide)].flatMap((template) =>
    Array.from({ length: VARIANTS }, (_, at) => template.replaceAll(':n', String(17 + at * 31)).replaceAll(':d', `2024-0${at + 1}-01`)),
  );
  return [...new Set([...own, ...golden()])].filter(({ length }) => length >= SHORTEST && length <= LONGEST);
}

function golden(): string[] {
  if (!existsSync(GOLDEN)) return [];
  const files = readdirSync(GOLDEN).filter((name) => name.endsWith('.sql'));
  return files.flatMap((name) => readFileSync(new URL(name, GOLDEN), 'utf8').split(/^--[-=!~?].*$/m).map((text) => text.trim()));
}
