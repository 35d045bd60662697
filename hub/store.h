/* The hub's store of one town: the system of record. SQLite here (one file DATA/TOWN.db); everything above speaks to this
 * header only, so that another engine can stand below it.
 *
 * Thread: a struct store belongs to the thread that opened it; each thread, and each program, opens its own.
 * Rows are JSON objects with the schema's columns (common/store/sql); an absent key and null are NULL. `rev` is never given:
 * whoever writes a row gets the town's next one, in the same transaction. BLOB columns are given as base64, and never read back as JSON.
 * Errors: as in common/store/db.h; ERR_FORMAT for a store of a newer hub.
 */
#ifndef PARVIS_HUB_STORE_H
#define PARVIS_HUB_STORE_H

#include "common/base/clock.h"
#include "common/base/rand.h"
#include "common/base/strbuf.h"
#include "common/secret/record.h"
#include "common/secret/seal.h"
#include "common/secret/token.h"
#include "common/store/synced.h"

#include <jansson.h>

struct store;

enum { STORE_FORMAT = 1, STORE_KEY_ID = 24, STORE_TERMINAL_ID = 40 };

/* DIR/TOWN.db. CREATE: made when missing, with an epoch, a salt and a first key. TOWN NULL: the only one in DIR; none or
 * several is ERR_NOT_FOUND with a sentence that says what to do. CLOCK and RNG are borrowed and outlive the store. */
bool store_open(const char *dir, const char *town, bool create, const struct clock *clock, const struct rng *rng,
                struct store **ret_store, struct err *err) WARN_UNUSED;
void store_close(struct store *store); /* NULL is fine */

/* From here on waits up to a minute for others who write: for what somebody does against a flood that keeps the store busy. */
void store_patient(struct store *store);

const char *store_path(const struct store *store);
const char *store_town(const struct store *store);
const unsigned char *store_salt(const struct store *store);
int64_t store_now(const struct store *store); /* wall time */
const struct rng *store_rng(const struct store *store);

/* Where the town stands: epoch and last rev. */
bool store_cursor(struct store *store, struct cursor *ret_cursor, struct err *err) WARN_UNUSED;
int64_t store_version(struct store *store); /* changes when another connection committed; some µs */

/* ---- transactions. Everything that writes is inside one; marks nest one level in it. */
bool store_begin(struct store *store, struct err *err) WARN_UNUSED;
bool store_commit(struct store *store, struct err *err) WARN_UNUSED; /* false: rolled back */
void store_rollback(struct store *store);
bool store_mark(struct store *store, struct err *err) WARN_UNUSED;
void store_back_to_mark(struct store *store);
void store_keep_mark(struct store *store);

/* ---- synced rows */
struct store_column {
	const char *name;
	char type;     /* 'T' text, 'I' integer, 'R' real, 'B' blob */
	bool required;
	int64_t otherwise; /* of an integer column that may be left out though it is never NULL */
	bool has_otherwise;
};

/* The columns of TABLE but id and rev first. */
const struct store_column *store_columns(struct store *store, enum synced_id table, size_t *ret_count);

/* *RET_ROW is NULL when there is none; else a new reference, rev included. That of a service or a department is shared within a
 * transaction: it is not to be changed. */
bool store_get(struct store *store, enum synced_id table, const char *id, json_t **ret_row, struct err *err) WARN_UNUSED;

/* Every row of a small table, by id. */
bool store_list(struct store *store, enum synced_id table, json_t **ret_rows, struct err *err) WARN_UNUSED;

enum store_put { STORE_SAME, STORE_NEW, STORE_CHANGED };

/* Writes ROW, found by its id. An unchanged row keeps its rev. A request that changes department leaves tombstones for
 * those who lose it, and its thread moves with it. */
bool store_put(struct store *store, enum synced_id table, const json_t *row, enum store_put *ret_what, struct err *err) WARN_UNUSED;

