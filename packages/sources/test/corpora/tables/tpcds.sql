with returns as (select sr_customer_sk as cust, sr_store_sk as store_sk, sum(sr_return_amt) as total from store_returns, date_dim where sr_returned_date_sk = d_date_sk and d_year = 2000 group by 1, 2)
select c_customer_id from returns r1, store, clients where r1.total > (select avg(total) * 1.2 from returns r2 where r1.store_sk = r2.store_sk) and s_store_sk = r1.store_sk and s_state = 'TN' and r1.cust = c_customer_sk limit 100;

with wscs as (select sold_date_sk, sales_price from (select ws_sold_date_sk as sold_date_sk, ws_ext_sales_price as sales_price from web_sales union all select cs_sold_date_sk, cs_ext_sales_price from catalog_sales) x),
wswscs as (select d_week_seq, sum(case when d_day_name = 'Sunday' then sales_price end) as sun from wscs, date_dim where d_date_sk = sold_date_sk group by d_week_seq)
select y.d_week_seq, round(y.sun / z.sun, 2) from wswscs y, wswscs z, date_dim d where y.d_week_seq = z.d_week_seq - 53 and d.d_week_seq = y.d_week_seq;

select dt.d_year, item.i_brand_id, item.i_brand, sum(ss_ext_sales_price) from date_dim dt, store_sales, item where dt.d_date_sk = store_sales.ss_sold_date_sk and store_sales.ss_item_sk = item.i_item_sk and item.i_manufact_id = 128 and dt.d_moy = 11 group by 1, 2, 3 order by 1, 4 desc limit 100;

select a.ca_state, count(*) from customer_address a, clients c, store_sales s, date_dim d, item i where a.ca_address_sk = c.c_current_addr_sk and c.c_customer_sk = s.ss_customer_sk and s.ss_sold_date_sk = d.d_date_sk and s.ss_item_sk = i.i_item_sk and d.d_month_seq = (select distinct d_month_seq from date_dim where d_year = 2001 and d_moy = 1) and i.i_current_price > 1.2 * (select avg(j.i_current_price) from item j where j.i_category = i.i_category) group by a.ca_state having count(*) >= 10;

select i_item_id, avg(ss_quantity), avg(ss_list_price) from store_sales, customer_demographics, date_dim, item, promotion where ss_sold_date_sk = d_date_sk and ss_item_sk = i_item_sk and ss_cdemo_sk = cd_demo_sk and ss_promo_sk = p_promo_sk and cd_gender = 'M' and (p_channel_email = 'N' or p_channel_event = 'N') and d_year = 2000 group by i_item_id;

select s_store_name, sum(ss_net_profit) from store_sales, date_dim, store, (select ca_zip from (select substr(ca_zip, 1, 5) as ca_zip from customer_address where substr(ca_zip, 1, 5) in ('24128', '76232') intersect select ca_zip from (select substr(ca_zip, 1, 5) as ca_zip, count(*) as cnt from customer_address, clients where ca_address_sk = c_current_addr_sk group by ca_zip having count(*) > 10) a1) a2) v1 where ss_store_sk = s_store_sk and ss_sold_date_sk = d_date_sk and substr(s_zip, 1, 2) = substr(v1.ca_zip, 1, 2) group by s_store_name;

select case when (select count(*) from store_sales where ss_quantity between 1 and 20) > 100 then (select avg(ss_ext_sales_price) from store_sales where ss_quantity between 1 and 20) else (select avg(ss_net_paid) from store_sales where ss_quantity between 1 and 20) end as bucket1 from promotion where p_promo_sk = 1;

select cd_gender, cd_marital_status, count(*) as cnt1 from clients c, customer_address ca, customer_demographics where c.c_current_addr_sk = ca.ca_address_sk and ca_county in ('Rush County', 'Toole County') and cd_demo_sk = c.c_current_cdemo_sk and exists (select * from store_sales, date_dim where c.c_customer_sk = ss_customer_sk and ss_sold_date_sk = d_date_sk and d_year = 2002) and (exists (select * from web_sales, date_dim where c.c_customer_sk = ws_bill_customer_sk and ws_sold_date_sk = d_date_sk) or exists (select * from catalog_sales, date_dim where c.c_customer_sk = cs_bill_customer_sk and cs_sold_date_sk = d_date_sk)) group by 1, 2;

with year_total as (select c_customer_id as id, d_year as y, sum(ss_net_paid) as total, 's' as sale_type from clients, store_sales, date_dim where c_customer_sk = ss_customer_sk and ss_sold_date_sk = d_date_sk group by 1, 2 union all select c_customer_id, d_year, sum(ws_net_paid), 'w' from clients, web_sales, date_dim where c_customer_sk = ws_bill_customer_sk and ws_sold_date_sk = d_date_sk group by 1, 2)
select s.id from year_total s, year_total w where s.id = w.id and s.sale_type = 's' and w.sale_type = 'w' and s.y = 2001 and w.y = 2001;

select i_item_id, i_item_desc, i_category, sum(ws_ext_sales_price) as itemrevenue, sum(ws_ext_sales_price) * 100 / sum(sum(ws_ext_sales_price)) over (partition by i_class) as revenueratio from web_sales, item, date_dim where ws_item_sk = i_item_sk and i_category in ('Sports', 'Books') and ws_sold_date_sk = d_date_sk and d_date between date '1999-02-22' and date '1999-02-22' + 30 group by i_item_id, i_item_desc, i_category, i_class;

