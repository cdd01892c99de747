-- Which relations of these names there are, in any schema; the list becomes as many parameters as there are names.
SELECT n.nspname, c.relname
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname IN (:list)
