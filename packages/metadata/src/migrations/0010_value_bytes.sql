-- What the values of a result count for before they are encoded: a small file may hold rows that are large as text.
alter table onceql.results add column value_bytes bigint;