/* Gone, with a tombstone. A request takes its thread, its record and its secrets along. No such row is fine. */
bool store_drop(struct store *store, enum synced_id table, const char *id, struct err *err) WARN_UNUSED;

bool store_town_row(struct store *store, json_t **ret_row, struct err *err) WARN_UNUSED; /* ERR_NOT_FOUND: nothing was imported yet */

/* ---- where a row came from: an import removes what is no longer in its source */
bool store_source_set(struct store *store, enum synced_id table, const char *id, const char *source, struct err *err) WARN_UNUSED;
/* [id, …] of TABLE that SOURCE gave. */
bool store_source_ids(struct store *store, enum synced_id table, const char *source, json_t **ret_ids, struct err *err) WARN_UNUSED;

/* ---- scopes and changes */
struct scope {
	bool public_;
	bool all;      /* agent:* */
	char *json;    /* departments as a JSON array; malloc'd */
};

/* "public", "agent:*", "agent:voirie,accueil". */
bool scope_parse(const char *text, struct scope *ret_scope, struct err *err) WARN_UNUSED;
void scope_done(struct scope *scope);
bool scope_has(const struct scope *scope, const char *department); /* false for a public scope */

/* One page of changes after SINCE, at most SYNCED_LINES_MAX lines, without its cursor line, appended to OUT. *RET_REV is
 * where the reader then stands: the hub's last rev, unless *RET_MORE. */
bool store_changes(struct store *store, const struct scope *scope, int64_t since, struct strbuf *out, int64_t *ret_rev,
                   bool *ret_more, struct err *err) WARN_UNUSED;

/* A replica of FORMAT (uncompressed) for SCOPE at PATH, which is replaced. */
bool store_snapshot(struct store *store, const struct scope *scope, const char *scope_text, int format, const char *path,
                    struct cursor *ret_cursor, struct err *err) WARN_UNUSED;

/* Forgets tombstones older than BEFORE (wall time), and raises the floor. */
bool store_forget_gone(struct store *store, int64_t before, struct err *err) WARN_UNUSED;
bool store_floor(struct store *store, int64_t *ret_rev, struct err *err) WARN_UNUSED; /* cursors before it must take a snapshot */

/* ---- terminals and keys */
struct terminal_row {
	char id[STORE_TERMINAL_ID], name[128], scope[512];
	int64_t scope_rev, created, revoked, last_seen, last_rev, erased_rev; /* 0: never */
	double lat, lon;                                          /* NaN: not said */
	char i18n[256], web[256];                                 /* "": not said. I18N is JSON */
};

/* Makes a terminal and its token; RET_TOKEN NULL: it has none until it enrols with a code. ERR_EXISTS: that name is taken; a
 * revoked one makes way and bears its id behind its name. */
bool store_terminal_add(struct store *store, const struct terminal_row *given, char ret_token[TOKEN_TEXT],
                        struct terminal_row *ret_row, struct err *err) WARN_UNUSED;
/* A one-time code with which a machine becomes the terminal ID; codes it had before are void. */
enum { STORE_CODE_HOURS = 24 };
bool store_code_add(struct store *store, const char *id, const char *code, struct err *err) WARN_UNUSED;
/* The machine that has the token of HASH becomes the code's terminal, and no other machine is it any more. ERR_NOT_FOUND: no such
 * code; ERR_REFUSED: it was used, is over, or the terminal was revoked; the text is for whoever typed it. */
bool store_code_use(struct store *store, const char *code, const char *token_hash, struct terminal_row *ret_row,
                    struct err *err) WARN_UNUSED;
