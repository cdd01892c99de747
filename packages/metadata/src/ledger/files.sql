-- block find_file
select path from onceql.files where content_hash = $2::text and source_id = $1::int and state = 'kept' order by path limit 1

-- block unshare_file
-- What has no content is not found, nor shared by who found it before: adding a result looks once more.
update onceql.files set content_hash = null where path = $1::text

-- block condemn_files
select condemn_files as path from onceql.condemn_files($1::text[])

-- block condemned_files
select path from onceql.files where state = 'deleting' and path > $1::text order by path limit $2::int

-- block forget_files
delete from onceql.files where path = any($1::text[]) and state = 'deleting'
