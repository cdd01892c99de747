CREATE SCHEMA shop;
SET search_path = shop;

CREATE TYPE mood AS ENUM ('low', 'fair', 'high');
CREATE DOMAIN cents AS int CHECK (VALUE >= 0);
CREATE DOMAIN code AS text CHECK (VALUE ~ '^[A-Z]{3}$');
CREATE TYPE address AS (street text, town text);

CREATE TABLE regions (id int PRIMARY KEY, name text, boss text);
CREATE TABLE customers (id int PRIMARY KEY, name text, email varchar(200), region_id int, born date, vip boolean, meta jsonb, home address, feels mood);
CREATE TABLE products (id int PRIMARY KEY, name text, category text, price numeric(12,2), tags text[], weight float8, sku code);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int, placed timestamptz, shipped timestamp, day date, at_time time, status text, total numeric(12,2), note text, due text, span interval, paid cents);
CREATE TABLE items (order_id int, product_id int, qty int, price numeric(12,2));
CREATE TABLE staff (id int PRIMARY KEY, name text, manager_id int, salary int, hired date);
CREATE TABLE documents (id int, body text, data json, doc xml, words tsvector, bits bit(8), ip inet, key uuid, raw bytea, valid daterange, spot point);
CREATE TABLE "Odd Name" ("Mixed" int, "select" text);
CREATE TABLE facts (at timestamp, kind text, n int) PARTITION BY RANGE (at);
CREATE TABLE facts_2023 PARTITION OF facts FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE facts_2024 PARTITION OF facts FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (kind);
CREATE TABLE facts_2024_a PARTITION OF facts_2024 FOR VALUES IN ('a');
CREATE TABLE animals (id int, name text);
CREATE TABLE dogs (breed text) INHERITS (animals);
CREATE TABLE identified (id int GENERATED ALWAYS AS IDENTITY, made timestamptz DEFAULT now(), roll float8 DEFAULT random(), twice int GENERATED ALWAYS AS (2) STORED);

CREATE VIEW big_orders AS SELECT * FROM orders WHERE total > 100;
CREATE VIEW spenders AS SELECT c.id, c.name, sum(o.total) AS spent FROM customers c JOIN big_orders o ON o.customer_id = c.id GROUP BY c.id, c.name;
CREATE VIEW regional AS SELECT r.name AS region, count(*) AS n FROM spenders s JOIN customers c USING (id) JOIN regions r ON r.id = c.region_id GROUP BY 1;
CREATE VIEW by_month AS SELECT date_trunc('month', placed) AS month, to_char(placed, 'YYYY-MM') AS label, count(*) AS n FROM orders GROUP BY 1, 2;
CREATE MATERIALIZED VIEW monthly AS SELECT date_trunc('month', day) AS month, sum(total) AS total FROM orders GROUP BY 1;
CREATE MATERIALIZED VIEW rolled AS SELECT id, random() AS roll, now() AS at FROM orders;
CREATE VIEW recursive_chain AS
  WITH RECURSIVE chain AS (SELECT id, manager_id, 1 AS depth FROM staff WHERE manager_id IS NULL
    UNION ALL SELECT s.id, s.manager_id, c.depth + 1 FROM staff s JOIN chain c ON s.manager_id = c.id) SELECT * FROM chain;

-- What must not be kept, behind views.
CREATE VIEW clock_view AS SELECT now() AS n;
CREATE VIEW clock_view_2 AS SELECT * FROM clock_view;
CREATE VIEW clock_view_3 AS SELECT * FROM clock_view_2 CROSS JOIN regions;
CREATE VIEW today_orders AS SELECT * FROM orders WHERE day = current_date;
CREATE VIEW recent_orders AS SELECT * FROM orders WHERE placed > localtimestamp - interval '7 days';
CREATE VIEW aged AS SELECT id, age(born) AS age FROM customers;
CREATE VIEW dice AS SELECT id, random() AS roll FROM orders;
CREATE VIEW nested_dice AS SELECT max(roll) AS best FROM dice;
CREATE VIEW shuffled AS SELECT id FROM orders ORDER BY random() LIMIT 5;
CREATE VIEW mine AS SELECT * FROM customers WHERE name = current_user;
CREATE VIEW mine_too AS SELECT * FROM customers WHERE name = session_user;
CREATE VIEW my_settings AS SELECT current_setting('TimeZone') AS zone;
CREATE VIEW my_backend AS SELECT pg_backend_pid() AS pid;
CREATE VIEW may_i AS SELECT has_table_privilege('shop.orders', 'SELECT') AS yes;
CREATE VIEW my_database AS SELECT current_database() AS d, version() AS v;
CREATE VIEW due_orders AS SELECT id FROM orders WHERE due::date <= day;
CREATE VIEW due_stamps AS SELECT CAST(due AS timestamptz) AS due FROM orders;
CREATE VIEW due_in_json AS SELECT (meta ->> 'due')::date AS due FROM customers;
CREATE VIEW compared AS SELECT id FROM orders WHERE note = 'today';
CREATE VIEW sampled AS SELECT * FROM orders TABLESAMPLE bernoulli (10);
CREATE VIEW sampled_fixed AS SELECT * FROM orders TABLESAMPLE bernoulli (10) REPEATABLE (7);
CREATE VIEW locked AS SELECT * FROM orders FOR UPDATE;
CREATE VIEW catalog_view AS SELECT relname FROM pg_class;
CREATE VIEW rights_view AS SELECT table_name FROM information_schema.tables;
CREATE VIEW sequenced AS SELECT nextval('shop.counter_seq'::text::regclass) AS n WHERE false;
CREATE VIEW with_xmin AS SELECT xmin::text AS x, id FROM orders;
CREATE VIEW with_ctid AS SELECT ctid, id FROM orders;
CREATE VIEW with_tableoid AS SELECT tableoid::regclass AS t FROM animals;
CREATE VIEW offsets AS SELECT '04:05'::time AT TIME ZONE 'Europe/Berlin' AS t;

