-- Accounts, grants and sessions stand behind no wall, since sign-in comes before any organisation; every change is on the trail.
call access.trail('access.account');
call access.trail('access.role_grant');
call access.trail('access.session');
