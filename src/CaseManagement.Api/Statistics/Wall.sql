call access.protect('app.statistical_audience');
call access.protect('app.statistical_publication');
-- What was handed in stays.
drop policy removed on app.statistical_audience;
drop policy changed on app.statistical_audience;
drop policy removed on app.statistical_publication;
drop trigger if exists keep_publication on app.statistical_publication;
create trigger keep_publication before update or delete on app.statistical_publication for each row execute function app.keep_publication();
