call access.protect('app.consent_text');
call access.protect('app.consent_wording');
call access.protect('app.consent');
call access.protect('app.information_notice');
call access.protect('app.information_notice_correction');
