CREATE SCHEMA shop;
SET search_path = shop;

-- In the manner of TPC-H.
CREATE TABLE region (r_regionkey int, r_name text, r_comment text);
CREATE TABLE nation (n_nationkey int, n_name text, n_regionkey int, n_comment text);
CREATE TABLE supplier (s_suppkey int, s_name text, s_address text, s_nationkey int, s_phone text, s_acctbal numeric, s_comment text);
CREATE TABLE customer (c_custkey int, c_name text, c_address text, c_nationkey int, c_phone text, c_acctbal numeric, c_mktsegment text, c_comment text);
CREATE TABLE part (p_partkey int, p_name text, p_mfgr text, p_brand text, p_type text, p_size int, p_container text, p_retailprice numeric);
CREATE TABLE partsupp (ps_partkey int, ps_suppkey int, ps_availqty int, ps_supplycost numeric);
CREATE TABLE orders (o_orderkey int, o_custkey int, o_orderstatus text, o_totalprice numeric, o_orderdate date, o_orderpriority text, o_clerk text, o_shippriority int, o_comment text);
CREATE TABLE lineitem (l_orderkey int, l_partkey int, l_suppkey int, l_linenumber int, l_quantity numeric, l_extendedprice numeric, l_discount numeric, l_tax numeric,
  l_returnflag text, l_linestatus text, l_shipdate date, l_commitdate date, l_receiptdate date, l_shipinstruct text, l_shipmode text, l_comment text) PARTITION BY RANGE (l_shipdate);
CREATE TABLE lineitem_old PARTITION OF lineitem FOR VALUES FROM (MINVALUE) TO ('1996-01-01');
CREATE TABLE lineitem_new PARTITION OF lineitem FOR VALUES FROM ('1996-01-01') TO (MAXVALUE);
CREATE VIEW revenue AS SELECT l_suppkey AS supplier_no, sum(l_extendedprice * (1 - l_discount)) AS total_revenue FROM lineitem GROUP BY l_suppkey;

-- In the manner of TPC-DS.
CREATE TABLE date_dim (d_date_sk int, d_date date, d_year int, d_moy int, d_dom int, d_qoy int, d_month_seq int, d_week_seq int, d_day_name text);
CREATE TABLE item (i_item_sk int, i_item_id text, i_item_desc text, i_brand_id int, i_brand text, i_class text, i_category text, i_manufact_id int, i_manager_id int, i_current_price numeric);
CREATE TABLE store (s_store_sk int, s_store_name text, s_city text, s_county text, s_state text, s_zip text, s_gmt_offset numeric);
CREATE TABLE clients (c_customer_sk int, c_customer_id text, c_first_name text, c_last_name text, c_current_addr_sk int, c_current_cdemo_sk int, c_birth_country text);
CREATE TABLE customer_address (ca_address_sk int, ca_city text, ca_county text, ca_state text, ca_zip text, ca_country text);
CREATE TABLE customer_demographics (cd_demo_sk int, cd_gender text, cd_marital_status text, cd_education_status text, cd_dep_count int);
CREATE TABLE household_demographics (hd_demo_sk int, hd_dep_count int, hd_vehicle_count int, hd_buy_potential text);
CREATE TABLE promotion (p_promo_sk int, p_channel_email text, p_channel_event text);
CREATE TABLE time_dim (t_time_sk int, t_hour int, t_minute int);
CREATE TABLE store_sales (ss_sold_date_sk int, ss_sold_time_sk int, ss_item_sk int, ss_customer_sk int, ss_cdemo_sk int, ss_hdemo_sk int, ss_addr_sk int, ss_store_sk int, ss_promo_sk int, ss_ticket_number int,
  ss_quantity int, ss_sales_price numeric, ss_ext_sales_price numeric, ss_net_paid numeric, ss_net_profit numeric, ss_coupon_amt numeric, ss_list_price numeric);
CREATE TABLE store_returns (sr_returned_date_sk int, sr_item_sk int, sr_customer_sk int, sr_store_sk int, sr_ticket_number int, sr_return_amt numeric, sr_return_quantity int);
CREATE TABLE web_sales (ws_sold_date_sk int, ws_item_sk int, ws_bill_customer_sk int, ws_ext_sales_price numeric, ws_net_paid numeric, ws_quantity int);
CREATE TABLE catalog_sales (cs_sold_date_sk int, cs_item_sk int, cs_bill_customer_sk int, cs_ext_sales_price numeric, cs_quantity int, cs_sales_price numeric);
CREATE VIEW all_sales AS SELECT 's' AS channel, ss_sold_date_sk AS sold, ss_item_sk AS item_sk, ss_ext_sales_price AS price FROM store_sales
  UNION ALL SELECT 'w', ws_sold_date_sk, ws_item_sk, ws_ext_sales_price FROM web_sales UNION ALL SELECT 'c', cs_sold_date_sk, cs_item_sk, cs_ext_sales_price FROM catalog_sales;

-- In the manner of Postgres's own regression tests.
CREATE TABLE int4_tbl (f1 int);
CREATE TABLE int8_tbl (q1 bigint, q2 bigint);
CREATE TABLE text_tbl (f1 text);
CREATE TABLE float8_tbl (f1 float8);
CREATE TABLE onek (unique1 int, unique2 int, two int, four int, ten int, hundred int, stringu1 name, string4 name);
CREATE TABLE tenk1 (unique1 int, unique2 int, two int, four int, ten int, hundred int, thousand int, stringu1 name, string4 name);
CREATE TABLE j1_tbl (i int, j int, t text);
CREATE TABLE j2_tbl (i int, k int);
CREATE TABLE person (name text, age int, location point);
CREATE TABLE emp (salary int, manager name) INHERITS (person);
CREATE TABLE student (gpa float8) INHERITS (person);
CREATE TABLE stud_emp (percent int) INHERITS (emp, student);
CREATE TABLE arrtest (a int[], b int[][], c name[], d text[][]);
CREATE TABLE empsalary (depname text, empno int, salary int, enroll_date date);
CREATE TABLE department (id int, parent_department int, name text);
CREATE TABLE json_tbl (id int, j json, jb jsonb);
CREATE TABLE rngfunc_tbl (id int, sub int, label text);
CREATE TABLE "Case ""And"" Quotes" ("X" int);
CREATE TABLE prt (a int, b text) PARTITION BY LIST (b);
CREATE TABLE prt_a PARTITION OF prt FOR VALUES IN ('a');
CREATE TABLE prt_b PARTITION OF prt FOR VALUES IN ('b') PARTITION BY RANGE (a);
CREATE TABLE prt_b_1 PARTITION OF prt_b FOR VALUES FROM (0) TO (10);
CREATE VIEW street AS SELECT p.name, p.location FROM ONLY person p;
CREATE VIEW toyemp AS SELECT name, age, 12 * salary AS annualsal FROM emp;
CREATE VIEW nested_a AS SELECT * FROM onek WHERE unique1 < 100;
CREATE VIEW nested_b AS SELECT a.*, (SELECT max(f1) FROM int4_tbl) AS top FROM nested_a a WHERE unique2 IN (SELECT q1 FROM int8_tbl);
CREATE VIEW nested_c AS WITH t AS (SELECT * FROM nested_b) SELECT t.unique1, d.name FROM t LEFT JOIN department d ON d.id = t.ten;
CREATE MATERIALIZED VIEW mat AS SELECT two, count(*) AS n FROM tenk1 GROUP BY two;
CREATE VIEW over_mat AS SELECT * FROM mat;
GRANT USAGE ON SCHEMA shop TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA shop TO PUBLIC;
