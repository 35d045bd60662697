-- Seventh step of the hub's own tables: erasing, and who has confirmed it.

CREATE TABLE erasure (               -- requests that are gone for good: on request, or because their time was over
	request     TEXT PRIMARY KEY,      -- its id; nothing else of it is kept
	lookup      TEXT,                  -- its record's id on the totems
	rev         INTEGER NOT NULL,      -- a terminal that has wiped up to here has erased it
	at          INTEGER NOT NULL,
	why         TEXT NOT NULL          -- asked, retention, restored (it came back with a backup and went again)
) STRICT;
CREATE INDEX erasure_by_rev ON erasure(rev);
CREATE INDEX erasure_by_lookup ON erasure(lookup);
CREATE INDEX request_by_state ON request(state, closed, received);

ALTER TABLE terminal ADD COLUMN erased_rev INTEGER; -- it says that nothing erased up to here is left in its files
ALTER TABLE settings ADD COLUMN wiped INTEGER NOT NULL DEFAULT 0; -- 0: deleted before deleting also overwrote; one VACUUM is due
