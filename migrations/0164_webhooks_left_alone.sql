-- What happens while a receiver asks to be left alone (Retry-After) waits as long as what was due before (app.tell_webhooks).
alter table app.webhook_state
    add left_alone_until timestamptz check (left_alone_until between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z');
