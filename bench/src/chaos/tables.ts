/** Tables whose contents follow from a version number that stands in every row. */
export const TABLES = ['t0', 't1', 't2', 't3', 'p'] as const;
export type Table = (typeof TABLES)[number];
/** Versions by table, as one answer shows them. */
export type Versions = Readonly<Partial<Record<Table, number>>>;

/** How many rows a table has at a version; it differs from version to version, so that a missing row is seen. */
export const rowsAt = (version: number): number => 20 + (version % 7);
/** The value of a row at a version. */
export const valueAt = (id: number, version: number): number => (id * 31 + version * 17) % 1009;

/** The leaves of the partitioned table: odd ids and even ones. */
export const LEAVES = ['p_odd', 'p_even'] as const;

const COLUMNS = '(id int NOT NULL, v int NOT NULL, val int NOT NULL)';

/** What a table holds at a version. Parameters: the version. */
export const fillSql = (table: Table): string =>
  `INSERT INTO ${table} SELECT id, $1::int, (id * 31 + $1::int * 17) % 1009 FROM generate_series(1, 20 + $1::int % 7) id`;

/** Makes the warehouse: tables, views over them, and functions that take their time. */
export const SCHEMA = `
  ${TABLES.filter((table) => table !== 'p').map((table) => `CREATE TABLE ${table} ${COLUMNS};`).join('\n  ')}
  CREATE TABLE p ${COLUMNS} PARTITION BY LIST ((id % 2));
  CREATE TABLE p_odd PARTITION OF p FOR VALUES IN (1);
  CREATE TABLE p_even PARTITION OF p FOR VALUES IN (0);
  CREATE VIEW both_of AS
    SELECT a.v AS va, b.v AS vb, count(*) AS n, sum(a.val + b.val) AS s FROM t1 a JOIN t2 b ON b.id = a.id GROUP BY a.v, b.v;
  CREATE VIEW dice AS SELECT id, v, val, random() AS roll FROM t1;
  CREATE FUNCTION slow(n int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.02); RETURN n; END $$;
  CREATE FUNCTION slower(n int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.15); RETURN n; END $$;
  CREATE FUNCTION slowest(n int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1); RETURN n; END $$;
`;

/** Functions that the source is told to trust. */
export const TRUSTED = ['public.slow', 'public.slower', 'public.slowest'];
