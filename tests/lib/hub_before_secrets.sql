-- Takes a hub's store back to its third step, as a hub wrote it that did not seal its backups.
DROP TABLE code;
ALTER TABLE terminal DROP COLUMN web;
ALTER TABLE key DROP COLUMN given;
DROP TABLE kept;
DROP TABLE recovery;
DROP TABLE backup;
PRAGMA user_version = 3;
