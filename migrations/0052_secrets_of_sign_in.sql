-- What opens accounts is out of the reach of the API's login (src/decisions/sealed-context.md), and instants have bounds as days do.

-- Hashes of passwords: read and compared by routines of the owner alone (SignIn/Credentials.sql).
create table access.credential (
    account_id uuid primary key references access.account,
    hash       text not null                       -- as Microsoft.AspNetCore.Identity.PasswordHasher writes it, version 3
);
insert into access.credential (account_id, hash) select id, password_hash from access.account;
alter table access.account drop column password_hash;
revoke all on access.credential from public, casemanagement_app;

-- An account changes by those routines, except for its end.
revoke update, delete on access.account from casemanagement_app;
grant update (disabled_at) on access.account to casemanagement_app;
-- A role comes or goes; a right that waits gets its next stage, and whose it is when somebody of another employer accepts.
revoke update on access.role_grant from casemanagement_app;
revoke update on access.pending_right from casemanagement_app;
grant update (status, staff_id) on access.pending_right to casemanagement_app;

-- As 0033 for days: infinity and the years that nobody can mean broke every later reading. Not validated: what is on file can be read.
do $$
declare
    c record;
begin
    for c in
        select a.attrelid::regclass as of, r.relname as name, a.attname as moment
        from pg_attribute a join pg_class r on r.oid = a.attrelid join pg_namespace n on n.oid = r.relnamespace
        where n.nspname in ('app', 'access') and r.relkind = 'r' and a.atttypid = 'timestamptz'::regtype and not a.attisdropped
    loop
        execute format('alter table %s add constraint %I check (%I between timestamptz ''1900-01-01Z'' and timestamptz ''2200-01-01Z'') not valid',
            c.of, left(c.name || '_' || c.moment || '_in_bounds', 63), c.moment);
    end loop;
end $$;
