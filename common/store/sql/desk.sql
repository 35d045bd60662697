-- Requests as agents see them. In the hub's store of a town, and in the replica of a desk for the departments it
-- serves; these tables stay empty on a public terminal. Conventions as in content.sql.

CREATE TABLE agent (
	id          TEXT PRIMARY KEY,
	rev         INTEGER NOT NULL,
	login       TEXT NOT NULL UNIQUE,  -- 'marie'
	name        TEXT NOT NULL,         -- 'Marie L.'
	role        TEXT NOT NULL,         -- reception, agent, manager, maintenance
	departments TEXT NOT NULL,         -- JSON array of department.id; ["*"]: all
	pin_hash    TEXT NOT NULL          -- Argon2id (crypto_pwhash_str)
) STRICT;

CREATE TABLE request (               -- Open311 service request
	id          TEXT PRIMARY KEY,      -- UUID of the operation that made it
	rev         INTEGER NOT NULL,
	number      TEXT NOT NULL,         -- 16 letters; '' while to settle and unknown
	service     TEXT NOT NULL,
	department  TEXT NOT NULL,
	state       TEXT NOT NULL,         -- received, in_progress, waiting, done, refused (open: the first three)
	assignee    TEXT,                  -- agent.id
	channel     TEXT NOT NULL,         -- totem, desk, phone, web
	terminal    TEXT NOT NULL,         -- name of the terminal: 'Totem de la gare'
	lang        TEXT NOT NULL,         -- the resident's
	summary     TEXT NOT NULL,         -- one line for lists: '12 rue des Tisserands'
	answers     TEXT NOT NULL,         -- JSON {"field": value}, as the form says
	where_text  TEXT, lat REAL, lon REAL,
	name        TEXT, phone TEXT, email TEXT, -- who, as far as they said
	registered  INTEGER NOT NULL,      -- wall time on the terminal
	trusted     INTEGER NOT NULL,      -- 0: that clock was not to be trusted
	received    INTEGER NOT NULL,      -- by the hub
	promised_by TEXT,                  -- date
	closed      INTEGER,
	to_settle   TEXT,                  -- why an agent must look at it, NULL when nothing is the matter
	replaces    TEXT                   -- earlier, revoked number, when a lost ticket was replaced
) STRICT;
CREATE INDEX request_by_department ON request(department, state, received);
CREATE INDEX request_by_number ON request(number);

CREATE TABLE message (               -- the thread of a request, state changes included
	id          TEXT PRIMARY KEY,      -- UUID of the operation that made it
	rev         INTEGER NOT NULL,
	request     TEXT NOT NULL,
	at          INTEGER NOT NULL,
	author      TEXT,                  -- agent.id; NULL: the resident, or the town's system
	author_name TEXT NOT NULL,         -- 'Marie L.', '' for the resident
	origin      TEXT NOT NULL,         -- where: 'Accueil', 'Totem du marché'
	kind        TEXT NOT NULL,         -- message, note (internal), state, assignment, ticket
	body        TEXT NOT NULL,         -- for state: the new state's name; for assignment: agent.id
	text        TEXT                   -- for state: the sentence the resident reads, if one was given
) STRICT;
CREATE INDEX message_by_request ON message(request, at);
