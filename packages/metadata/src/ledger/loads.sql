-- block reserve_load
select nextval('onceql.loads_id_seq') as id

-- block open_load
-- The id was reserved before, so that a second sending finds the first one's load.
with opened as (
  insert into onceql.loads (id, source_id, tables, caller, opened_at, ends_at)
  select $1::bigint, $2::int, array_agg(distinct table_name collate "C"), $4::text, $5::timestamptz, $6::timestamptz
  from unnest($3::text[]) as table_name
  on conflict (id) do nothing
)
select named.table_name, coalesce(e.epoch, 0) as epoch
from (select distinct table_name collate "C" as table_name from unnest($3::text[]) as table_name) named
left join onceql.epochs e on e.source_id = $2::int and e.table_name = named.table_name
order by named.table_name

-- block end_load
-- Of all who end a load at once one ends it: the others wait for its row and then find nothing left to do. The epochs
-- move in the same order as in a refresh, so that none waits in a circle.
with ended as (
  update onceql.loads set ended_at = clock_timestamp(), ended_as = $3::text
  where source_id = $1::int and id = $2::bigint and ended_at is null
  returning id, tables, caller, case ended_as when 'closed' then 'load' else ended_as end as how
), named as (
  select unnest(tables || $4::text[]) collate "C" as table_name from ended
), moved as (
  insert into onceql.epochs as e (source_id, table_name, epoch, changed_at, changed_how, changed_by)
  select $1::int, named.table_name, 1, clock_timestamp(), ended.how, ended.caller
  from (select distinct table_name from named) named, ended order by named.table_name
  on conflict (source_id, table_name) do update
  set epoch = e.epoch + 1, changed_at = clock_timestamp(), changed_how = excluded.changed_how, changed_by = excluded.changed_by
  returning table_name, epoch
)
insert into onceql.refreshes (source_id, tables, epochs, caller, how, load_id)
select $1::int, (select array_agg(distinct table_name) from named), (select jsonb_object_agg(table_name, epoch) from moved), ended.caller, ended.how, ended.id
from ended

-- block open_loads
select id, tables, caller, opened_at, ends_at from onceql.loads
where source_id = $1::int and ended_at is null
order by id

-- block ended_loads
select l.id, l.tables, l.caller, l.opened_at, l.ends_at, l.ended_as, l.ended_at, r.epochs
from onceql.loads l join onceql.refreshes r on r.load_id = l.id
where l.source_id = $1::int and l.id = any ($2::bigint[]) and l.ended_at is not null

-- block last_ended_loads
select l.id, l.tables, l.caller, l.opened_at, l.ends_at, l.ended_as, l.ended_at, r.epochs
from onceql.loads l join onceql.refreshes r on r.load_id = l.id
where l.source_id = $1::int and l.ended_at is not null
order by l.ended_at desc, l.id desc
limit $2::int
