-- Since when nothing may be run on a source; null while it may.
alter table onceql.sources
  add column paused_at timestamptz(3),
  add column pause_reason text,
  add check (pause_reason is null or paused_at is not null);
