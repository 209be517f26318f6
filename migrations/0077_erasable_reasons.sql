-- Reasons of changes and readings are words, and may name a person: from now on the seal files them with the values, which can be erased, and not
-- with the entry, whose hash covers them. What was sealed before keeps them where they are, until its month is kept no longer.
alter table audit.sealed_values add column reason text;
