-- When an agreement was reviewed and when it should have been, side by side: figures count the reviews of its goals by whether they came on time.
alter table app.agreement
    add reviews_due  date[] not null default '{}',
    add reviews_done date[] not null default '{}',
    add check (cardinality(reviews_due) = cardinality(reviews_done)),
    add check (date '1900-01-01' <= all(reviews_due) and date '2200-01-01' >= all(reviews_due)),
    add check (date '1900-01-01' <= all(reviews_done) and date '2200-01-01' >= all(reviews_done));
