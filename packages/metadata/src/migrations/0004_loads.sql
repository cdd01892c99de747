-- Times of opening and of the limit are Redis's, which judges by them; the others are this database's.
create table onceql.loads (
  id bigserial primary key,
  source_id integer not null references onceql.sources,
  tables text[] not null check (cardinality(tables) > 0),
  caller text not null,
  opened_at timestamptz(3) not null,
  ends_at timestamptz(3) not null check (ends_at > opened_at),
  ended_at timestamptz(3),
  ended_as text check (ended_as in ('closed', 'abandoned', 'overdue')),
  check ((ended_at is null) = (ended_as is null))
);
create index loads_open on onceql.loads (source_id) where ended_at is null;
create index loads_ended on onceql.loads (source_id, ended_at desc) where ended_at is not null;

-- The refresh as which a load ended has the epochs that it moved to.
alter table onceql.refreshes add column load_id bigint references onceql.loads;
create unique index refreshes_load on onceql.refreshes (load_id) where load_id is not null;

-- Tables that are being loaded. What else learns of changes leaves them to the end of their loads.
create view onceql.loading_tables as
  select distinct source_id, unnest(tables) as table_name from onceql.loads where ended_at is null;
