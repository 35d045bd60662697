-- guesses.db: how often a PIN was given for a login in vain. STATE/desk, 0600, this user's alone.

CREATE TABLE guess (
	slot        INTEGER PRIMARY KEY,   -- of a login (counter/guesses.c): what was typed, a PIN in the wrong field maybe, is not kept
	wrong       INTEGER NOT NULL,      -- in a row
	at          INTEGER NOT NULL       -- wall time of the last, µs
) STRICT;
