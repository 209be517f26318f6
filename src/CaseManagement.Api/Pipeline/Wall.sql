-- An answer kept for a repeated Idempotency-Key is that of the caller who got it, and the sweep's.
call access.close('access.idempotent_answer');
create policy own on access.idempotent_answer using ((select access.is_system())
    or (organisation_id = (select access.organisation_id()) and caller_id = coalesce((select access.staff_id()), (select access.api_client_id()))));