/* False with ERR_NOT_FOUND: no terminal has that token. */
bool store_terminal_by_token(struct store *store, const char *token, struct terminal_row *ret_row, struct err *err) WARN_UNUSED;
bool store_terminal_by_name(struct store *store, const char *name, struct terminal_row *ret_row, struct err *err) WARN_UNUSED;
bool store_terminal_revoke(struct store *store, const char *id, struct err *err) WARN_UNUSED;
bool store_terminal_scope(struct store *store, const char *id, const char *scope, struct err *err) WARN_UNUSED;
bool store_terminal_seen(struct store *store, const char *id, int64_t rev, struct err *err) WARN_UNUSED;
/* What an operator or terminal.json wants to know, as JSON objects, by name. */
bool store_terminals(struct store *store, json_t **ret_list, struct err *err) WARN_UNUSED;

struct store_key {
	char id[STORE_KEY_ID];
	struct seal_pair pair;
};
bool store_key_find(struct store *store, const char *id, struct store_key *ret_key, struct err *err) WARN_UNUSED;
enum { STORE_KEY_KEPT_DAYS = 366 }; /* after it was last given out: what was sealed to it may lie on a totem that long */
/* The one to seal to, [{"id", "public"}], which is given out herewith. */
bool store_key_give(struct store *store, json_t **ret_list, struct err *err) WARN_UNUSED;
bool store_key_newest(struct store *store, char ret_id[STORE_KEY_ID], struct err *err) WARN_UNUSED;
bool store_key_add(struct store *store, char ret_id[STORE_KEY_ID], struct err *err) WARN_UNUSED;
/* [{"id", "created", "given"}], oldest first. */
bool store_keys(struct store *store, json_t **ret_list, struct err *err) WARN_UNUSED;
/* ERR_REFUSED: it is the one in use, or was given out less than STORE_KEY_KEPT_DAYS ago. */
bool store_key_drop(struct store *store, const char *id, struct err *err) WARN_UNUSED;

/* ---- operations */
struct applied {
	char outcome[16];
	char reason[400];
	char request[64];
};
/* False without ERR set (code ERR_NONE): not applied yet. */
bool store_applied(struct store *store, const char *op, struct applied *ret_applied, struct err *err) WARN_UNUSED;
bool store_applied_add(struct store *store, const char *op, const char *terminal, const char *kind,
                       const struct applied *applied, struct err *err) WARN_UNUSED;
bool store_unopened_add(struct store *store, const char *op, const char *envelope, struct err *err) WARN_UNUSED;
bool store_unopened_drop(struct store *store, const char *op, struct err *err) WARN_UNUSED;
/* What a desk did to a request that is not there yet; and all of it, [{"op", "terminal", "line"}, …] in order, taken out. */
bool store_early_add(struct store *store, const char *op, const char *request, const char *terminal, const char *line,
                     struct err *err) WARN_UNUSED;
bool store_early_take(struct store *store, const char *request, json_t **ret_list, struct err *err) WARN_UNUSED;
/* Requests of which something early has been there since before BEFORE: [id, …]. */
bool store_early_requests(struct store *store, int64_t before, json_t **ret_ids, struct err *err) WARN_UNUSED;
/* What a kind without code of its own keeps; texts are borrowed. */
struct kept_op {
	const char *op, *kind, *subject, *key, *value, *terminal, *line;
	bool stands, waits;
	bool instead; /* those that stand on its subject (with its key, when it has one) make way */
};
/* Does one of its kind stand on its subject; one with its key too; and what value stands there (malloc'd, may be NULL)? */
bool store_kept_stands(struct store *store, const struct kept_op *kept, bool *ret_subject, bool *ret_key, char **ret_value,
                       struct err *err) WARN_UNUSED;
bool store_kept_add(struct store *store, const struct kept_op *kept, struct err *err) WARN_UNUSED;
/* Those of kinds unknown when they came, [{"op", "kind", "terminal", "line"}, …]; and one taken out. */
bool store_kept_waiting(struct store *store, json_t **ret_list, struct err *err) WARN_UNUSED;
bool store_kept_take(struct store *store, const char *op, struct err *err) WARN_UNUSED;
/* Was this row there once? */
bool store_gone(struct store *store, enum synced_id table, const char *id, bool *ret_gone, struct err *err) WARN_UNUSED;
bool store_printed_add(struct store *store, const char *day, const char *what, const char *lang, const char *terminal,
                       struct err *err) WARN_UNUSED;

