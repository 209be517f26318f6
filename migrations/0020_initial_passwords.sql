-- A password that somebody else has chosen is good for one thing: choosing another. Until then access.enter lets nothing else through.
alter table access.account
    add must_change_password boolean not null default false,
    add created_by           uuid,      -- the colleague who made the account; null: the operator's console
    add password_reset_by    uuid;      -- the colleague who last gave it a password; null: nobody, or the operator's console
