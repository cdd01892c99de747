-- A result is settled once its run has ended with it: no sweep looks at it again.
alter table onceql.results add column settled boolean not null default false;
create index results_unsettled on onceql.results (id) where not settled;

create index runs_open on onceql.runs (id) where state = 'open';
