-- A retired result is no entry's any more: its file goes after a grace time, and its record stays, so that whoever asks
-- for it by its id hears that the file is gone.
alter table onceql.results
  add column retired_at timestamptz(3),
  add column removed_at timestamptz(3),
  add check (removed_at is null or retired_at is not null);
create index results_kept on onceql.results (id) where settled and retired_at is null;
create index results_retired on onceql.results (id) where retired_at is not null and removed_at is null;

-- Names this set of records for good: the results folder says whose it is. A copy of the records keeps the name.
create table onceql.installation (
  single boolean primary key default true check (single),
  id text not null
);
insert into onceql.installation (id) values (md5(random()::text || clock_timestamp()::text || random()::text));
