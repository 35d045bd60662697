-- Full-text search over what a town publishes and over the requests of a desk. Part of every replica and of the hub's
-- store; kept by triggers, so a batch that changes content.sql's tables changes this in the same transaction.
-- Rows must be written with INSERT … ON CONFLICT DO UPDATE, never INSERT OR REPLACE (which fires no delete trigger).
--
-- Words are folded: accents and case by unicode61, œ and æ by replace() here and by the query's side. All languages of a
-- row (i18n) are found. A name deleted from an FTS5 table stays in the file until
-- INSERT INTO request_find(request_find) VALUES ('optimize').

CREATE TABLE find_doc (              -- row of an FTS table ↔ row of content; stays right when the file is vacuumed
	doc         INTEGER PRIMARY KEY,   -- kind * 1000000000 + n, so that one kind is a range of rowids
	kind        INTEGER NOT NULL,      -- enum hit_kind (common/store/search.h)
	id          TEXT NOT NULL,
	UNIQUE (kind, id)
) STRICT;

-- ---- the town's own: services 0, departments 1, places 2, waste 3, events 5, news 6, notices 7
CREATE VIRTUAL TABLE find USING fts5(title, words, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');

CREATE VIEW find_in AS SELECT 0 AS kind, '' AS id, '' AS title, '' AS words, '' AS i18n;
CREATE TRIGGER find_put INSTEAD OF INSERT ON find_in BEGIN
	INSERT INTO find_doc (doc, kind, id)
		SELECT coalesce(max(doc), new.kind * 1000000000) + 1, new.kind, new.id FROM find_doc
		WHERE doc > new.kind * 1000000000 AND doc < (new.kind + 1) * 1000000000
		ON CONFLICT DO NOTHING;
	DELETE FROM find WHERE rowid = (SELECT doc FROM find_doc WHERE kind = new.kind AND id = new.id);
	INSERT INTO find (rowid, title, words) SELECT doc,
		replace(replace(replace(new.title || ' ' || coalesce((
			SELECT group_concat(value, ' ') FROM json_tree(CASE WHEN json_valid(new.i18n) THEN new.i18n END)
			WHERE type = 'text' AND key IN ('name', 'title')), ''), 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'),
		replace(replace(replace(new.words || ' ' || coalesce((
			SELECT group_concat(value, ' ') FROM json_tree(CASE WHEN json_valid(new.i18n) THEN new.i18n END)
			WHERE type = 'text' AND key IN ('summary', 'keywords')), ''), 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae')
		FROM find_doc WHERE kind = new.kind AND id = new.id;
END;
CREATE TRIGGER find_doc_gone AFTER DELETE ON find_doc WHEN old.kind <> 4 BEGIN
	DELETE FROM find WHERE rowid = old.doc;
END;

CREATE TRIGGER find_service_new AFTER INSERT ON service BEGIN
	INSERT INTO find_in VALUES (0, new.id, new.name, coalesce(new.summary, '') || ' ' || coalesce(new.keywords, '') || ' ' || coalesce(new.theme, ''), new.i18n);
END;
CREATE TRIGGER find_service_changed AFTER UPDATE ON service BEGIN
	INSERT INTO find_in VALUES (0, new.id, new.name, coalesce(new.summary, '') || ' ' || coalesce(new.keywords, '') || ' ' || coalesce(new.theme, ''), new.i18n);
END;
CREATE TRIGGER find_service_gone AFTER DELETE ON service BEGIN
	DELETE FROM find_doc WHERE kind = 0 AND id = old.id;
END;

CREATE TRIGGER find_department_new AFTER INSERT ON department BEGIN
	INSERT INTO find_in VALUES (1, new.id, new.name, coalesce(new.summary, '') || ' ' || coalesce(new.keywords, ''), new.i18n);
END;
CREATE TRIGGER find_department_changed AFTER UPDATE ON department BEGIN
	INSERT INTO find_in VALUES (1, new.id, new.name, coalesce(new.summary, '') || ' ' || coalesce(new.keywords, ''), new.i18n);
END;
CREATE TRIGGER find_department_gone AFTER DELETE ON department BEGIN
	DELETE FROM find_doc WHERE kind = 1 AND id = old.id;
END;

CREATE TRIGGER find_place_new AFTER INSERT ON place BEGIN
	INSERT INTO find_in VALUES (2, new.id, new.name, coalesce(new.summary, '') || ' ' || coalesce(new.keywords, '') || ' ' || coalesce(new.address, ''), new.i18n);
END;
CREATE TRIGGER find_place_changed AFTER UPDATE ON place BEGIN
	INSERT INTO find_in VALUES (2, new.id, new.name, coalesce(new.summary, '') || ' ' || coalesce(new.keywords, '') || ' ' || coalesce(new.address, ''), new.i18n);
END;
CREATE TRIGGER find_place_gone AFTER DELETE ON place BEGIN
	DELETE FROM find_doc WHERE kind = 2 AND id = old.id;
END;

CREATE TRIGGER find_waste_new AFTER INSERT ON waste BEGIN
	INSERT INTO find_in VALUES (3, new.id, new.name, 'poubelle déchets ordures collecte ramassage bac tri jours sortir ' ||
		'bin rubbish garbage trash recycling collection', new.i18n);
END;
CREATE TRIGGER find_waste_changed AFTER UPDATE ON waste BEGIN
	INSERT INTO find_in VALUES (3, new.id, new.name, 'poubelle déchets ordures collecte ramassage bac tri jours sortir ' ||
		'bin rubbish garbage trash recycling collection', new.i18n);
END;
CREATE TRIGGER find_waste_gone AFTER DELETE ON waste BEGIN
	DELETE FROM find_doc WHERE kind = 3 AND id = old.id;
END;

CREATE TRIGGER find_event_new AFTER INSERT ON event BEGIN
	INSERT INTO find_in VALUES (5, new.id, new.title, coalesce(new.summary, '') || ' ' || coalesce(new.place_text, ''), new.i18n);
END;
CREATE TRIGGER find_event_changed AFTER UPDATE ON event BEGIN
	INSERT INTO find_in VALUES (5, new.id, new.title, coalesce(new.summary, '') || ' ' || coalesce(new.place_text, ''), new.i18n);
END;
CREATE TRIGGER find_event_gone AFTER DELETE ON event BEGIN
	DELETE FROM find_doc WHERE kind = 5 AND id = old.id;
END;

CREATE TRIGGER find_news_new AFTER INSERT ON news BEGIN
	INSERT INTO find_in VALUES (6, new.id, new.title, coalesce(new.summary, ''), new.i18n);
END;
CREATE TRIGGER find_news_changed AFTER UPDATE ON news BEGIN
	INSERT INTO find_in VALUES (6, new.id, new.title, coalesce(new.summary, ''), new.i18n);
END;
CREATE TRIGGER find_news_gone AFTER DELETE ON news BEGIN
	DELETE FROM find_doc WHERE kind = 6 AND id = old.id;
END;

CREATE TRIGGER find_notice_new AFTER INSERT ON notice BEGIN
	INSERT INTO find_in VALUES (7, new.id, new.title, coalesce(new.summary, '') || ' ' || coalesce(new.kind, ''), new.i18n);
END;
CREATE TRIGGER find_notice_changed AFTER UPDATE ON notice BEGIN
	INSERT INTO find_in VALUES (7, new.id, new.title, coalesce(new.summary, '') || ' ' || coalesce(new.kind, ''), new.i18n);
END;
CREATE TRIGGER find_notice_gone AFTER DELETE ON notice BEGIN
	DELETE FROM find_doc WHERE kind = 7 AND id = old.id;
END;

-- ---- guides, 4: titles and keywords apart from bodies, so that a title's hit is found without reading the others.
-- Contentless: the texts stand in guide, and what is taken out is what guide_text says of the row as it was.
CREATE VIRTUAL TABLE find_guide USING fts5(title, words, content = '', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');
CREATE VIRTUAL TABLE find_body USING fts5(body, content = '', tokenize = 'unicode61 remove_diacritics 2', prefix = '3');

CREATE VIEW guide_text AS SELECT doc, guide.id AS id,
	replace(replace(replace(title || ' ' || coalesce((
		SELECT group_concat(value, ' ') FROM json_tree(CASE WHEN json_valid(i18n) THEN i18n END)
		WHERE type = 'text' AND key IN ('name', 'title')), ''), 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae') AS title,
	replace(replace(replace(coalesce(summary, '') || ' ' || coalesce(keywords, '') || ' ' || coalesce(theme, ''),
		'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae') AS words,
	replace(replace(replace(coalesce((
		SELECT group_concat(value, ' ') FROM json_tree(CASE WHEN json_valid(body) THEN body END)
		WHERE type = 'text'), ''), 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae') AS body
	FROM guide JOIN find_doc ON kind = 4 AND find_doc.id = guide.id;

CREATE TRIGGER find_guide_new AFTER INSERT ON guide BEGIN
	INSERT INTO find_doc (doc, kind, id)
		SELECT coalesce(max(doc), 4000000000) + 1, 4, new.id FROM find_doc WHERE doc > 4000000000 AND doc < 5000000000;
	INSERT INTO find_guide (rowid, title, words) SELECT doc, title, words FROM guide_text WHERE id = new.id;
	INSERT INTO find_body (rowid, body) SELECT doc, body FROM guide_text WHERE id = new.id;
END;
CREATE TRIGGER find_guide_before BEFORE UPDATE ON guide BEGIN
	INSERT INTO find_guide (find_guide, rowid, title, words) SELECT 'delete', doc, title, words FROM guide_text WHERE id = old.id;
	INSERT INTO find_body (find_body, rowid, body) SELECT 'delete', doc, body FROM guide_text WHERE id = old.id;
END;
CREATE TRIGGER find_guide_changed AFTER UPDATE ON guide BEGIN
	INSERT INTO find_guide (rowid, title, words) SELECT doc, title, words FROM guide_text WHERE id = new.id;
	INSERT INTO find_body (rowid, body) SELECT doc, body FROM guide_text WHERE id = new.id;
END;
CREATE TRIGGER find_guide_gone BEFORE DELETE ON guide BEGIN
	INSERT INTO find_guide (find_guide, rowid, title, words) SELECT 'delete', doc, title, words FROM guide_text WHERE id = old.id;
	INSERT INTO find_body (find_body, rowid, body) SELECT 'delete', doc, body FROM guide_text WHERE id = old.id;
	DELETE FROM find_doc WHERE kind = 4 AND id = old.id;
END;

-- ---- streets, 8: each once, with how many addresses it has
CREATE TABLE street (
	doc         INTEGER PRIMARY KEY,
	name        TEXT NOT NULL,
	city        TEXT NOT NULL,         -- '' when not said
	addresses   INTEGER NOT NULL,
	UNIQUE (name, city)
) STRICT;
CREATE VIRTUAL TABLE find_street USING fts5(name, city, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');
CREATE INDEX address_by_street ON address(street, number);
CREATE INDEX address_by_place ON address(lat, lon);

CREATE TRIGGER street_new AFTER INSERT ON street BEGIN
	INSERT INTO find_street (rowid, name, city)
		VALUES (new.doc, replace(replace(replace(new.name, 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), new.city);
END;
CREATE TRIGGER street_gone AFTER DELETE ON street BEGIN
	DELETE FROM find_street WHERE rowid = old.doc;
END;
CREATE TRIGGER address_new AFTER INSERT ON address BEGIN
	INSERT INTO street (name, city, addresses) VALUES (new.street, coalesce(new.city, ''), 1)
		ON CONFLICT (name, city) DO UPDATE SET addresses = addresses + 1;
END;
CREATE TRIGGER address_changed AFTER UPDATE ON address WHEN old.street <> new.street OR old.city IS NOT new.city BEGIN
	UPDATE street SET addresses = addresses - 1 WHERE name = old.street AND city = coalesce(old.city, '');
	DELETE FROM street WHERE name = old.street AND city = coalesce(old.city, '') AND addresses < 1;
	INSERT INTO street (name, city, addresses) VALUES (new.street, coalesce(new.city, ''), 1)
		ON CONFLICT (name, city) DO UPDATE SET addresses = addresses + 1;
END;
CREATE TRIGGER address_gone AFTER DELETE ON address BEGIN
	UPDATE street SET addresses = addresses - 1 WHERE name = old.street AND city = coalesce(old.city, '');
	DELETE FROM street WHERE name = old.street AND city = coalesce(old.city, '') AND addresses < 1;
END;

-- ---- the words there are, for correcting slips
CREATE VIRTUAL TABLE find_terms USING fts5vocab(find, row);
CREATE VIRTUAL TABLE find_guide_terms USING fts5vocab(find_guide, row);
CREATE VIRTUAL TABLE find_body_terms USING fts5vocab(find_body, row);
CREATE VIRTUAL TABLE find_street_terms USING fts5vocab(find_street, row);

-- ---- requests, for the desk
CREATE TABLE request_doc (           -- row of request_find ↔ request; newer requests have higher numbers
	doc         INTEGER PRIMARY KEY,
	id          TEXT NOT NULL UNIQUE
) STRICT;
-- number: also the one it replaced. who: name, e-mail. phone: digits only. place: where, and the line for lists.
CREATE VIRTUAL TABLE request_find USING fts5(number, who, phone, place, service,
                                             tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4');

CREATE VIEW request_in AS SELECT '' AS id, '' AS number, '' AS who, '' AS phone, '' AS place, '' AS service;
CREATE TRIGGER request_put INSTEAD OF INSERT ON request_in BEGIN
	INSERT INTO request_doc (id) VALUES (new.id) ON CONFLICT DO NOTHING;
	DELETE FROM request_find WHERE rowid = (SELECT doc FROM request_doc WHERE id = new.id);
	INSERT INTO request_find (rowid, number, who, phone, place, service)
		SELECT doc, new.number, new.who, CASE WHEN new.phone LIKE '+33%' THEN '0' || substr(new.phone, 4) ELSE replace(new.phone, '+', '') END,
			replace(replace(new.place, 'œ', 'oe'), 'Œ', 'oe'), coalesce((SELECT name FROM service WHERE service.id = new.service), new.service)
		FROM request_doc WHERE id = new.id;
END;
CREATE TRIGGER request_new AFTER INSERT ON request BEGIN
	INSERT INTO request_in VALUES (new.id, new.number || ' ' || coalesce(new.replaces, ''),
		coalesce(new.name, '') || ' ' || coalesce(new.email, ''),
		replace(replace(replace(replace(coalesce(new.phone, ''), ' ', ''), '.', ''), '-', ''), ' ', ''),
		coalesce(new.where_text, '') || ' ' || new.summary, new.service);
END;
CREATE TRIGGER request_changed AFTER UPDATE OF number, replaces, name, email, phone, where_text, summary, service ON request BEGIN
	INSERT INTO request_in VALUES (new.id, new.number || ' ' || coalesce(new.replaces, ''),
		coalesce(new.name, '') || ' ' || coalesce(new.email, ''),
		replace(replace(replace(replace(coalesce(new.phone, ''), ' ', ''), '.', ''), '-', ''), ' ', ''),
		coalesce(new.where_text, '') || ' ' || new.summary, new.service);
END;
CREATE TRIGGER request_gone AFTER DELETE ON request BEGIN
	DELETE FROM request_find WHERE rowid = (SELECT doc FROM request_doc WHERE id = old.id);
	DELETE FROM request_doc WHERE id = old.id;
END;

-- What lists walk along: late ones come first because they were promised earliest.
CREATE INDEX request_open ON request(coalesce(promised_by, '9999-12-31'), received) WHERE state IN ('received', 'in_progress', 'waiting');
CREATE INDEX request_open_mine ON request(assignee, coalesce(promised_by, '9999-12-31'), received)
	WHERE state IN ('received', 'in_progress', 'waiting');
CREATE INDEX request_open_department ON request(department, coalesce(promised_by, '9999-12-31'), received)
	WHERE state IN ('received', 'in_progress', 'waiting');
-- What counts read, without touching a request.
CREATE INDEX request_counts ON request(assignee, department, state, promised_by) WHERE state IN ('received', 'in_progress', 'waiting');
CREATE INDEX request_newest ON request(received);
CREATE INDEX request_to_settle ON request(received) WHERE to_settle IS NOT NULL;
