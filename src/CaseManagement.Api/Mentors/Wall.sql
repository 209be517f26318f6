call access.protect('app.mentor');
call access.protect('app.mentor_assignment');
call access.protect('app.mentor_concern');
call access.protect('app.mentor_rule');
