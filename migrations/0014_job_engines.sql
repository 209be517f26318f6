-- Where Hangfire keeps what it wants to wake. "migrate" has its tables made and upgraded by Hangfire's own installer, as
-- the owner; nothing of the product refers to them, and losing them loses no work, because what is due stands in
-- jobs.wake_up and in the rows of the slices.
create schema hangfire;
