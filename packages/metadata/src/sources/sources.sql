-- block reserve_id
-- No id is spent on a name that is taken.
select nextval('onceql.sources_id_seq')::int as id
where not exists (select from onceql.sources where name = $1::text and deleted_at is null)

-- block insert
insert into onceql.sources (id, name, type, options, password_sealed)
values ($1::int, $2::text, $3::text, $4::jsonb, $5::bytea)
on conflict (name) where deleted_at is null do nothing
returning id, name, type, options, password_sealed, version, created_at, paused_at, pause_reason

-- block update
update onceql.sources
set name = coalesce($2::text, name),
    options = coalesce($3::jsonb, options),
    password_sealed = coalesce($4::bytea, password_sealed),
    version = version + case when $3::jsonb is null then 0 else 1 end
where id = $1::int and deleted_at is null
returning id, name, type, options, password_sealed, version, created_at, paused_at, pause_reason

-- block remove
update onceql.sources set deleted_at = now(), password_sealed = null
where id = $1::int and deleted_at is null
returning id

-- block list
select id, name, type, options, password_sealed, version, created_at, paused_at, pause_reason
from onceql.sources
where deleted_at is null
order by id

-- block find
select id, name, type, options, password_sealed, version, created_at, paused_at, pause_reason
from onceql.sources
where id = $1::int and deleted_at is null

-- block pause
-- The version stays: nothing that is cached becomes untrue by a pause.
update onceql.sources set paused_at = coalesce(paused_at, now()), pause_reason = $2::text
where id = $1::int and deleted_at is null
returning id, name, type, options, password_sealed, version, created_at, paused_at, pause_reason

-- block resume
update onceql.sources set paused_at = null, pause_reason = null
where id = $1::int and deleted_at is null
returning id, name, type, options, password_sealed, version, created_at, paused_at, pause_reason