select avg(ss_quantity), avg(ss_ext_sales_price) from store_sales, store, customer_demographics, household_demographics, customer_address, date_dim where s_store_sk = ss_store_sk and ss_sold_date_sk = d_date_sk and d_year = 2001 and ((ss_hdemo_sk = hd_demo_sk and cd_demo_sk = ss_cdemo_sk and hd_dep_count = 3) or (ss_hdemo_sk = hd_demo_sk and cd_demo_sk = ss_cdemo_sk and hd_dep_count = 1)) and ss_addr_sk = ca_address_sk and ca_country = 'United States';

with cross_items as (select i_item_sk as ss_item_sk from item, (select iss.i_brand_id as brand_id from store_sales, item iss, date_dim d1 where ss_item_sk = iss.i_item_sk and ss_sold_date_sk = d1.d_date_sk intersect select ics.i_brand_id from catalog_sales, item ics, date_dim d2 where cs_item_sk = ics.i_item_sk and cs_sold_date_sk = d2.d_date_sk) x where i_brand_id = brand_id), avg_sales as (select avg(quantity) as average_sales from (select ss_quantity as quantity from store_sales union all select ws_quantity from web_sales) y)
select 'store' as channel, count(*) from store_sales, item where ss_item_sk in (select ss_item_sk from cross_items) and ss_item_sk = i_item_sk group by 1 having sum(ss_quantity) > (select average_sales from avg_sales);

select channel, i_category, count(*), sum(price) from all_sales, item, date_dim where item_sk = i_item_sk and sold = d_date_sk and d_year = 2000 group by rollup (channel, i_category) order by 1 nulls last;

select i_category, i_class, i_brand, s_store_name, d_moy, sum(ss_sales_price) as sum_sales, avg(sum(ss_sales_price)) over (partition by i_category, i_brand, s_store_name) as avg_monthly_sales from item, store_sales, date_dim, store where ss_item_sk = i_item_sk and ss_sold_date_sk = d_date_sk and ss_store_sk = s_store_sk group by i_category, i_class, i_brand, s_store_name, d_moy;

select * from (select count(*) as h8_30 from store_sales, household_demographics, time_dim, store where ss_sold_time_sk = t_time_sk and ss_hdemo_sk = hd_demo_sk and ss_store_sk = s_store_sk and t_hour = 8 and t_minute >= 30) s1, (select count(*) as h9 from store_sales, time_dim where ss_sold_time_sk = t_time_sk and t_hour = 9) s2;

select rank() over (order by sum(ss_net_profit) desc), s_state, grouping(s_state, s_county) as lochierarchy, sum(ss_net_profit) from store_sales, date_dim d1, store where d1.d_date_sk = ss_sold_date_sk and s_store_sk = ss_store_sk and s_state in (select s_state from (select s_state, rank() over (partition by s_state order by sum(ss_net_profit) desc) as ranking from store_sales, store, date_dim where s_store_sk = ss_store_sk and d_date_sk = ss_sold_date_sk group by s_state) tmp1 where ranking <= 5) group by rollup (s_state, s_county);

with ssr as (select s_store_sk, sum(sales) as sales, sum(returns) as returns from (select ss_store_sk as store_sk, ss_ext_sales_price as sales, 0::numeric as returns from store_sales union all select sr_store_sk, 0, sr_return_amt from store_returns) salesreturns, store where store_sk = s_store_sk group by s_store_sk) select grouping(s_store_sk), s_store_sk, sum(sales), sum(returns) from ssr group by cube (s_store_sk);

select distinct i1.i_item_id from item i1 where i_manufact_id between 738 and 778 and (select count(*) from item where i_manufact_id = i1.i_manufact_id and ((i_category = 'Women' and i_class in ('a', 'b')) or (i_category = 'Men'))) > 0 order by 1 limit 100;

select c_last_name, c_first_name, ss_ticket_number, cnt from (select ss_ticket_number, ss_customer_sk, count(*) as cnt from store_sales, date_dim, store, household_demographics where ss_sold_date_sk = d_date_sk and ss_store_sk = s_store_sk and ss_hdemo_sk = hd_demo_sk and d_dom between 1 and 3 group by 1, 2) dn, clients where ss_customer_sk = c_customer_sk and cnt between 15 and 20;

select sum(case when ssci is not null and csci is null then 1 else 0 end) as store_only from (select ss_customer_sk as ssci from store_sales group by 1) s full outer join (select cs_bill_customer_sk as csci from catalog_sales group by 1) c on ssci = csci;

select i_brand, week, sum(qty) over (partition by i_brand order by week rows between 1 preceding and 1 following) from (select i_brand, d_week_seq as week, sum(ss_quantity) as qty from store_sales join item on i_item_sk = ss_item_sk join date_dim on d_date_sk = ss_sold_date_sk group by 1, 2) w;

(select 'store' as k, count(distinct ss_customer_sk) from store_sales) union all (select 'web', count(distinct ws_bill_customer_sk) from web_sales) except (select 'none', 0 from promotion where false) order by 1;
