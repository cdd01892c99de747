-- block next_token
select nextval('onceql.fencing_tokens') as token

-- block commit_refresh
-- The order by makes every refresh lock the rows in the same order, so that none waits in a circle.
with named as (
  select distinct table_name collate "C" as table_name from unnest($2::text[]) as table_name
), moved as (
  insert into onceql.epochs as e (source_id, table_name, epoch, changed_at)
  select $1::int, table_name, 1, clock_timestamp() from named order by table_name
  on conflict (source_id, table_name) do update set epoch = e.epoch + 1, changed_at = clock_timestamp()
  returning table_name, epoch
), logged as (
  insert into onceql.refreshes (source_id, tables, epochs, caller)
  select $1::int,
    coalesce(array_agg(table_name order by table_name), '{}'),
    coalesce(jsonb_object_agg(table_name, epoch), '{}'),
    $3::text
  from moved
)
select table_name, epoch from moved

-- block epochs
select table_name, epoch from onceql.epochs where source_id = $1::int
