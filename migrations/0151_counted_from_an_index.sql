-- Counted by the hundred thousand, units are read from an index alone, in the order of their days: without it a count of a large town walks over a third of
-- the pages, one for each unit. In them is what the usual questions read: caseload by team and by one thing that was known of the person, waiting times, and
-- the way from a need to an outcome by area.
create index unit_open_case_counted on ledger.unit_open_case (from_day) include (until_day, organisation_id, team, withheld, setting);
create index unit_allocation_counted on ledger.unit_allocation (from_day) include (before_day, organisation_id, withheld, day_1, day_2);
create index unit_need_counted on ledger.unit_need (from_day) include (before_day, organisation_id, withheld, attributes, day_1, day_2, day_3, day_4);
