-- Found by its name by app.handover_records: under which programme the persons of a package are counselled, since when, and its pauses.
create or replace function app.package_of_counselling(p_clients uuid[])
    returns table (id uuid, client_id uuid, compartment text, content jsonb) language sql stable as $$
    select p.id, p.client_id, null::text, app.counselling_facts(p.case_id)
    from app.case_programme p where p.client_id = any(p_clients) and p.until_date is null
$$;
