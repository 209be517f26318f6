call access.protect('app.agreement');
call access.protect('app.agreement_goal');
call access.protect('app.agreement_goal_note');
call access.protect('app.agreement_goal_measurement');
call access.protect('app.agreement_step');
call access.protect('app.agreement_unmet_need');
call access.protect('app.agreement_version');
call access.protect('app.agreement_version_item');
call access.protect('app.agreement_acknowledgement');
call access.protect('app.agreement_setting');

-- Nobody writes blindly what he may not read: the policy "compartment" of access.protect guards reading alone.
do $$
declare
    t text;
begin
    foreach t in array array['agreement_goal', 'agreement_goal_note', 'agreement_goal_measurement', 'agreement_step', 'agreement_unmet_need',
            'agreement_version_item'] loop
        execute format('create policy compartment_added on app.%I as restrictive for insert
            with check (compartment is null or access.may_open(client_id, compartment))', t);
        execute format('create policy compartment_changed on app.%I as restrictive for update
            using (compartment is null or access.may_open(client_id, compartment))', t);
        execute format('create policy compartment_removed on app.%I as restrictive for delete
            using (compartment is null or access.may_open(client_id, compartment))', t);
    end loop;
end $$;

call ledger.keep('app.agreement', 2); -- 2: reviews of goals.
