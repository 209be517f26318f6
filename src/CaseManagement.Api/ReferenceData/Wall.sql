-- Codes belong to no organisation: everybody reads them, and every change after the shipped state is on the trail.
-- Lists change by migrations only (their revision is no content), so they have no trail.
call access.trail('app.code');
-- So with the words for codes, which may be taken away again.
call access.trail('app.code_word');
