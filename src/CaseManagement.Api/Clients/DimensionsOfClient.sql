-- Found by its name by ledger.dimensions: who a person was on a day, in what figures are grouped by. What is in a compartment is left out.
-- The day of birth stands there because age bands are half-open on the birthday, on whichever day somebody is counted. The language is that in which talks
-- are held, else the mother tongue, as known now.
create or replace function app.dimensions_of_client(p_client uuid, p_on date) returns jsonb language plpgsql stable as $$
begin
    return (
        select jsonb_strip_nulls(jsonb_build_object(
            'ageBand', app.age_band(c.birth_date, p_on), 'born', c.birth_date, 'sex', c.sex,
            'nationalities', (select coalesce(jsonb_agg(distinct n.nationality order by n.nationality), '[]') from app.client_nationality n
                where n.client_id = c.id and (n.from_date is null or n.from_date <= p_on) and (n.until_date is null or n.until_date > p_on)),
            'countryOfBirth', c.country_of_birth, 'countryOfOrigin', c.country_of_origin,
            'familyStatus', (select p.status from app.client_family_status p
                where p.client_id = c.id and p.compartment is null and p.from_date <= p_on and (p.until_date is null or p.until_date > p_on)),
            'quarter', (select p.quarter_id from app.client_address p
                where p.client_id = c.id and p.compartment is null and p.from_date <= p_on and (p.until_date is null or p.until_date > p_on)),
            'residenceStatus', (select p.status from app.client_residence_status p
                where p.client_id = c.id and p.compartment is null and p.from_date <= p_on and (p.until_date is null or p.until_date > p_on)),
            'benefits', (select jsonb_agg(p.regime order by p.regime collate "C") from app.client_benefit p
                where p.client_id = c.id and p.compartment is null and p.from_date <= p_on and (p.until_date is null or p.until_date > p_on)),
            'language', (select l.language from app.client_language l where l.client_id = c.id
                order by l.interpreter_needed desc, l.is_mother_tongue desc, l.language limit 1),
            'accommodationKind', (select p.kind from app.client_accommodation p
                where p.client_id = c.id and p.compartment is null and p.from_date <= p_on and (p.until_date is null or p.until_date > p_on)
                  and not exists (select from app.accommodation a where a.id = p.accommodation_id and a.is_sensitive)),
            'householdRole', (select m.role from app.household_member m
                where m.client_id = c.id and m.from_date <= p_on and (m.until_date is null or m.until_date > p_on)),
            'household', (select m.household_id from app.household_member m
                where m.client_id = c.id and m.from_date <= p_on and (m.until_date is null or m.until_date > p_on))))
        from app.client c where c.id = p_client and c.organisation_id = access.organisation_id());
end $$;

-- Full years as bands whose ends every report can be put together from: kindergarten, school, majority, youth welfare, working age. Half-open on the
-- birthday; where only month or year of birth are known, the oldest that the person can be. Null before birth and where it is unknown.
create or replace function app.age_band(p_born date, p_on date) returns text language sql immutable parallel safe as $$
    select case when p_born <= p_on then ('{00-02,03-05,06-09,10-13,14,15,16-17,18-20,21-24,25-26,27-34,35-44,45-54,55-64,65+}'::text[])[
        width_bucket(extract(year from age(p_on::timestamp, p_born::timestamp))::integer, '{0,3,6,10,14,15,16,18,21,25,27,35,45,55,65}'::integer[])] end
$$;
