-- Who comes back gets a new account and may sign in with the name that was his or hers before: a name is that of one open account, and of any number of closed
-- ones. That of an account which has been closed stands on record and opens nothing.
drop index access.account_user_name;
create unique index account_user_name on access.account (lower(user_name)) where disabled_at is null;
-- access.sign_in and access.salt_of look for the open one first and else tell of whom the attempt was.
create index account_name on access.account (lower(user_name));
