-- Fourth step of the hub's own tables: backups that only a key on paper opens.

CREATE TABLE recovery (              -- one row once a recovery key was made (common/secret/recovery.h); its secret half is on paper
	one         INTEGER PRIMARY KEY CHECK (one = 1),
	public      BLOB NOT NULL,
	made        INTEGER NOT NULL
) STRICT;

CREATE TABLE backup (                -- backups that were made, so that an erasure can name those that still hold what it erased
	path        TEXT PRIMARY KEY,
	rev         INTEGER NOT NULL,
	at          INTEGER NOT NULL       -- begun; what was erased later is in it
) STRICT;