/* ---- requests */
/* *RET_ROW is NULL when there is none. */
bool store_request_by_number(struct store *store, const char *number, json_t **ret_row, struct err *err) WARN_UNUSED;
/* Every request that has LOOKUP: [id, …]. */
bool store_requests_by_lookup(struct store *store, const char *lookup, json_t **ret_ids, struct err *err) WARN_UNUSED;
/* What residents see of it, no notes, oldest first; of a long thread the last lines that a record has room for. */
bool store_thread(struct store *store, const char *request, json_t **ret_messages, struct err *err) WARN_UNUSED;
/* How many messages residents wrote about REQUEST, counted up to MAX. */
bool store_residents_messages(struct store *store, const char *request, int64_t max, int64_t *ret_count, struct err *err) WARN_UNUSED;
/* Requests whose record is older than CLOSED_BEFORE allows: [id, …]. */
bool store_records_stale(struct store *store, int64_t closed_before, json_t **ret_ids, struct err *err) WARN_UNUSED;

bool store_secret_set(struct store *store, const char *request, const struct record_key *key, struct err *err) WARN_UNUSED;
/* False without ERR set (code ERR_NONE): it has none. */
bool store_secret(struct store *store, const char *request, struct record_key *ret_key, struct err *err) WARN_UNUSED;
bool store_record_put(struct store *store, const char *lookup, struct bytes cipher, struct err *err) WARN_UNUSED;
/* Bytes of records put here since this was asked last: every totem fetches them. */
int64_t store_records_put(struct store *store);

bool store_number_revoke(struct store *store, const char *number, const char *request, const char *lookup,
                         const char *identity, const char *agent, struct err *err) WARN_UNUSED;
bool store_number_revoked(struct store *store, const char *number, bool *ret_revoked, struct err *err) WARN_UNUSED;

/* ---- erasing */
/* [{"id", "service", "state", "registered"}], the requests with this number, or that had it before, or the one with this id.
 * ERR_NOT_FOUND: there is none. */
bool store_requests_named(struct store *store, const char *number_or_id, json_t **ret_list, struct err *err) WARN_UNUSED;
/* The request with all that belongs to it; what remains is its id, so that whoever delivers it once more is told "again", and its lookup
 * ids, which terminals are told. */
bool store_erase(struct store *store, const char *request, const char *why, struct err *err) WARN_UNUSED;
/* After the commit: nothing erased is left in the store's files. *RET_DONE false: a reader is in the way; later, then. */
bool store_wipe(struct store *store, bool *ret_done, struct err *err) WARN_UNUSED;
/* Requests in STATE that were closed, or last heard of, before BEFORE: [id, …]. */
bool store_overdue(struct store *store, const char *state, int64_t before, int most, json_t **ret_ids, struct err *err) WARN_UNUSED;
/* One of store_erasures of another store of this town: the same here, whether or not the request is. */
bool store_erase_again(struct store *store, const json_t *erasure, struct err *err) WARN_UNUSED;
/* [{"request", "lookups", "rev", "at", "why"}], newest first. */
bool store_erasures(struct store *store, int64_t since, json_t **ret_list, struct err *err) WARN_UNUSED;
/* Appends what terminals are told, as JSON: [{"id", "lookups", "rev"}], the first MOST (and those of the same rev) after REV. */
bool store_erased_after(struct store *store, int64_t rev, int most, struct strbuf *out, struct err *err) WARN_UNUSED;
int64_t store_last_erasure(struct store *store, int64_t rev); /* the newest erasure's rev that is not behind REV; 0: none */
bool store_terminal_erased(struct store *store, const char *id, int64_t rev, struct err *err) WARN_UNUSED;

