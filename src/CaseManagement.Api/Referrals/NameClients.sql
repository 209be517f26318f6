-- Of a move, a message, an appointment's result, a retrieval: the machine that acted, where nobody of the staff did.
create or replace trigger name_client before insert or update on app.referral_move for each row execute function access.name_client();
create or replace trigger name_client before insert or update on app.referral_message for each row execute function access.name_client();
create or replace trigger name_client before insert or update on app.referral_appointment for each row execute function access.name_client();
create or replace trigger name_client before insert or update on app.referral_retrieval for each row execute function access.name_client();
