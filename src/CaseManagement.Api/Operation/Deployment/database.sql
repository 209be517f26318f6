-- Owner, database and roles of the product, by a superuser of PostgreSQL 15 or newer; safe to run twice. The passwords come before it on the same input,
-- so that they stand on no command line (README.md, "A town's first day"):
--   printf '\\set owner_password %s\n\\set app_password %s\n' "$OWNER" "$APP" | cat - database.sql | runuser -u postgres -- psql -X
\set ON_ERROR_STOP on
\set QUIET on
-- The statements that follow hold passwords: they stand in no log of the server, whatever it logs otherwise.
set log_statement = 'none';
set log_min_error_statement = 'panic';
set log_min_duration_statement = -1;
set password_encryption = 'scram-sha-256';

-- Owns every object, and is known to "migrate" and other commands of the console alone: it can neither make roles nor databases, and the walls between
-- organisations hold for it, too.
select 'create role casemanagement_owner' where not exists (select from pg_roles where rolname = 'casemanagement_owner') \gexec
alter role casemanagement_owner with login nosuperuser nocreatedb nocreaterole nobypassrls noreplication password :'owner_password';
-- With which the API signs in: member of casemanagement_app, and nothing else.
select 'create role casemanagement_api' where not exists (select from pg_roles where rolname = 'casemanagement_api') \gexec
alter role casemanagement_api with login nosuperuser nocreatedb nocreaterole nobypassrls noreplication password :'app_password';
-- What the API may do; as whom figures are counted. "migrate" grants the objects to both.
select 'create role casemanagement_app nologin' where not exists (select from pg_roles where rolname = 'casemanagement_app') \gexec
select 'create role casemanagement_statistics nologin' where not exists (select from pg_roles where rolname = 'casemanagement_statistics') \gexec
grant casemanagement_app to casemanagement_api;
grant casemanagement_statistics to casemanagement_owner;

select 'create database casemanagement owner casemanagement_owner encoding ''UTF8'' locale ''C.UTF-8'' template template0'
    where not exists (select from pg_database where datname = 'casemanagement') \gexec
revoke all on database casemanagement from public;
grant connect on database casemanagement to casemanagement_api;
-- The detail of an error quotes rows, and logs hold no personal data.
alter database casemanagement set log_error_verbosity = terse;
alter database casemanagement set log_min_error_statement = panic;
alter database casemanagement set log_parameter_max_length_on_error = 0;
