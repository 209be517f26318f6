-- Called by GetCase and GetCounsellingClock. What the clock of a case is computed from (CounsellingClock.cs), in one answer. The first contact is that of
-- app.first_contact: by the team that is or was responsible under the programme, so that the clock runs on where a case is handed over inside it; a
-- contact before its first day has reached the person already. Lengths are those of the programme on its first day. The caller's own walls hold.
create or replace function app.counselling_facts(p_case uuid) returns jsonb language plpgsql stable as $$
begin
    return (select jsonb_build_object(
        'programme', p.programme, 'programmeFrom', p.from_date, 'statedStart', p.stated_start,
        'firstContactOn', (
            select min(greatest((f.at at time zone 'Europe/Berlin')::date, p.from_date)) from app.first_contact f
            where f.case_id = p.case_id and (f.until is null or (f.until at time zone 'Europe/Berlin')::date > p.from_date)),
        'months', c.attributes -> 'counsellingMonths', 'extensionMonths', c.attributes -> 'extensionMonths',
        'extension', case when p.extension_reason is not null then jsonb_build_object(
            'reasonCode', p.extension_reason, 'note', p.extension_note, 'decidedOn', p.extended_on,
            'byName', (select s.given_name || ' ' || s.family_name from app.staff s where s.id = p.extended_by)) end,
        'pauses', (
            select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'from', x.from_date, 'until', x.until_date, 'reasonCode', x.reason, 'note', x.note)
                order by x.from_date), '[]')
            from app.counselling_pause x where x.case_id = k.case_id))
    from (select p_case as case_id) k
    left join app.case_programme p on p.case_id = k.case_id and p.until_date is null
    left join app.code c on c.list = 'programme' and c.code = p.programme and daterange(c.valid_from, c.valid_to, '[)') @> p.from_date);
end $$;
