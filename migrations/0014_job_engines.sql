-- Where the job engines keep what they want to wake: Quartz, or Hangfire in its own host. Each makes and upgrades its
-- tables itself, with the API's login; nothing of the product refers to them, and losing them loses no work, because
-- what is due stands in jobs.wake_up and in the rows of the slices.
create schema quartz;
create schema hangfire;
grant usage, create on schema quartz, hangfire to casemanagement_app;
