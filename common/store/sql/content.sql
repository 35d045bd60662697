-- What a town publishes. The same tables stand in the hub's store of a town and in every replica of it.
--
-- Conventions. Instants are INTEGER µs since 1970 UTC, dates TEXT 'YYYY-MM-DD' in the town's own calendar, positions
-- WGS 84 degrees. rev: the town's one increasing number (docs/sync-protocol.md), unique per row over all tables.
-- i18n: JSON {"en": {"name": "…"}}, other languages of this row's texts; NULL when there are none. body: JSON array of
-- blocks {"h": heading} {"p": paragraph} {"li": [items]} {"note": warning}. hours: the opening_hours syntax of
-- OpenStreetMap ("Mo-Fr 08:30-12:00,13:30-17:30; PH off"). lang: the language the row is written in.

CREATE TABLE town (
	id          TEXT PRIMARY KEY,      -- jurisdiction_id: the INSEE code, or the code that stands for it abroad
	rev         INTEGER NOT NULL,
	name        TEXT NOT NULL,         -- 'Valbrune'
	title       TEXT NOT NULL,         -- as it signs: 'Ville de Valbrune'
	lang        TEXT NOT NULL,         -- main language of its texts: 'fr'
	zone        TEXT NOT NULL,         -- 'Europe/Paris'
	holidays    TEXT,                  -- which public holidays are kept: 'FR' or NULL
	colour      TEXT NOT NULL,         -- '#0B3C55'; adjusted on screen where it would break contrast
	arms        TEXT,                  -- coat of arms, SVG text
	web         TEXT NOT NULL,         -- base of the tickets' QR: 'https://demarches.valbrune.example'
	address     TEXT NOT NULL,
	phone       TEXT NOT NULL,
	email       TEXT,
	hours       TEXT NOT NULL,
	reception   TEXT,                  -- department that answers people: department.id
	dpo         TEXT,                  -- how to reach the data protection officer
	lat         REAL, lon REAL,
	i18n        TEXT
) STRICT;

CREATE TABLE department (
	id          TEXT PRIMARY KEY,
	rev         INTEGER NOT NULL,
	name        TEXT NOT NULL,         -- 'Voirie et éclairage'
	summary     TEXT,                  -- one sentence: what people come for
	address     TEXT, floor TEXT,      -- floor or door: 'rez-de-chaussée, porte 3'
	phone       TEXT, email TEXT,
	hours       TEXT,
	keywords    TEXT,                  -- words people use instead
	access      TEXT,                  -- wheelchair, hearing loop …, one sentence
	lat         REAL, lon REAL,
	i18n        TEXT
) STRICT;

CREATE TABLE place (
	id          TEXT PRIMARY KEY,
	rev         INTEGER NOT NULL,
	kind        TEXT NOT NULL,         -- town_hall library pool school market recycling health police station park
	                                   -- sport culture social worship shop toilets parking water other
	name        TEXT NOT NULL,
	summary     TEXT,
	address     TEXT, phone TEXT, email TEXT, web TEXT,
	hours       TEXT,
	keywords    TEXT,
	access      TEXT,
	department  TEXT,
	lat         REAL, lon REAL,
	source      TEXT,                  -- 'town', 'OpenStreetMap'
	i18n        TEXT
) STRICT;

CREATE TABLE closure (               -- exceptional closing or opening, stronger than hours
	id          TEXT PRIMARY KEY,
	rev         INTEGER NOT NULL,
	owner       TEXT NOT NULL,         -- department.id, place.id, or 'town' for all
	first_day   TEXT NOT NULL, last_day TEXT NOT NULL,
	hours       TEXT,                  -- NULL: closed
	reason      TEXT NOT NULL,
	i18n        TEXT
) STRICT;

CREATE TABLE address (
	id          TEXT PRIMARY KEY,
	rev         INTEGER NOT NULL,
	number      TEXT,                  -- '12 bis'; NULL: the street itself
	street      TEXT NOT NULL,
	city        TEXT,
	sector      TEXT,                  -- waste.sector
	lat         REAL, lon REAL
) STRICT;

CREATE TABLE guide (
	id          TEXT PRIMARY KEY,      -- 'F1342'
	rev         INTEGER NOT NULL,
	title       TEXT NOT NULL,
	summary     TEXT,
	theme       TEXT,
	body        TEXT NOT NULL,
	keywords    TEXT,
	updated     TEXT,                  -- date the source gives; shown with the guide
	source      TEXT NOT NULL,         -- 'service-public.fr (DILA), Licence Ouverte 2.0'
	lang        TEXT NOT NULL,
	i18n        TEXT
) STRICT;

