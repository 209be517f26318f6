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

-- Received by the organisation that is the audience, and by everybody what is public; written with the publication, and never changed.
call access.close('app.received_publication');
create policy readable on app.received_publication for select using (organisation_id = (select access.organisation_id())
    or recipient_id = (select access.organisation_id()) or (is_public and (select access.organisation_id()) is not null));
create policy added on app.received_publication for insert with check (organisation_id = (select access.organisation_id()));
call access.trail('app.received_publication');

call access.close('app.external_series');
create policy own on app.external_series using (organisation_id = (select access.organisation_id()))
    with check (organisation_id = (select access.organisation_id()));
call access.trail('app.external_series');

call access.close('app.external_value');
create policy own on app.external_value using (organisation_id = (select access.organisation_id()))
    with check (organisation_id = (select access.organisation_id()));
call access.trail('app.external_value');

call access.close('app.statistics_machine');
create policy readable on app.statistics_machine for select using (organisation_id = (select access.organisation_id()));
create policy added on app.statistics_machine for insert with check (organisation_id = (select access.organisation_id()));
call access.trail('app.statistics_machine');

-- For everybody who works here to read; an administrator records it.
call access.close('app.staff_figure_agreement');
create policy readable on app.staff_figure_agreement for select using (organisation_id = (select access.organisation_id()));
create policy added on app.staff_figure_agreement for insert with check (organisation_id = (select access.organisation_id()));
create policy changed on app.staff_figure_agreement for update using (organisation_id = (select access.organisation_id()))
    with check (organisation_id = (select access.organisation_id()));
call access.trail('app.staff_figure_agreement');

call access.close('app.statistical_report');
create policy readable on app.statistical_report for select using (organisation_id = (select access.organisation_id()));
create policy added on app.statistical_report for insert with check (organisation_id = (select access.organisation_id()));
create policy changed on app.statistical_report for update using (organisation_id = (select access.organisation_id()))
    with check (organisation_id = (select access.organisation_id()));
call access.trail('app.statistical_report');

-- Written with the look, never changed; read by the person concerned.
call access.close('app.staff_figure_look');
create policy readable on app.staff_figure_look for select using (organisation_id = (select access.organisation_id())
    and staff_id = (select access.staff_id()));
create policy added on app.staff_figure_look for insert with check (organisation_id = (select access.organisation_id())
    and looked_by = (select access.staff_id()));
call access.trail('app.staff_figure_look');

-- Made of the ledger, and read as it is (Ledger/Wall.sql).
call access.close('ledger.setting');
create policy owner on ledger.setting to current_user using (true) with check (true);
call access.close('ledger.unit');
create policy owner on ledger.unit to current_user using (true) with check (true);
call access.close('ledger.unit_open_case');
create policy owner on ledger.unit_open_case to current_user using (true) with check (true);
call access.close('ledger.unit_place');
create policy owner on ledger.unit_place to current_user using (true) with check (true);
call access.close('ledger.unit_change_to_sgb2');
create policy owner on ledger.unit_change_to_sgb2 to current_user using (true) with check (true);
call access.close('ledger.unit_allocation');
create policy owner on ledger.unit_allocation to current_user using (true) with check (true);
call access.close('ledger.unit_need');
create policy owner on ledger.unit_need to current_user using (true) with check (true);
call access.close('ledger.stale');
create policy owner on ledger.stale to current_user using (true) with check (true);
create policy own on ledger.setting for select to casemanagement_statistics using (organisation_id = (select access.organisation_id()));
create policy own on ledger.unit_open_case for select to casemanagement_statistics using (organisation_id = (select access.organisation_id()));
create policy own on ledger.unit_place for select to casemanagement_statistics using (organisation_id = (select access.organisation_id()));
create policy own on ledger.unit_change_to_sgb2 for select to casemanagement_statistics using (organisation_id = (select access.organisation_id()));
create policy own on ledger.unit_allocation for select to casemanagement_statistics using (organisation_id = (select access.organisation_id()));
create policy own on ledger.unit_need for select to casemanagement_statistics using (organisation_id = (select access.organisation_id()));
create policy own on ledger.stale for select to casemanagement_statistics using (organisation_id = (select access.organisation_id()));
call ledger.keep_units(3);
