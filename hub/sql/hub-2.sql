-- Second step of the hub's own tables.

CREATE TABLE early (                 -- what desks did to requests that the hub does not have (yet): after a restore a desk may be
	                                   -- back before the totem that made the request
	op          TEXT PRIMARY KEY,
	request     TEXT NOT NULL,
	terminal    TEXT NOT NULL,
	line        TEXT NOT NULL,
	at          INTEGER NOT NULL
) STRICT;
CREATE INDEX early_by_request ON early(request);