CREATE TABLE event (
	id          TEXT PRIMARY KEY,
	rev         INTEGER NOT NULL,
	title       TEXT NOT NULL,
	summary     TEXT,
	starts      INTEGER NOT NULL, ends INTEGER,
	place       TEXT,                  -- place.id
	place_text  TEXT,
	price       TEXT,                  -- 'gratuit', '5 €'
	audience    TEXT,
	icon        TEXT,
	i18n        TEXT
) STRICT;

CREATE TABLE news (
	id          TEXT PRIMARY KEY,
	rev         INTEGER NOT NULL,
	title       TEXT NOT NULL,
	summary     TEXT,
	body        TEXT,
	published   INTEGER NOT NULL, until INTEGER,
	i18n        TEXT
) STRICT;

CREATE TABLE notice (                -- acts and legal notices, kept at least two months
	id          TEXT PRIMARY KEY,
	rev         INTEGER NOT NULL,
	kind        TEXT NOT NULL,         -- arrêté, délibération, enquête publique, permis …
	title       TEXT NOT NULL,
	summary     TEXT,
	body        TEXT,
	published   INTEGER NOT NULL, until INTEGER,
	i18n        TEXT
) STRICT;

CREATE TABLE alert (
	id          TEXT PRIMARY KEY,
	rev         INTEGER NOT NULL,
	severity    TEXT NOT NULL,         -- info, warning, danger
	title       TEXT NOT NULL,         -- 'Coupure d’eau rue des Tisserands'
	body        TEXT NOT NULL,         -- up to three short sentences, one a line
	starts      INTEGER NOT NULL, ends INTEGER,
	lat         REAL, lon REAL, radius INTEGER, -- metres; no radius: the whole town
	goto_place  TEXT,                  -- place.id people should walk to
	i18n        TEXT
) STRICT;

CREATE TABLE waste (                 -- when what is collected in a sector
	id          TEXT PRIMARY KEY,
	rev         INTEGER NOT NULL,
	sector      TEXT NOT NULL,
	kind        TEXT NOT NULL,         -- household, recycling, glass, garden, bulky
	name        TEXT NOT NULL,         -- 'Ordures ménagères (bac gris)'
	weekday     INTEGER NOT NULL,      -- 1 Monday … 7 Sunday
	every_weeks INTEGER NOT NULL,      -- 1, 2 … counted from first_day; 0: monthly, the first such weekday
	first_day   TEXT NOT NULL,
	put_out     TEXT,                  -- 'La veille après 19 h'
	i18n        TEXT
) STRICT;

CREATE TABLE service (               -- Open311 service; in French: démarche
	id          TEXT PRIMARY KEY,
	rev         INTEGER NOT NULL,
	name        TEXT NOT NULL,         -- 'Lampadaire en panne'
	kind        TEXT NOT NULL,         -- signalement, demande, recours
	department  TEXT NOT NULL,
	theme       TEXT NOT NULL,         -- group on the list of services: 'Rue et propreté'
	icon        TEXT,                  -- name of a Material icon
	summary     TEXT,
	keywords    TEXT,
	form        TEXT,                  -- JSON (docs/adding-a-form.md); NULL: this service needs papers, see checklist
	checklist   TEXT,                  -- JSON [{"label": …, "detail": …}]: what to bring
	how_to      TEXT,                  -- how to come with the papers, or how to send them
	purpose     TEXT NOT NULL,         -- the five of GDPR article 13, as words for the review page
	legal_basis TEXT NOT NULL,
	recipients  TEXT NOT NULL,
	retention   TEXT NOT NULL,
	promised_days INTEGER,             -- days from reception by the town; NULL: no promise
	promised_text TEXT,                -- what happens by then: 'Le service Voirie vient réparer'
	silence     TEXT NOT NULL,         -- none, accepts, refuses: what silence of the town means
	silence_days INTEGER,
	appeal      TEXT,                  -- ways and deadlines of appeal, where there are any
	sensitive   INTEGER NOT NULL DEFAULT 0, -- 1: by number alone only the state is shown
	i18n        TEXT
) STRICT;
