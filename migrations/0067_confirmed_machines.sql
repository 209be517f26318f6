-- A machine that is to see what was sent to its organisation works once a second pair of eyes has confirmed it. Those that are there go on.
alter table access.api_client add confirmed_at timestamptz check (confirmed_at between '1900-01-01' and '2200-01-01'),
    add confirmed_by uuid references app.staff,        -- null of the operator's console
    add check (confirmed_by <> created_by), add check (confirmed_by is null or confirmed_at is not null);
update access.api_client set confirmed_at = created_at where 'partner' = any (scopes);
