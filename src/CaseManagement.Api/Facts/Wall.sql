call access.protect('app.allocation');
call ledger.keep('app.allocation');
call app.stored_only('app.allocation');
call access.protect('app.presence');
call ledger.keep('app.presence');
call app.stored_only('app.presence');
call access.protect('app.benefit_change');
call ledger.keep('app.benefit_change');
