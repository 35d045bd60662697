-- drafts.db: what agents began to write at this desk and did not send. STATE/desk, 0600, this user's alone.

CREATE TABLE draft (
	id          TEXT PRIMARY KEY,      -- UUIDv7
	agent       TEXT NOT NULL,         -- agent.id: each sees their own
	kind        TEXT NOT NULL,         -- message, note, document, state, form
	request     TEXT NOT NULL,         -- request it answers; '' for a new one
	service     TEXT NOT NULL,         -- of a form; '' else
	title       TEXT NOT NULL,         -- one line for the list
	body        TEXT NOT NULL,         -- text; for a form {"channel", "page", "lang", "answers": {field: text}}
	updated     INTEGER NOT NULL       -- wall time, µs
) STRICT;
CREATE INDEX draft_by_agent ON draft(agent, updated);
