call access.protect('app.service_gap');
call access.protect('app.service_pointer');

call ledger.keep('app.service_gap');
