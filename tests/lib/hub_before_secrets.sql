-- Takes a hub's store back to its third step, as a hub wrote it that did not seal its backups.
DROP TABLE kept;
DROP TABLE recovery;
DROP TABLE backup;
PRAGMA user_version = 3;
