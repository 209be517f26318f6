-- A reminder is done, in the version that was read. Done ones are done again where all have had their turn.
update app.reminder r set status = 'done', closed_by = current_setting('app.staff_id')::uuid, closed_at = now(), updated_at = now()
where r.id = (select reminder_id from bench.reminder where no = :i) and r.xmin = r.xmin
    and (r.assignee_id = current_setting('app.staff_id')::uuid or r.team_id = any (current_setting('app.team_ids')::uuid[]));
