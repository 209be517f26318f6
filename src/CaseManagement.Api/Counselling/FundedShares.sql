-- Fired by app.funded_post: the shares of one colleague in an organisation are 100 per cent at most on each day. The sum can only grow on a first day, so
-- that these are asked. Two at once follow one another.
create or replace function app.keep_funded_shares() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('app.funded_post ' || new.organisation_id || new.staff_id, 0));
    if exists (
        select from app.funded_post d
        where d.organisation_id = new.organisation_id and d.staff_id = new.staff_id and d.from_date >= new.from_date
          and (new.until_date is null or d.from_date < new.until_date)
          and (select sum(p.share) from app.funded_post p
               where p.organisation_id = new.organisation_id and p.staff_id = new.staff_id
                 and p.from_date <= d.from_date and (p.until_date is null or p.until_date > d.from_date)) > 100) then
        raise exception 'more than a full post' using errcode = 'check_violation', constraint = 'funded_post_shares';
    end if;
    return null;
end $$;

create or replace trigger keep_funded_shares after insert or update on app.funded_post for each row execute function app.keep_funded_shares();
