call access.protect('app.case_programme');
call ledger.follow('app.case_programme');
call access.protect('app.counselling_pause');
