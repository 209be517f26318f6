-- Found by its name by access.read_calendar: the colleague's own appointments that nobody has decided about, by kind and case; neither with whom nor where.
create or replace function app.calendar_of_appointments(p_staff uuid) returns table (id uuid, code text, de text, en text, case_id uuid, client_id uuid,
    on_date date, at timestamptz, minutes integer, made_at timestamptz, changed_at timestamptz) language sql stable as $$
    select a.id, null, k.label_de, k.label_en, a.case_id, a.client_id, null::date, a.at, a.duration_minutes, a.made_at, a.updated_at
    from app.appointment a
    left join lateral (
        select l.label_de, l.label_en from app.code l where l.list = 'contact-kind' and l.code = a.kind
            and l.valid_from <= access.today() order by l.valid_from desc limit 1) k on true
    where a.staff_id = p_staff and a.status in ('invited', 'confirmed') and a.organisation_id = access.organisation_id()
      and a.at > access.now() - interval '31 days' and a.at < access.now() + interval '731 days'
    order by a.at, a.id limit 1000
$$;
