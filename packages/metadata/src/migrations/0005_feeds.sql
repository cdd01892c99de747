-- What the change feed of a source has seen. Who commits against an older revision than the present one commits nothing.
create table onceql.feeds (
  source_id integer primary key references onceql.sources,
  revision bigint not null,
  frame text not null,
  changed_at timestamptz(3) not null
);

create table onceql.feed_marks (
  source_id integer not null references onceql.feeds,
  table_name text not null,
  mark text not null,
  primary key (source_id, table_name)
);