/* ---- e-mail to departments */
bool store_notify_set(struct store *store, const char *department, const char *email, struct err *err) WARN_UNUSED; /* NULL: none */
/* Queues one when DEPARTMENT has an address; nothing otherwise. */
bool store_mail_add(struct store *store, const char *department, const char *request, const char *subject, const char *body,
                    struct err *err) WARN_UNUSED;
struct mail {
	int64_t id;
	int tries;
	char *rcpt, *subject, *body; /* malloc'd */
};
/* The next that is due. False without ERR set (code ERR_NONE): none. *RET_NEXT: when the next will be, 0 for never. */
bool store_mail_next(struct store *store, struct mail *ret_mail, int64_t *ret_next, struct err *err) WARN_UNUSED;
void mail_done(struct mail *mail);
bool store_mail_sent(struct store *store, int64_t id, struct err *err) WARN_UNUSED;
bool store_mail_failed(struct store *store, int64_t id, int64_t next_try, const char *trouble, struct err *err) WARN_UNUSED;

/* Sent or not, what was queued before BEFORE. */
bool store_mail_forget(struct store *store, int64_t before, struct err *err) WARN_UNUSED;

/* ---- the mayor's page, and keeping */
struct report_row { /* a request, as far as a report counts it; borrowed for the call */
	const char *service, *service_name, *terminal, *channel, *lang, *promised_by;
	int64_t received, closed; /* closed 0: open */
};
/* Each request received from FROM to before TO. */
bool store_report_requests(struct store *store, int64_t from, int64_t to, void (*each)(void *ctx, const struct report_row *row),
                           void *ctx, struct err *err) WARN_UNUSED;
/* [[what, count], …] from day FROM to day TO, both included. */
bool store_report_printed(struct store *store, const char *from, const char *to, json_t **ret_list, struct err *err) WARN_UNUSED;

/* The public half of the town's recovery key. False with ERR_NOT_FOUND: none was made yet. */
bool store_recovery(struct store *store, unsigned char ret_public[SEAL_KEY], struct err *err) WARN_UNUSED;
bool store_recovery_set(struct store *store, const unsigned char public_key[SEAL_KEY], struct err *err) WARN_UNUSED;
/* Everything of one moment, keys included, sealed to the recovery key; the file is for the hub's user alone (0600). */
bool store_backup(struct store *store, const char *to, struct err *err) WARN_UNUSED;
/* Copies that still hold what was erased of REQUEST at AT: backups begun before that, and stores put aside that have not erased it.
 * [{"path", "aside"}, …], of each the newest first. */
bool store_copies(struct store *store, const char *request, int64_t at, json_t **ret_list, struct err *err) WARN_UNUSED;

struct store_restored {
	char town[32];
	char aside[4300]; /* where the store went that stood there; "": there was none */
	char lost[900];   /* what of it could not be taken over, and why; "": all was */
};
/* Puts the backup FROM in the place of its town's store, with a new epoch. What the store before it knew is taken over, and what those
 * knew that were put aside earlier: what was erased, which is erased again, with the operations about it; keys; which backups there
 * are. The rename is the one step that counts: stopped before it, or failed, the store of before stands as it was, and what was
 * made for it goes with the next command. The store of before is kept beside the new one under another name.
 * PAIR opens FROM; NULL for one of a hub that did not seal them yet. */
bool store_restore(const char *dir, const char *from, const struct seal_pair *pair, const struct clock *clock, const struct rng *rng,
                   struct store_restored *ret, struct err *err) WARN_UNUSED;
/* Removes what a backup or a restore that was stopped has left in DIR, unless one is under way. */
void store_tidy(const char *dir);
/* One program serves or restores a town at a time. *RET_FD is closed to let go. ERR_BUSY: another one does. */
bool store_lock(const char *dir, const char *town, int *ret_fd, struct err *err) WARN_UNUSED;
bool store_new_epoch(struct store *store, struct err *err) WARN_UNUSED;

#endif
