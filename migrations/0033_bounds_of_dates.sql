-- The years in which anything of this product can lie (Rules/PlainText.cs, Moments), once more in the database: 0001-01-01 and 9999-12-31, as
-- infinity, broke every later reading. Ends of periods are exclusive. Not validated: what is on file already can be
-- read, and is corrected with the next change of its row. A table that comes later brings its own constraint; SchemaTests asks for it.
do $$
declare
    c record;
begin
    for c in
        select a.attrelid::regclass as of, r.relname as name, a.attname as day
        from pg_attribute a join pg_class r on r.oid = a.attrelid join pg_namespace n on n.oid = r.relnamespace
        where n.nspname in ('app', 'access') and r.relkind = 'r' and a.atttypid = 'date'::regtype and not a.attisdropped
    loop
        execute format('alter table %s add constraint %I check (%I between date ''1900-01-01'' and date ''2200-01-01'') not valid',
            c.of, left(c.name || '_' || c.day || '_in_bounds', 63), c.day);
    end loop;
end $$;
