-- Called by FindOffers: a need, what of the person decides on offers, and every service of that area that is offered today; as the caller may see it, who
-- may refer. What is restricted about the person is not in it, unless he may open the need itself.
create or replace function app.offer_facts(p_client uuid, p_need uuid) returns jsonb language plpgsql stable as $$
begin
    return (select jsonb_build_object('area', n.area,
        'birthDate', (select c.birth_date from app.client c where c.id = p_client),
        'languages', (select coalesce(jsonb_agg(l ->> 'language'), '[]') from jsonb_array_elements(app.client_person(p_client) -> 'languages') l),
        'statuses', app.referral_period(p_client, 'residenceStatuses'),
        'home', (
            select jsonb_build_object('postalCode', coalesce(w.postal_code, p.shown ->> 'postalCode'), 'town', coalesce(w.town, p.shown ->> 'town'),
                'quarter', p.shown ->> 'quarterName')
            from app.client_periods(p_client) p
            left join app.accommodation w on w.id = (p.shown ->> 'accommodationId')::uuid and not w.is_sensitive
            where p.history in ('addresses', 'accommodations') and p.compartment is null and (p.history = 'addresses' or w.id is not null)
              and p.from_date <= access.today() and coalesce((p.shown ->> 'until')::date > access.today(), true)
            order by p.history desc, p.from_date desc, p.id limit 1),
        'services', (
            select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'provider', coalesce(o.name, s.provider_name),
                'providerId', s.provider_id, 'languages', to_jsonb(s.languages), 'interprets', s.details ->> 'interpretationServices' is not null,
                'statuses', to_jsonb(s.residence_statuses), 'minimumAge', s.minimum_age, 'maximumAge', s.maximum_age, 'capacity', s.capacity,
                'answerDays', s.answer_days, 'assuredDate', s.assured_date, 'isConfidential', app.is_hidden(s),
                'places', case when app.is_hidden(s) then '[]' else (
                    select coalesce(jsonb_agg(x.a), '[]') from (
                        select jsonb_build_object('postalCode', s.postal_code, 'city', s.city, 'quarter', s.quarter) as a
                        where coalesce(s.postal_code, s.city, s.quarter) is not null
                        union all
                        select jsonb_build_object('postalCode', l -> 'address' ->> 'postalCode', 'city', l -> 'address' ->> 'city',
                            'quarter', l -> 'address' ->> 'quarter')
                        from jsonb_array_elements(s.details -> 'locations') l
                        where jsonb_typeof(l -> 'address') = 'object' and not coalesce((l ->> 'isConfidential')::boolean, false)) x) end,
                'areas', (select coalesce(jsonb_agg(jsonb_build_object('postalCode', a ->> 'postalCode', 'city', a ->> 'city', 'quarter', a ->> 'quarter')),
                    '[]') from jsonb_array_elements(s.details -> 'areas') a),
                'waits', (select coalesce(jsonb_agg((r.accepted_at at time zone 'Europe/Berlin')::date - (r.sent_at at time zone 'Europe/Berlin')::date), '[]')
                    from app.referral r where r.service_id = s.id and r.organisation_id = access.organisation_id() and r.accepted_at is not null
                      and r.accepted_at > access.now() - interval '365 days'),
                'openReferralId', (select r.id from app.referral r where r.service_id = s.id and r.client_id = p_client and r.ended_at is null)
                ) order by s.name, s.id), '[]')
            from app.service s left join app.organisation o on o.id = s.provider_id
            where n.area = any(s.need_areas) and o.closed_at is null and (s.active_until is null or s.active_until > access.today())))
    from app.assessment_area n join app.assessment a on a.id = n.assessment_id and a.status = 'completed'
    where n.id = p_need and n.client_id = p_client and n.urgency is not null);
end $$;
