-- Lists as offices write them: what waits because its household is unclear, what a row would change of somebody on file, how a
-- correction is recognised although the household has been handed over, and rows that failed again and again.

alter table app.import
    add column rows_failed  integer not null default 0 check (rows_failed >= 0),
    add column rows_unclear integer not null default 0 check (rows_unclear >= 0);      -- their household is unclear, whatever their verdict
alter table app.import drop constraint import_check1, drop constraint import_check2;
alter table app.import
    add constraint import_undecided check (rows_undecided between 0 and rows_total),   -- likely duplicates, and new persons of an unclear household
    add constraint import_rows_by_verdict check (
        rows_new + rows_known + rows_repeated + rows_likely_duplicate + rows_refused + rows_failed <= rows_total);

alter table app.import_row
    add column unclear_household integer,                     -- the first line of the rows whose household is unclear together
    add column decided_household integer,                     -- the earlier line with which it lives
    add column differences jsonb not null default '[]',       -- what the row would change, or has changed, of somebody on file
    add column attempts    integer not null default 0 check (attempts >= 0),           -- applications that failed
    -- Digests by which a correction is recognised, see EntryKeys; apart, because equality of text alone reaches an index behind row security.
    add column entry_key   text,
    add column birth_key   text,
    add column name_key    text;
alter table app.import_row drop constraint import_row_verdict_check, drop constraint import_row_check, drop constraint import_row_check5;
alter table app.import_row
    add constraint import_row_verdict_check check (verdict in ('new', 'known', 'repeated', 'likely_duplicate', 'refused', 'failed')),
    add constraint import_row_decidable check (decision is null or verdict = 'likely_duplicate' or (verdict = 'new' and unclear_household is not null)),
    add constraint import_row_decided_household check (decided_household is null
        or (decided_household < line_number and decision is not distinct from 'create' and unclear_household is not null)),
    -- Nothing is applied that waits for a decision.
    add constraint import_row_applied check (applied_at is null or verdict = 'known' or decision in ('create', 'use_existing')
        or (verdict = 'new' and unclear_household is null));
-- CheckImportRows: whether a row corrects somebody of an earlier list whom the organisation does not search any more.
create index import_row_entry on app.import_row (organisation_id, entry_key) where applied_at is not null;
create index import_row_birth on app.import_row (organisation_id, birth_key) where applied_at is not null;
create index import_row_name on app.import_row (organisation_id, name_key) where applied_at is not null;
