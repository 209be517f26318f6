-- The organisation's own; an audience stays as it is, and neither is ever taken away (KeepPublication.sql).
call access.close('app.statistical_audience');
create policy readable on app.statistical_audience for select using (organisation_id = (select access.organisation_id()));
create policy added on app.statistical_audience for insert with check (organisation_id = (select access.organisation_id()));
call access.trail('app.statistical_audience');

call access.close('app.statistical_publication');
create policy readable on app.statistical_publication for select using (organisation_id = (select access.organisation_id()));
create policy added on app.statistical_publication for insert with check (organisation_id = (select access.organisation_id()));
create policy changed on app.statistical_publication for update using (organisation_id = (select access.organisation_id()))
    with check (organisation_id = (select access.organisation_id()));
call access.trail('app.statistical_publication');
