-- block marks
select f.revision, f.frame, m.table_name, m.mark
from onceql.feeds f left join onceql.feed_marks m using (source_id)
where f.source_id = $1::int

-- block commit_changes
-- Marks and epochs in one statement, so in one transaction: who dies after it has left both, who dies before it neither.
-- A table that is being loaded keeps its epoch, for the end of its load moves it. Its mark is stored: what the load
-- does later changes the mark once more. The order by is that of refreshes, so that none waits in a circle.
with turned as (
  insert into onceql.feeds as f (source_id, revision, frame, changed_at)
  select $1::int, 1, $3::text, clock_timestamp() where $2::bigint = 0
  on conflict (source_id) do nothing
  returning revision
), continued as (
  update onceql.feeds set revision = revision + 1, frame = $3::text, changed_at = clock_timestamp()
  where source_id = $1::int and revision = $2::bigint and $2::bigint > 0
  returning revision
), now as (
  select revision from turned union all select revision from continued
), forgotten as (
  delete from onceql.feed_marks
  where source_id = $1::int and table_name = any ($6::text[]) and exists (select from now)
), noted as (
  insert into onceql.feed_marks as m (source_id, table_name, mark)
  select $1::int, t.table_name, t.mark from unnest($4::text[], $5::text[]) as t(table_name, mark)
  where exists (select from now)
  on conflict (source_id, table_name) do update set mark = excluded.mark
), named as (
  select distinct t.table_name collate "C" as table_name from unnest($7::text[]) as t(table_name)
  where exists (select from now)
    and not exists (select from onceql.loading_tables l where l.source_id = $1::int and l.table_name = t.table_name)
), moved as (
  insert into onceql.epochs as e (source_id, table_name, epoch, changed_at, changed_how, changed_by)
  select $1::int, table_name, 1, clock_timestamp(), 'feed', null from named order by table_name
  on conflict (source_id, table_name) do update
  set epoch = e.epoch + 1, changed_at = clock_timestamp(), changed_how = excluded.changed_how, changed_by = excluded.changed_by
  returning table_name, epoch
), logged as (
  insert into onceql.refreshes (source_id, tables, epochs, caller, how)
  select $1::int, array_agg(table_name order by table_name), jsonb_object_agg(table_name, epoch), 'change feed', 'feed'
  from moved having count(*) > 0
)
select now.revision, moved.table_name, moved.epoch from now left join moved on true
