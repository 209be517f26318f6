call access.protect('app.allocation');
call ledger.keep('app.allocation');
call access.protect('app.presence');
call ledger.keep('app.presence');
