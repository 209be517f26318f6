-- For which roles an organisation asks for a second factor, besides those of which it is asked everywhere (SignIn/SecondFactors.cs).
alter table app.organisation add column second_factor_roles text[] not null default '{}'
    constraint organisation_second_factor_roles_check check (second_factor_roles <@ array[
        'accommodation_staff', 'caseworker', 'supervisor', 'partner', 'data_protection_officer', 'administrator']);
