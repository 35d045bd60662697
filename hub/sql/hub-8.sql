-- Eighth step of the hub's own tables: terminals hear of each erasure by all that it was known by.

CREATE TABLE erased_lookup (         -- every lookup id that an erased request ever had: its tickets may have been replaced
	request     TEXT NOT NULL,         -- erasure.request
	lookup      TEXT NOT NULL,
	PRIMARY KEY (request, lookup)
) STRICT, WITHOUT ROWID;
CREATE INDEX erased_lookup_by_lookup ON erased_lookup(lookup);
INSERT INTO erased_lookup(request, lookup) SELECT request, lookup FROM erasure WHERE lookup IS NOT NULL;
DROP INDEX erasure_by_lookup;
ALTER TABLE erasure DROP COLUMN lookup;

-- What terminals said until now was how far their replica had come, whatever their outbox still held.
UPDATE terminal SET erased_rev = NULL;

-- Each change of a request asks whether its number was revoked; each erasure, what else there is of it.
CREATE INDEX revoked_number_by_lookup ON revoked_number(lookup);
CREATE INDEX revoked_number_by_request ON revoked_number(request);
CREATE INDEX mail_by_request ON mail(request);
CREATE INDEX kept_by_any_subject ON kept(subject);
