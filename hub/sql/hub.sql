-- What only the hub keeps of a town, beside content.sql and desk.sql. Conventions as in content.sql.
-- One SQLite file a town: WAL, synchronous=FULL.

CREATE TABLE settings (
	one         INTEGER PRIMARY KEY CHECK (one = 1),
	format      INTEGER NOT NULL,      -- of this file; a newer one is not opened
	town        TEXT NOT NULL,
	epoch       TEXT NOT NULL,         -- 32 hex digits, drawn anew when the store is created and after a restore
	rev         INTEGER NOT NULL,      -- the last one given
	floor       INTEGER NOT NULL,      -- tombstones up to here are forgotten: a cursor before it takes a snapshot
	salt        BLOB NOT NULL,         -- of the lookup ids (common/secret); leaves the hub in terminal.json only
	created     INTEGER NOT NULL
) STRICT;

CREATE TABLE key (                   -- box key pairs residents' submissions are sealed to; the newest is given out
	id          TEXT PRIMARY KEY,      -- 'k1', 'k2-5f3a09c1'
	public      BLOB NOT NULL,
	secret      BLOB NOT NULL,
	created     INTEGER NOT NULL
) STRICT;

CREATE TABLE terminal (
	id          TEXT PRIMARY KEY,      -- 't-4f…'
	name        TEXT NOT NULL UNIQUE,  -- 'Totem de la gare'
	name_i18n   TEXT,                  -- JSON {"en": 'Station totem'}
	scope       TEXT NOT NULL,         -- 'public', 'agent:voirie,accueil', 'agent:*'
	scope_rev   INTEGER NOT NULL,      -- settings.rev when the scope was given: an older cursor takes a snapshot
	token_hash  TEXT NOT NULL UNIQUE,  -- common/secret/token.h
	lat         REAL, lon REAL,
	created     INTEGER NOT NULL,
	revoked     INTEGER,
	last_seen   INTEGER, last_rev INTEGER
) STRICT;

CREATE TABLE applied (               -- what became of each operation, so that it is applied once
	id          TEXT PRIMARY KEY,      -- UUID of the operation
	terminal    TEXT NOT NULL,
	kind        TEXT NOT NULL,
	outcome     TEXT NOT NULL,         -- applied, settle, conflict, rejected
	reason      TEXT,
	request     TEXT,                  -- the request it touched: kept as long as that, or its tombstone
	at          INTEGER NOT NULL
) STRICT;
CREATE INDEX applied_by_request ON applied(request);

CREATE TABLE tombstone (             -- rows that are gone, for all or for the terminals of one department
	t           TEXT NOT NULL,         -- table
	id          TEXT NOT NULL,
	left        TEXT NOT NULL,         -- department.id that no longer has it; '' for all
	rev         INTEGER NOT NULL UNIQUE,
	at          INTEGER NOT NULL,
	PRIMARY KEY (t, id, left)
) STRICT;

CREATE TABLE request_secret (        -- what it takes to seal a request's record again after each change
	request     TEXT PRIMARY KEY REFERENCES request(id),
	lookup      TEXT NOT NULL,
	record_key  BLOB NOT NULL
) STRICT;
CREATE INDEX request_secret_by_lookup ON request_secret(lookup);

CREATE TABLE revoked_number (        -- lost tickets: still known, so that they can be refused with a reason
	number      TEXT PRIMARY KEY,
	request     TEXT NOT NULL,
	lookup      TEXT,
	identity    TEXT NOT NULL,         -- what the agent checked: 'carte d’identité vue'
	agent       TEXT,
	at          INTEGER NOT NULL
) STRICT;

CREATE TABLE record (                -- common/store/sql/replica.sql, what public terminals hold
	id          TEXT PRIMARY KEY,
	rev         INTEGER NOT NULL,
	cipher      BLOB NOT NULL
) STRICT;

CREATE TABLE unopened (              -- operations the hub could not open or read, whole, until an agent has settled them
	id          TEXT PRIMARY KEY,      -- the operation, and the request that stands for it
	envelope    TEXT NOT NULL,
	at          INTEGER NOT NULL
) STRICT;

CREATE TABLE printed (               -- counts for the mayor's page; no number, no person
	day         TEXT NOT NULL,
	what        TEXT NOT NULL,         -- ticket, receipt, checklist
	lang        TEXT NOT NULL,
	terminal    TEXT NOT NULL,
	count       INTEGER NOT NULL,
	PRIMARY KEY (day, what, lang, terminal)
) STRICT;

CREATE TABLE notify (                -- a department that wants an e-mail for each request
	department  TEXT PRIMARY KEY,
	email       TEXT NOT NULL
) STRICT;

CREATE TABLE mail (                  -- e-mails to send: number and service only
	id          INTEGER PRIMARY KEY,
	request     TEXT NOT NULL,
	rcpt        TEXT NOT NULL,
	subject     TEXT NOT NULL,
	body        TEXT NOT NULL,
	queued      INTEGER NOT NULL,
	tries       INTEGER NOT NULL DEFAULT 0,
	next_try    INTEGER NOT NULL,
	sent        INTEGER,
	trouble     TEXT                   -- what the mail server said last
) STRICT;
CREATE INDEX mail_due ON mail(next_try) WHERE sent IS NULL;

CREATE TABLE source (                -- which import a row came from, so that the next one can remove what is no longer there
	t           TEXT NOT NULL,
	id          TEXT NOT NULL,
	source      TEXT NOT NULL,         -- 'town', 'guides', 'osm'
	PRIMARY KEY (t, id)
) STRICT;
CREATE INDEX source_by_source ON source(source);

-- Changes are read in the order of rev.
CREATE INDEX town_rev ON town(rev);
CREATE INDEX department_rev ON department(rev);
CREATE INDEX place_rev ON place(rev);
CREATE INDEX closure_rev ON closure(rev);
CREATE INDEX address_rev ON address(rev);
CREATE INDEX guide_rev ON guide(rev);
CREATE INDEX event_rev ON event(rev);
CREATE INDEX news_rev ON news(rev);
CREATE INDEX notice_rev ON notice(rev);
CREATE INDEX alert_rev ON alert(rev);
CREATE INDEX waste_rev ON waste(rev);
CREATE INDEX service_rev ON service(rev);
CREATE INDEX agent_rev ON agent(rev);
CREATE INDEX request_rev ON request(rev);
CREATE INDEX message_rev ON message(rev);
CREATE INDEX record_rev ON record(rev);
CREATE INDEX request_by_received ON request(received);
