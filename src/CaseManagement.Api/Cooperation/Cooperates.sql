-- Called by what shares data with a partner (an organisation here, or one outside by name): whether the acting organisation has an agreement with it in
-- force on a day, whichever side has recorded it. Half-open: not any more on the day on which it ends.
create or replace function app.cooperates(p_partner uuid, p_name text, p_on date) returns boolean language plpgsql stable as $$
begin
    return exists (
        select from app.cooperation_agreement a
        where a.status in ('agreed', 'ended') and a.from_date <= p_on and (a.until_date is null or a.until_date > p_on)
          and (a.organisation_id = access.organisation_id() and a.partner_id = p_partner
               or a.partner_id = access.organisation_id() and a.organisation_id = p_partner
               or p_partner is null and a.organisation_id = access.organisation_id() and lower(btrim(a.partner_name)) = lower(btrim(p_name))));
end $$;
