-- outbox.db: what a terminal has promised and not yet delivered. The kiosk or the counter appends, parvis-sync drains.
-- WAL, synchronous=FULL.

CREATE TABLE op (
	seq         INTEGER PRIMARY KEY AUTOINCREMENT, -- order of making, never used twice
	id          TEXT NOT NULL UNIQUE,  -- UUIDv7
	kind        TEXT NOT NULL,         -- docs/sync-protocol.md, "Operations"
	lookup      TEXT,                  -- lookup id it belongs to, 32 hex digits
	key         TEXT,                  -- which key of the hub the body is sealed to; NULL: body is plain JSON (desk)
	body        BLOB NOT NULL,
	made_wall   INTEGER NOT NULL, made_mono INTEGER NOT NULL, made_boot TEXT NOT NULL, made_trusted INTEGER NOT NULL,
	hold_until  INTEGER NOT NULL DEFAULT 0, -- wall time before which sync leaves it alone, so that it can be undone
	state       TEXT NOT NULL DEFAULT 'queued', -- queued, sending, done, conflict, rejected
	answered    INTEGER,               -- wall time of the hub's answer
	reason      TEXT,                  -- for conflict and rejected
	current     TEXT                   -- for conflict: the hub's row, JSON
) STRICT;
CREATE INDEX op_by_state ON op(state, seq);

CREATE TABLE local_record (          -- "registered here, not yet sent": what the same totem shows before the hub answers,
	op          TEXT PRIMARY KEY REFERENCES op(id),
	lookup      TEXT NOT NULL,         -- sealed like a record, under the same lookup id
	cipher      BLOB NOT NULL
) STRICT;
CREATE INDEX local_record_by_lookup ON local_record(lookup);
