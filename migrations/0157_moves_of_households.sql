-- FollowHouseholds asks every ten minutes of each organisation who has moved into a household or out of one in the last month: a few of all who ever did.
create index household_member_from on app.household_member (organisation_id, from_date);
create index household_member_until on app.household_member (organisation_id, until_date) where until_date is not null;
