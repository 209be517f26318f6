call access.protect('app.erasure');
call access.protect('app.retention_class');
