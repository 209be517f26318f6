-- An accommodation can itself say what its residents need protection from (a women's refuge, a shelter for queer refugees): where such a
-- one is, is told only to those who work there or place people there.
alter table app.accommodation add column is_sensitive boolean not null default false;
