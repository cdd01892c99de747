-- block add_result
-- Every write has a path of its own, so the same path from the same run is the same record sent twice.
insert into onceql.results as r (
  source_id, key, run_id, statement, query_hash, columns, path, rows, bytes, snapshot_at, runtime, epochs, incarnation
)
values (
  $1::int, $2::text, $3::text, $4::text, $5::text, $6::jsonb, $7::text, $8::bigint, $9::bigint,
  $10::timestamptz, $11::float8, $12::jsonb, $13::text
)
on conflict (path) do update set path = excluded.path where r.run_id = excluded.run_id
returning id

-- block find_result
select id, source_id, key, run_id, statement, query_hash, columns, path, rows, bytes, snapshot_at, runtime, epochs,
  incarnation
from onceql.results
where id = $1::bigint

-- block drop_result
delete from onceql.results where id = $1::bigint

-- block statements_of
select id, left(statement, $2::int) as statement from onceql.results where id = any($1::bigint[])
