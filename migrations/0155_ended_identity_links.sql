-- Who has left is nobody at the provider any more: the identity is free for a new account, if the person comes back. The ended link stays, since it says
-- through whose hands the account has gone (access.hands_of).
alter table access.identity_link add ended_at timestamptz check (ended_at between '1900-01-01' and '2200-01-01');
alter table access.identity_link drop constraint identity_link_subject;
create unique index identity_link_subject on access.identity_link (identity_provider_id, issuer, subject) where ended_at is null;
grant update (ended_at) on access.identity_link to casemanagement_app;
-- Neither walls nor trail: that the accounts were disabled is on it.
alter table access.identity_link no force row level security;
alter table access.identity_link disable trigger user;
update access.identity_link l set ended_at = a.disabled_at from access.account a where a.staff_id = l.staff_id and a.disabled_at is not null;
alter table access.identity_link enable trigger user;
alter table access.identity_link force row level security;
