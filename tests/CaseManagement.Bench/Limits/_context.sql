\set i random(1, :last)
\startpipeline
select bench.enter(t.session_id) from bench.target t where t.no = :i;
