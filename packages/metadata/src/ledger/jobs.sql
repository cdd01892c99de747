-- block record_job
insert into onceql.jobs as j (id, source_id, key, run_id, caller, created_at)
values ($1::text, $2::int, $3::text, $4::text, $5::text, $6::timestamptz)
on conflict (id) do update set caller = excluded.caller, created_at = excluded.created_at
where j.caller is null

-- block record_job_and_run
with run as (
  insert into onceql.runs as r (id, source_id, key, statement)
  values ($7::text, $8::int, $9::text, $10::text)
  on conflict (id) do update set source_id = excluded.source_id, key = excluded.key, statement = excluded.statement
  where r.source_id is null
)
insert into onceql.jobs as j (id, source_id, key, run_id, caller, created_at)
values ($1::text, $2::int, $3::text, $4::text, $5::text, $6::timestamptz)
on conflict (id) do update set caller = excluded.caller, created_at = excluded.created_at
where j.caller is null

-- block move_job
-- A job may be moved by one process before another has recorded it: then this makes the row, and the
-- record that follows adds the caller and leaves the run alone.
with run as (
  insert into onceql.runs as r (id, source_id, key, statement)
  values ($2::text, $3::int, $4::text, $5::text)
  on conflict (id) do update set source_id = excluded.source_id, key = excluded.key, statement = excluded.statement
  where r.source_id is null
)
insert into onceql.jobs (id, run_id, source_id, key)
values ($1::text, $2::text, $3::int, $4::text)
on conflict (id) do update set run_id = excluded.run_id, source_id = excluded.source_id, key = excluded.key

-- block record_left
update onceql.jobs set left_at = now() where id = $1::text and left_at is null

-- block record_end
insert into onceql.runs as r (id, state, result_id, reason, error, ended_at)
values ($1::text, $2::text, $3::bigint, $4::text, $5::text, $6::timestamptz)
on conflict (id) do update
set state = excluded.state, result_id = excluded.result_id, reason = excluded.reason,
    error = excluded.error, ended_at = excluded.ended_at
where r.state = 'open'

-- block find_job
select j.id, j.source_id, j.key, j.run_id, j.caller, j.created_at, j.left_at is not null as has_left,
  r.state, r.result_id, r.reason, r.error, r.ended_at
from onceql.jobs j
left join onceql.runs r on r.id = j.run_id
where j.id = $1::text and j.caller is not null

-- block open_runs
select id, source_id as source from onceql.runs
where state = 'open' and id > $1::text and source_id is not null and created_at < now() - $2::int * interval '1 second'
order by id limit $3::int
