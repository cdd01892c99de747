-- How and by whom it was learnt that a table had changed; null for changes from before this was noted.
alter table onceql.refreshes
  add column how text not null default 'call' check (how in ('call', 'load', 'abandoned', 'overdue', 'feed'));
alter table onceql.epochs
  add column changed_how text check (changed_how in ('call', 'load', 'abandoned', 'overdue', 'feed')),
  add column changed_by text;

-- What depended on a table when its source was asked last, for times at which it does not answer.
create table onceql.relatives (
  source_id integer not null references onceql.sources,
  table_name text not null,
  relative text not null,
  kind text not null check (kind in ('parent', 'part', 'view')),
  primary key (source_id, table_name, relative, kind)
);
