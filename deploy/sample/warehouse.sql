-- A small shop to query: docker compose --profile sample up -d
CREATE TABLE customers (id int PRIMARY KEY, country text NOT NULL);
INSERT INTO customers SELECT n, (ARRAY['DE', 'FR', 'IE', 'SE'])[1 + n % 4] FROM generate_series(1, 2000) n;
CREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customers, amount numeric(12,2) NOT NULL, placed timestamptz NOT NULL);
INSERT INTO orders
  SELECT n, 1 + n % 2000, (n * 37 % 10000) / 100.0, '2025-01-01 00:00:00+00'::timestamptz + n * interval '1 minute'
  FROM generate_series(1, 200000) n;
CREATE VIEW sales_by_country AS
  SELECT country, count(*) AS orders, sum(amount) AS amount FROM orders JOIN customers ON customers.id = customer_id GROUP BY country;
CREATE ROLE onceql_reader LOGIN PASSWORD 'reader';
GRANT SELECT ON ALL TABLES IN SCHEMA public TO onceql_reader;
ANALYZE;
