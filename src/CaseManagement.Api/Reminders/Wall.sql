call access.protect('app.reminder');
call access.protect('app.reminder_move');
call access.protect('app.notice');
