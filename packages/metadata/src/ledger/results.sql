-- block add_result
-- Every write has a path of its own, so the same path from the same run is the same record sent twice. The run is
-- recorded with it where no submission lived to do so: a sweep can then tell by the run whether the result is anybody's.
-- A file that is shared stays locked until the result that refers to it is there; one that is about to be deleted is
-- waited for and then not found. Nor is a file recorded that was condemned before it had a record.
with run as (
  insert into onceql.runs (id, source_id, key, statement) values ($3::text, $1::int, $2::text, $4::text)
  on conflict (id) do nothing
), shared as materialized (
  select path from onceql.files
  where path = $15::text and source_id = $1::int and content_hash = $14::text and bytes = $9::bigint and state = 'kept'
  for update
), own as (
  insert into onceql.files as f (path, source_id, content_hash, bytes)
  select $7::text, $1::int, $14::text, $9::bigint where not exists (select from shared)
  on conflict (path) do update set path = excluded.path where f.state = 'kept'
  returning path
)
insert into onceql.results as r (
  source_id, key, run_id, statement, query_hash, columns, path, written, rows, bytes, snapshot_at, runtime, epochs,
  incarnation, content_hash, truncated, value_bytes
)
select $1::int, $2::text, $3::text, $4::text, $5::text, $6::jsonb, used.path, $7::text, $8::bigint, $9::bigint,
  $10::timestamptz, $11::float8, $12::jsonb, $13::text, $14::text, $16::boolean, $17::bigint
from (select path from shared union all select path from own) used
on conflict (written) do update set written = excluded.written where r.run_id = excluded.run_id
returning id, path

-- block find_result
select id, source_id, key, run_id, statement, query_hash, columns, path, rows, bytes, content_hash, snapshot_at, runtime,
  epochs, incarnation, truncated, value_bytes
from onceql.results
where id = $1::bigint

-- block drop_result
delete from onceql.results where id = $1::bigint

-- block statements_of
select id, left(statement, $2::int) as statement from onceql.results where id = any($1::bigint[])

-- block without_owner
-- One snapshot: a run that has ended in it has recorded before whatever result it ended with.
select f.path, case when r.id is null then 'unknown' else 'ended' end as fate
from unnest($1::text[], $2::text[]) as f(path, run)
left join onceql.runs r on r.id = f.run
where (r.id is null or r.state <> 'open') and not exists (select from onceql.results o where o.path = f.path and o.removed_at is null)

-- block invisible_results
with looked as (
  select o.id, o.path, o.source_id, o.run_id, r.state, r.result_id
  from (
    select id, path, source_id, run_id from onceql.results where not settled and id > $1::bigint order by id limit $2::int
  ) o
  left join onceql.runs r on r.id = o.run_id
), settled as (
  -- What was only delivered is nobody's entry: those who waited for it have the grace time to fetch it.
  update onceql.results o set settled = true, retired_at = case when looked.state = 'delivered' then now() end
  from looked where o.id = looked.id and looked.state <> 'open' and looked.result_id = looked.id
)
select (select max(id) from looked) as last, found.id, found.path, found.source_id as source, found.run_id as run
from (values (1)) one
left join looked found on found.state <> 'open' and found.result_id is distinct from found.id

-- block settle_result
update onceql.results set settled = true where id = $1::bigint

-- block kept_results
select id, path, source_id as source, run_id as run, key from onceql.results
where settled and retired_at is null and id > $1::bigint order by id limit $2::int

-- block retire_results
update onceql.results set settled = true, retired_at = now() where id = any($1::bigint[]) and retired_at is null

-- block keep_results
update onceql.results set retired_at = null where id = any($1::bigint[]) and removed_at is null

-- block retired_results
select id, path, source_id as source, run_id as run, key from onceql.results
where retired_at is not null and removed_at is null and id > $1::bigint
  and retired_at <= now() - $2::int * interval '1 second'
order by id limit $3::int

-- block results_removed
update onceql.results set removed_at = now() where id = any($1::bigint[]) and retired_at is not null
