-- block next_token
select nextval('onceql.fencing_tokens') as token

-- block commit_refresh
-- The order by makes every refresh lock the rows in the same order, so that none waits in a circle.
with named as (
  select distinct table_name collate "C" as table_name from unnest($2::text[]) as table_name
), moved as (
  insert into onceql.epochs as e (source_id, table_name, epoch, changed_at, changed_how, changed_by)
  select $1::int, table_name, 1, clock_timestamp(), $4::text, $3::text from named order by table_name
  on conflict (source_id, table_name) do update
  set epoch = e.epoch + 1, changed_at = clock_timestamp(), changed_how = excluded.changed_how, changed_by = excluded.changed_by
  returning table_name, epoch
), logged as (
  insert into onceql.refreshes (source_id, tables, epochs, caller, how)
  select $1::int,
    coalesce(array_agg(table_name order by table_name), '{}'),
    coalesce(jsonb_object_agg(table_name, epoch), '{}'),
    $3::text,
    $4::text
  from moved
)
select table_name, epoch from moved

-- block epochs
select table_name, epoch from onceql.epochs where source_id = $1::int

-- block changes
select table_name, epoch, changed_at, changed_how, changed_by from onceql.epochs where source_id = $1::int

-- block count_learnt
select changed_how as how, count(*)::int as tables from onceql.epochs
where source_id = $1::int and changed_how is not null
group by 1

-- block note_relatives
-- Sent again and again with the same relatives it writes nothing.
with told as (
  select * from unnest($3::text[], $4::text[], $5::text[]) as t(table_name, relative, kind)
), gone as (
  delete from onceql.relatives r
  where source_id = $1::int and table_name = any($2::text[])
    and not exists (select from told t where (t.table_name, t.relative, t.kind) = (r.table_name, r.relative, r.kind))
)
insert into onceql.relatives (source_id, table_name, relative, kind)
select $1::int, t.table_name, t.relative, t.kind from told t
where not exists (
  select from onceql.relatives r
  where r.source_id = $1::int and (t.table_name, t.relative, t.kind) = (r.table_name, r.relative, r.kind)
)
order by 2, 3, 4
on conflict do nothing

-- block relatives
select table_name, relative, kind from onceql.relatives where source_id = $1::int
