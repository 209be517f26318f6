-- Of a day one measurement holds in each unit: one in the unit that was agreed before is right, and no reason to leave out the one in the new unit.
drop index app.agreement_goal_measurement_once;
create unique index agreement_goal_measurement_once on app.agreement_goal_measurement (goal_id, measured_on, unit) where voided_at is null;
