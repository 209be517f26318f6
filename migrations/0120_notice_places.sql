-- The place of a notice in its recipient's stream: given after its commit, under a lock, so that nothing is lost which commits late. Notices from before have
-- none: a stream begins with what comes.
create table app.notice_place (
    notice_id       uuid primary key references app.notice on delete cascade,
    organisation_id uuid not null references app.organisation,
    staff_id        uuid not null references app.staff,
    no              bigint generated always as identity,          -- in which order they were written
    place           bigint check (place > 0),
    constraint notice_place_once unique (staff_id, organisation_id, place)
);
create index notice_place_waiting on app.notice_place (staff_id, organisation_id, no) where place is null;

create table app.notice_stream (
    staff_id        uuid not null references app.staff,
    organisation_id uuid not null references app.organisation,
    last            bigint not null check (last >= 0),
    primary key (staff_id, organisation_id)
);
