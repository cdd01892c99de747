CREATE SCHEMA shop;
SET search_path = shop;
CREATE TABLE orders (id int, customer int, total numeric(12,2), placed timestamptz, day date);
CREATE TABLE customers (id int, name text, owner text);
CREATE VIEW big_orders AS SELECT * FROM orders WHERE total > 100;
CREATE VIEW big_customers AS
  SELECT c.id, count(*) AS n FROM customers c JOIN big_orders o ON o.customer = c.id GROUP BY c.id;
CREATE VIEW with_subquery AS SELECT id FROM customers WHERE id IN (SELECT customer FROM orders);
CREATE MATERIALIZED VIEW totals AS SELECT customer, sum(total) FROM orders GROUP BY customer;
CREATE TABLE "Odd ""Name" (id int);
INSERT INTO orders SELECT i, i % 10, i, '2024-01-01', '2024-01-01' FROM generate_series(1, 100) i;
INSERT INTO customers SELECT i, 'c' || i, 'reader' FROM generate_series(0, 9) i;

CREATE TABLE events (at int, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (10) PARTITION BY LIST (kind);
CREATE TABLE events_1_a PARTITION OF events_1 FOR VALUES IN ('a');
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (10) TO (20);
CREATE TABLE animals (name text);
CREATE TABLE dogs (breed text) INHERITS (animals);

CREATE VIEW now_in_view AS SELECT now() AS n;
CREATE VIEW date_in_view AS SELECT * FROM orders WHERE day = current_date;
CREATE VIEW user_in_view AS SELECT * FROM customers WHERE owner = current_user;
CREATE VIEW random_behind_view AS SELECT id, random() AS r FROM orders;
CREATE VIEW nested_random AS SELECT * FROM random_behind_view;
CREATE VIEW setting_in_view AS SELECT current_setting('work_mem') AS s;
CREATE VIEW stable_in_view AS SELECT has_table_privilege('orders', 'SELECT') AS s;
CREATE VIEW sleepy AS SELECT pg_sleep(0) IS NULL AS s;
CREATE VIEW literal_in_view AS SELECT * FROM orders WHERE day::text = 'today';
CREATE VIEW sampled AS SELECT * FROM orders TABLESAMPLE system (50);
CREATE VIEW sampled_again AS SELECT * FROM orders TABLESAMPLE system (50) REPEATABLE (1);
CREATE VIEW row_compared AS SELECT id FROM orders WHERE (id, customer) < (5, 5);
CREATE TABLE clocks (id int, rings timetz);
CREATE VIEW rings_here AS SELECT rings AT TIME ZONE 'Europe/Berlin' AS r FROM clocks;
CREATE VIEW placed_here AS SELECT placed AT TIME ZONE 'Europe/Berlin' AS p FROM orders;
CREATE VIEW ts_formatted AS SELECT to_char(placed, 'YYYY') AS y FROM orders;

CREATE FUNCTION plain_sql(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1';
CREATE FUNCTION plain_volatile(int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN $1; END';
CREATE FUNCTION listed(int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN $1; END';
CREATE FUNCTION overloaded(int) RETURNS int LANGUAGE internal IMMUTABLE AS 'int4up';
CREATE FUNCTION overloaded(text) RETURNS text LANGUAGE plpgsql STABLE AS 'BEGIN RETURN $1; END';
CREATE FUNCTION bytes(text) RETURNS int LANGUAGE internal IMMUTABLE AS 'textlen';
CREATE FUNCTION since(timestamptz DEFAULT now()) RETURNS text LANGUAGE internal IMMUTABLE AS 'timestamptz_out';
CREATE FUNCTION full_name(customers) RETURNS text LANGUAGE sql VOLATILE AS 'SELECT $1.name || random()';
CREATE VIEW plain_in_view AS SELECT plain_sql(id) FROM orders;
CREATE FUNCTION keep_last(int, int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN $2; END';
CREATE AGGREGATE last_of(int) (SFUNC = keep_last, STYPE = int);
CREATE AGGREGATE plain_sum(int) (SFUNC = int4pl, STYPE = int);
CREATE OPERATOR |+| (LEFTARG = int, RIGHTARG = int, FUNCTION = keep_last);
CREATE FUNCTION text_is_int(text, int) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT $1 = $2::text';
CREATE VIEW operator_in_view AS SELECT id |+| customer AS x FROM orders;

CREATE TABLE secrets (id int, owner text);
CREATE TABLE grants_of (owner text, id int);
ALTER TABLE secrets ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_grant ON secrets FOR SELECT USING (EXISTS (SELECT FROM grants_of g WHERE g.id = secrets.id AND g.owner = current_user));
CREATE TABLE public_rows (id int, public boolean);
ALTER TABLE public_rows ENABLE ROW LEVEL SECURITY;
CREATE POLICY only_public ON public_rows FOR SELECT USING (public AND id > 0);
CREATE TABLE writable (id int);
ALTER TABLE writable ENABLE ROW LEVEL SECURITY;
CREATE POLICY may_write ON writable FOR INSERT WITH CHECK (current_user = 'x');

CREATE UNLOGGED TABLE fleeting (id int);
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER far FOREIGN DATA WRAPPER nowhere;
CREATE FOREIGN TABLE outside (id int) SERVER far;
CREATE SEQUENCE counter;

GRANT USAGE ON SCHEMA shop TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA shop TO PUBLIC;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA shop TO PUBLIC;
