-- Whether a kind of work is of the first labour market says the attribute of its code on the first day of the job.
create or replace function app.is_first_labour_market(p_kind text, p_on date) returns boolean language sql stable as $$
    select coalesce((select (c.attributes ->> 'firstLabourMarket')::boolean from app.code c
        where c.list = 'employment-kind' and c.code = p_kind and daterange(c.valid_from, c.valid_to, '[)') @> p_on), false)
$$;
