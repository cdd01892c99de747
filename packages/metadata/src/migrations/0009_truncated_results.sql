-- Results that were cut at a limit.
alter table onceql.results add column truncated boolean not null default false;
