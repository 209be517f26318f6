-- A session of somebody of whom a second factor is asked and who has none yet: it can do nothing but set one up (access.enter).
alter table access.session add awaits_second_factor boolean not null default false;
