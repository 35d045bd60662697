-- Sixth step of the hub's own tables: terminals that enrol themselves with a code, and keys that change.

CREATE TABLE code (                  -- one-time codes; what was used or is over stays for a while, so that a late one is told why
	hash        TEXT PRIMARY KEY,      -- of the 12 letters (common/secret/token.h)
	terminal    TEXT NOT NULL,         -- terminal.id
	expires     INTEGER NOT NULL,
	used_by     TEXT                   -- token_hash it was used for: the same again is the same answer
) STRICT;

ALTER TABLE terminal ADD COLUMN web TEXT; -- address on its tickets, where that is not the town's

ALTER TABLE key ADD COLUMN given INTEGER NOT NULL DEFAULT 0; -- when it was last given out; kept for a year after that
UPDATE key SET given = CAST(strftime('%s', 'now') AS INTEGER) * 1000000;
