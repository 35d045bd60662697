-- Takes a hub's store back to its third step, as a hub wrote it that did not seal its backups.
DROP INDEX revoked_number_by_lookup;
DROP INDEX revoked_number_by_request;
DROP INDEX mail_by_request;
DROP INDEX kept_by_any_subject;
DROP TABLE erased_lookup;
DROP INDEX request_by_state;
DROP TABLE erasure;
ALTER TABLE terminal DROP COLUMN erased_rev;
ALTER TABLE settings DROP COLUMN wiped;
DROP TABLE code;
ALTER TABLE terminal DROP COLUMN web;
ALTER TABLE key DROP COLUMN given;
DROP TABLE kept;
DROP TABLE recovery;
DROP TABLE backup;
PRAGMA user_version = 3;
