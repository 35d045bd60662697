#include "counter/guesses.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "common/base/clock.h"
#include "common/base/strbuf.h"
#include "common/store/migrate.h"
#include "counter/session.h"

/* Logins that fall into one slot wait for each other, a minute at most; more of them would tell more of what was typed. */
enum { SLOTS = 64 };

struct guesses {
	struct db *db;
};

enum { ASK_READ, ASK_COUNT, ASK_FORGET };

static const struct db_query asks[] = {
	[ASK_READ] = { "SELECT wrong, at FROM guess WHERE slot = ?1" },
	[ASK_COUNT] = { "INSERT INTO guess(slot, wrong, at) VALUES (?1, ?2, ?3) ON CONFLICT(slot) DO UPDATE SET wrong = ?2, at = ?3" },
	[ASK_FORGET] = { "DELETE FROM guess WHERE slot = ?1" },
};
const struct db_queries guesses_queries = { "guesses", asks, ARRAY_LEN(asks) };

bool guesses_open(const char *state, struct guesses **ret_guesses, struct err *err)
{
	static const char *const steps[] = { "counter/sql/guesses.sql" };
	struct strbuf path = STRBUF_INIT;
	struct db *db = NULL;
	mode_t before = umask(0077);
	bool opened;

	strbuf_addf(&path, "%s/desk/guesses.db", state);
	opened = db_open(strbuf_str(&path), DB_CREATE | DB_FULL, &db, err) && migrate(db, steps, ARRAY_LEN(steps), err);
	umask(before);
	strbuf_done(&path);
	if (!opened) {
		db_close(db);
		return false;
	}
	*ret_guesses = calloc(1, sizeof(**ret_guesses));
	if (!*ret_guesses)
		abort();
	(*ret_guesses)->db = db;
	return true;
}

void guesses_close(struct guesses *guesses)
{
	if (!guesses)
		return;
	db_close(guesses->db);
	free(guesses);
}

/* FNV-1a. Capitals count as small letters, as where the agent is looked up (common/store/desk.c). */
static int64_t slot_of(const char *login)
{
	uint32_t hash = 2166136261;

	for (; *login; login++) {
		uint32_t c = (unsigned char)*login;

		hash = (hash ^ (c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c)) * 16777619;
	}
	return hash % SLOTS;
}

static bool count(struct guesses *guesses, int64_t slot, int wrong, int64_t at)
{
	struct db_stmt *stmt = db_query(guesses->db, &asks[ASK_COUNT]);

	db_bind_int(stmt, 1, slot);
	db_bind_int(stmt, 2, wrong);
	db_bind_int(stmt, 3, at);
	return db_run(stmt, NULL);
}

int64_t guesses_try(struct guesses *guesses, const char *login, int64_t now)
{
	int64_t slot = slot_of(login), at = now, wait;
	struct db_stmt *stmt;
	int wrong = 0;

	if (!guesses || !db_begin(guesses->db, NULL))
		return 0;
	stmt = db_query(guesses->db, &asks[ASK_READ]);
	db_bind_int(stmt, 1, slot);
	if (db_step(stmt, NULL) == DB_ROW) {
		wrong = (int)CLAMP(db_int(stmt, 0), 0, INT32_MAX - 1);
		at = db_int(stmt, 1);
	}
	db_finish(stmt);
	wait = MIN(at, now) + session_wait_s(wrong) * SECOND_US - now;
	if (wait <= 0 ? !count(guesses, slot, wrong + 1, now) : at > now && !count(guesses, slot, wrong, now))
		db_rollback(guesses->db);
	else
		(void)!db_commit(guesses->db, NULL);
	return MAX(wait, 0);
}

void guesses_right(struct guesses *guesses, const char *login)
{
	struct db_stmt *stmt;

	if (!guesses)
		return;
	stmt = db_query(guesses->db, &asks[ASK_FORGET]);
	db_bind_int(stmt, 1, slot_of(login));
	(void)!db_run(stmt, NULL);
}
