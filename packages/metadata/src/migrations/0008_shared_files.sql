-- Results with equal content share a file. A file is kept until no result refers to it; from then on it is deleting, and
-- nothing may refer to it again, as somebody is about to delete it. The row goes after the file.
create table onceql.files (
  path text primary key,
  source_id integer,
  content_hash text,
  bytes bigint,
  state text not null default 'kept' check (state in ('kept', 'deleting'))
);
create index files_content on onceql.files (content_hash, source_id) where state = 'kept';
create index files_deleting on onceql.files (path) where state = 'deleting';

insert into onceql.files (path, source_id, bytes) select path, source_id, bytes from onceql.results where removed_at is null;

-- What an attempt wrote is its own, whatever it shares in the end: by this a record that is sent twice is known.
alter table onceql.results add column written text, add column content_hash text;
update onceql.results set written = path;
alter table onceql.results alter column written set not null, add unique (written), drop constraint results_path_key;
create index results_path on onceql.results (path) where removed_at is null;

-- Marks those of the files as deleting that no result refers to, and answers them. Each statement in here sees what was
-- committed before it began: whoever made a result refer to a file held its row, so either he has committed and is seen
-- by the update, or he comes after it and finds the file deleting.
create function onceql.condemn_files(paths text[]) returns setof text language plpgsql as $$
begin
  insert into onceql.files (path) select distinct p from unnest(paths) p order by p on conflict do nothing;
  perform from onceql.files where path = any(paths) order by path for update;
  return query
    update onceql.files f set state = 'deleting'
    where f.path = any(paths)
      and not exists (select from onceql.results r where r.path = f.path and r.removed_at is null)
    returning f.path;
end
$$;
