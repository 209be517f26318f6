call access.protect('app.case_programme');
call ledger.keep('app.case_programme');
call ledger.follow('app.case_programme');
call access.protect('app.counselling_pause');
call app.kept_while_restricted('app.counselling_pause');
call access.protect('app.case_complexity');
call ledger.keep('app.case_complexity');
call ledger.follow('app.case_complexity');
-- An employee's, not a person's who is counselled: in no ledger, read by those who report alone (ManageFundedPosts).
call access.protect('app.funded_post');
