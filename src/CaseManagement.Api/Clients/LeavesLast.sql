-- Called by rooms above whose rows stay with a household as long as somebody lives in it: which households these persons are the last to leave on a day,
-- and who of them takes along what is theirs: of several whoever left last, and of those who has lived there longest. Who is to join a household later
-- does not leave it, and keeps it.
create or replace function app.leaves_last(p_clients uuid[], p_day date) returns table (household_id uuid, client_id uuid) language sql stable as $$
    select distinct on (l.household_id) l.household_id, l.client_id
    from app.household_member l
    where l.client_id = any(p_clients) and l.from_date <= p_day
      and not exists (select from app.household_member stays where stays.household_id = l.household_id and stays.client_id <> all(p_clients)
                      and (stays.until_date is null or stays.until_date > p_day))
    order by l.household_id, l.until_date desc nulls first, l.from_date, l.client_id
$$;
