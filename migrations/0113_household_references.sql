-- ListHouseholds and SearchClients: a reference as people type it, in small letters or with blanks.
create index household_reference_typed on app.household (organisation_id, upper(replace(reference, ' ', '')));
