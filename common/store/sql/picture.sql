-- Format 2 of a replica, beside content.sql: pictures of what a town publishes. For public terminals alone; a desk has no use for them.

CREATE TABLE picture (
	id          TEXT PRIMARY KEY,
	rev         INTEGER NOT NULL,
	owner       TEXT NOT NULL,         -- 'place:ID', 'department:ID', 'event:ID'; one picture each
	kind        TEXT NOT NULL,         -- photo, illustration: said with it, so that nobody takes one for the other
	alt         TEXT NOT NULL,         -- what is to be seen, one sentence, for who hears it
	credit      TEXT,                  -- who made it
	i18n        TEXT,                  -- of alt
	bytes       BLOB NOT NULL          -- JPEG or PNG (common/domain/picture.h). Last, so that the rest is read without it
) STRICT;
CREATE INDEX picture_by_owner ON picture(owner);
