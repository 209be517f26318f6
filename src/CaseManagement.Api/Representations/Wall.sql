call access.protect('app.representation');
