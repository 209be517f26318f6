-- Found by its name by ledger.dimensions: under which programme a person was counselled on a day.
create or replace function app.dimensions_of_programme(p_client uuid, p_on date) returns jsonb language plpgsql stable as $$
begin
    return (
        select jsonb_build_object('programme', p.programme) from app.case_programme p
        where p.client_id = p_client and p.organisation_id = access.organisation_id()
          and p.from_date <= p_on and (p.until_date is null or p.until_date > p_on)
        order by p.from_date desc limit 1);
end $$;
