-- The schema itself is made by the migration runner, before this file.

-- A deleted source stays as a tombstone, without its password: ids are in keys, paths and Redis
-- and must never come to mean another database.
create table onceql.sources (
  id serial primary key,
  name text not null,
  type text not null check (type in ('pg', 'redshift')),
  options jsonb not null,
  password_sealed bytea,
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  check ((deleted_at is null) = (password_sealed is not null))
);
create unique index sources_living_name on onceql.sources (name) where deleted_at is null;

create table onceql.epochs (
  source_id integer not null references onceql.sources,
  table_name text not null,
  epoch bigint not null check (epoch > 0),
  changed_at timestamptz(3) not null,
  primary key (source_id, table_name)
);

create table onceql.refreshes (
  id bigserial primary key,
  source_id integer not null references onceql.sources,
  tables text[] not null,
  epochs jsonb not null,
  caller text not null,
  at timestamptz(3) not null default now()
);
create index refreshes_source on onceql.refreshes (source_id, id);

-- Runs and jobs refer to sources and to each other by value only. A foreign key would make every
-- submission lock its source's row, and would force an order on records that several processes write
-- at the same time: an end may arrive before its run, a move before its job. What is not yet known
-- is null until the other record arrives.
create table onceql.runs (
  id text primary key,
  source_id integer,
  key text,
  statement text,
  created_at timestamptz(3) not null default now(),
  state text not null default 'open' check (state in ('open', 'published', 'delivered', 'failed', 'cancelled')),
  result_id bigint,
  reason text,
  error text,
  ended_at timestamptz(3),
  check ((state = 'open') = (ended_at is null)),
  check ((state in ('published', 'delivered')) = (result_id is not null and reason is not null)),
  check ((state in ('failed', 'cancelled')) = (error is not null))
);

create table onceql.jobs (
  id text primary key,
  source_id integer not null,
  key text not null,
  run_id text not null,
  caller text,
  created_at timestamptz(3),
  left_at timestamptz(3),
  check ((caller is null) = (created_at is null))
);
create index jobs_run on onceql.jobs (run_id);

-- Runs remember a result's id after a sweep has taken the result away, hence no key from runs to here.
create table onceql.results (
  id bigserial primary key,
  source_id integer not null references onceql.sources,
  key text not null,
  run_id text not null,
  statement text not null,
  query_hash text not null,
  columns jsonb not null,
  path text not null unique,
  rows bigint not null,
  bytes bigint not null,
  snapshot_at timestamptz(3) not null,
  runtime double precision not null,
  epochs jsonb not null,
  incarnation text not null,
  created_at timestamptz(3) not null default now()
);
create index results_key on onceql.results (source_id, key, snapshot_at desc);

-- No cache of values in a session: a token handed out later must be the greater one, over all sessions.
create sequence onceql.fencing_tokens as bigint cache 1 no cycle;
