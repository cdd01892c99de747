-- block installation
select i.id, case when s.is_called then s.last_value else 0 end as results
from onceql.installation i, onceql.results_id_seq s
