call access.protect('app.mentor');
call access.protect('app.mentor_assignment');
call access.goes_along('app.mentor_assignment'); -- It ends where they go.
call access.protect('app.mentor_concern');
call access.protect('app.mentor_rule');
