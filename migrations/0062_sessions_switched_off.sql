-- Whether scripts may sign in for an organisation with a password (POST /sessions); at the sign-in page everybody may.
alter table app.organisation add column script_sign_in boolean not null default true;
