-- Forms belong to no organisation; the application only reads them.
call access.trail('app.assessment_template');
call access.protect('app.assessment');
call access.protect('app.assessment_area');

call ledger.keep('app.assessment');