CREATE SEQUENCE counter_seq;
CREATE UNLOGGED TABLE fleeting (id int, v text);
CREATE VIEW over_fleeting AS SELECT * FROM fleeting;
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER far FOREIGN DATA WRAPPER nowhere;
CREATE FOREIGN TABLE outside (id int, v text) SERVER far;
CREATE VIEW over_outside AS SELECT * FROM outside;
CREATE TABLE parent_of_foreign (id int, v text);
CREATE FOREIGN TABLE foreign_child () INHERITS (parent_of_foreign) SERVER far;
CREATE TABLE parent_of_unlogged (id int);
CREATE UNLOGGED TABLE unlogged_child () INHERITS (parent_of_unlogged);
CREATE TABLE alarms (id int, rings timetz);

-- Functions.
CREATE FUNCTION add_one(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1';
CREATE FUNCTION add_two(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN $1 + 2; END';
CREATE FUNCTION roll_die() RETURNS float8 LANGUAGE sql VOLATILE AS 'SELECT random()';
CREATE FUNCTION undeclared(int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN $1; END';
CREATE FUNCTION length_of(text) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'textlen';
CREATE FUNCTION stable_c(text) RETURNS int LANGUAGE internal STABLE STRICT AS 'textlen';
CREATE FUNCTION moment_of(timestamptz DEFAULT now()) RETURNS text LANGUAGE internal IMMUTABLE AS 'timestamptz_out';
CREATE FUNCTION full_name(customers) RETURNS text LANGUAGE sql VOLATILE AS 'SELECT $1.name || random()';
CREATE FUNCTION order_set() RETURNS SETOF orders LANGUAGE sql STABLE AS 'SELECT * FROM orders';
CREATE FUNCTION keep_last(int, int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN $2; END';
CREATE AGGREGATE last_of(int) (SFUNC = keep_last, STYPE = int);
CREATE AGGREGATE plain_sum(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE FUNCTION noise(int, int) RETURNS int LANGUAGE plpgsql VOLATILE AS 'BEGIN RETURN $1; END';
CREATE OPERATOR |+| (LEFTARG = int, RIGHTARG = int, FUNCTION = keep_last);
CREATE OPERATOR |~| (LEFTARG = int, RIGHTARG = int, FUNCTION = noise);
CREATE OPERATOR |&| (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl);
CREATE VIEW noisy AS SELECT id |~| total::int AS x FROM orders;
CREATE VIEW added AS SELECT add_two(id) AS x FROM orders;
CREATE VIEW lasted AS SELECT last_of(id) AS x FROM orders;
CREATE FUNCTION is_fine(int) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN random() >= 0; END';
CREATE DOMAIN checked AS int CHECK (is_fine(VALUE));
CREATE DOMAIN until_now AS timestamptz CHECK (VALUE <= now());
CREATE DOMAIN deep AS checked;
CREATE TABLE checks (id checked, at until_now);
CREATE VIEW check_view AS SELECT id::int::checked AS c FROM orders;

-- Row security.
CREATE TABLE secrets (id int, owner text, v text);
ALTER TABLE secrets ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON secrets FOR SELECT USING (owner = current_user);
CREATE TABLE dated (id int, until timestamptz);
ALTER TABLE dated ENABLE ROW LEVEL SECURITY;
CREATE POLICY not_over ON dated FOR SELECT USING (until > now());
CREATE TABLE tenants (id int, tenant text);
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_setting ON tenants FOR SELECT USING (tenant = current_setting('app.tenant', true));
CREATE TABLE public_rows (id int, shown boolean);
ALTER TABLE public_rows ENABLE ROW LEVEL SECURITY;
CREATE POLICY shown ON public_rows FOR SELECT USING (shown AND id > 0);
CREATE VIEW over_secrets AS SELECT v FROM secrets;

GRANT USAGE ON SCHEMA shop TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA shop TO PUBLIC;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA shop TO PUBLIC;
