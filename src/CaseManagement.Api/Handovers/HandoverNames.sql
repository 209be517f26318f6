-- Called by ListHandovers and app.handover_view. Whom a handover is about: as disclosed by the last frozen package, where the caller
-- may read it; else as on file, which only the organisation sees whose household it is. {householdReference, persons: [{clientId, familyName, givenName}]}
create or replace function app.handover_names(p_handover uuid) returns jsonb language plpgsql stable as $$
begin
    return (select coalesce(
        (select jsonb_build_object('householdReference', d.package -> 'householdReference', 'persons', (
                select coalesce(jsonb_agg(jsonb_build_object(
                    'clientId', x -> 'clientId', 'familyName', x -> 'familyName', 'givenName', x -> 'givenName') order by at), '[]')
                from jsonb_array_elements(d.package -> 'persons') with ordinality p (x, at)))
         from (select k.content::jsonb as package from app.handover_package k where k.handover_id = p_handover order by k.version desc limit 1) d),
        (select jsonb_build_object('householdReference', (
                select o.reference from app.household o join app.handover h on h.household_id = o.id where h.id = p_handover), 'persons', (
                select coalesce(jsonb_agg(jsonb_build_object(
                    'clientId', c.id, 'familyName', c.family_name, 'givenName', c.given_name) order by c.birth_date nulls last, c.id), '[]')
                from app.handover_person p join app.client c on c.id = p.client_id where p.handover_id = p_handover)))));
end $$;
