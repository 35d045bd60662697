-- What makes a file a terminal's replica, beside content.sql, desk.sql and search.sql, and since format 2 picture.sql. Written by
-- parvis-sync only.

CREATE TABLE replica (               -- one row
	one         INTEGER PRIMARY KEY CHECK (one = 1),
	format      INTEGER NOT NULL,
	town        TEXT NOT NULL,
	scope       TEXT NOT NULL,         -- 'public', or 'agent:dep1,dep2'
	epoch       TEXT NOT NULL,
	rev         INTEGER NOT NULL,      -- the cursor is (epoch, rev)
	hub_time    INTEGER NOT NULL       -- the hub's wall clock when it last spoke
) STRICT;

CREATE TABLE record (                -- one open or recent request of anybody: what only its tracking number opens
	id          TEXT PRIMARY KEY,      -- lookup id, 32 hex digits
	rev         INTEGER NOT NULL,
	cipher      BLOB NOT NULL          -- common/secret/record.h
) STRICT;
