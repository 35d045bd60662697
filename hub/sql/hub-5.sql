-- Fifth step of the hub's own tables.

CREATE TABLE kept (                  -- operations of kinds that this hub has no code of its own for, whole (common/sync/kinds.c)
	op          TEXT PRIMARY KEY,
	kind        TEXT NOT NULL,
	subject     TEXT NOT NULL,         -- what it is about: a slot, a poll, a page; '' for none
	key         TEXT NOT NULL,         -- of two with the same one, the kind's rule says which stands; '' for none
	value       TEXT,                  -- what it sets there: `to` of its body
	stands      INTEGER NOT NULL,      -- it counts; 0: another one stands in its place
	waits       INTEGER NOT NULL,      -- 1: of a kind unknown here, until this hub is a newer one
	terminal    TEXT NOT NULL,
	line        TEXT NOT NULL,         -- as it came, sealed if it was
	at          INTEGER NOT NULL
) STRICT;
CREATE INDEX kept_by_subject ON kept(kind, subject, key) WHERE stands;
CREATE INDEX kept_waiting ON kept(at) WHERE waits;
