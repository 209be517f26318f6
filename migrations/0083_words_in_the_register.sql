-- Words of either side are part of the register of disclosures: which message, which step's note, and what a recipient has told the sender. A copy of a
-- person's file that goes to an office outside belongs to no referral.
alter table app.disclosure
    add column message_id uuid references app.referral_message,
    add column move_id uuid references app.referral_move,
    add column received_from uuid references app.organisation,      -- null: the organisation disclosed it; else the other side's words to it
    add column recipient_address text check (length(btrim(recipient_address)) between 1 and 500),  -- of a copy: where it went
    alter column referral_id drop not null,                         -- null: a copy; purpose is of the list consent-purpose then
    drop constraint disclosure_kind_check,
    add constraint disclosure_kind_check check (kind in ('referral', 'correction', 'message', 'note', 'copy')),
    add constraint disclosure_copy_is_whole check ((kind = 'copy') = (referral_id is null) and (kind = 'copy') = (recipient_address is not null)),
    add constraint disclosure_message_once unique (message_id),
    add constraint disclosure_move_once unique (move_id);
-- ListDisclosures: of a referral that was taken back, what its recipient told; and what an organisation that has handed the person over has disclosed.
create index disclosure_referral on app.disclosure (referral_id) where referral_id is not null;
