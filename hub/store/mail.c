/* E-mails to departments, queued in the transaction that makes the request. */
#include "hub/store/internal.h"

enum { Q_NOTIFY, Q_NOTIFY_NONE, Q_ADD, Q_NEXT, Q_WHEN, Q_SENT, Q_FAILED, Q_FORGET };

static const struct db_query queries[] = {
	[Q_NOTIFY] = { "INSERT INTO notify(department, email) VALUES(?1, ?2) ON CONFLICT DO UPDATE SET email = excluded.email" },
	[Q_NOTIFY_NONE] = { "DELETE FROM notify WHERE department = ?1" },
	[Q_ADD] = { "INSERT INTO mail(request, rcpt, subject, body, queued, next_try) SELECT ?2, email, ?3, ?4, ?5, ?5"
	            " FROM notify WHERE department = ?1" },
	[Q_NEXT] = { "SELECT id, tries, rcpt, subject, body FROM mail WHERE sent IS NULL AND next_try <= ?1 ORDER BY next_try, id LIMIT 1" },
	[Q_WHEN] = { "SELECT min(next_try) FROM mail WHERE sent IS NULL" },
	[Q_SENT] = { "UPDATE mail SET sent = ?2, tries = tries + 1, trouble = NULL WHERE id = ?1" },
	[Q_FORGET] = { "DELETE FROM mail WHERE queued < ?1" },
	[Q_FAILED] = { "UPDATE mail SET tries = tries + 1, next_try = ?2, trouble = ?3 WHERE id = ?1" },
};

const struct db_queries hub_store_mail_queries = { .name = "hub/store/mail.c", .rows = queries, .count = ARRAY_LEN(queries) };

bool store_notify_set(struct store *store, const char *department, const char *email, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[email ? Q_NOTIFY : Q_NOTIFY_NONE]);

	db_bind_text(stmt, 1, department);
	if (email)
		db_bind_text(stmt, 2, email);
	return db_run(stmt, err);
}

bool store_mail_add(struct store *store, const char *department, const char *request, const char *subject, const char *body,
                    struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_ADD]);

	db_bind_text(stmt, 1, department);
	db_bind_text(stmt, 2, request);
	db_bind_text(stmt, 3, subject);
	db_bind_text(stmt, 4, body);
	db_bind_int(stmt, 5, store_now(store));
	return db_run(stmt, err);
}

static char *keep(const char *s)
{
	char *copy = strdup(s);

	if (!copy)
		abort();
	return copy;
}

bool store_mail_next(struct store *store, struct mail *ret_mail, int64_t *ret_next, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_NEXT]);
	enum db_step step;

	db_bind_int(stmt, 1, store_now(store));
	step = db_step(stmt, err);
	if (step == DB_ROW) {
		*ret_mail = (struct mail){ .id = db_int(stmt, 0), .tries = (int)db_int(stmt, 1), .rcpt = keep(db_text0(stmt, 2)),
		                           .subject = keep(db_text0(stmt, 3)), .body = keep(db_text0(stmt, 4)) };
		db_finish(stmt);
		return true;
	}
	if (step == DB_FAILED)
		return false;
	stmt = db_query(store->db, &queries[Q_WHEN]);
	if (db_step(stmt, err) != DB_ROW)
		return false;
	*ret_next = db_int(stmt, 0);
	db_finish(stmt);
	if (err)
		err->code = ERR_NONE;
	return false;
}

void mail_done(struct mail *mail)
{
	free(mail->rcpt);
	free(mail->subject);
	free(mail->body);
	*mail = (struct mail){ .id = 0 };
}

bool store_mail_sent(struct store *store, int64_t id, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_SENT]);

	db_bind_int(stmt, 1, id);
	db_bind_int(stmt, 2, store_now(store));
	return db_run(stmt, err);
}

bool store_mail_failed(struct store *store, int64_t id, int64_t next_try, const char *trouble, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_FAILED]);

	db_bind_int(stmt, 1, id);
	db_bind_int(stmt, 2, next_try);
	db_bind_text(stmt, 3, trouble);
	return db_run(stmt, err);
}

bool store_mail_forget(struct store *store, int64_t before, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_FORGET]);

	db_bind_int(stmt, 1, before);
	return db_run(stmt, err);
}
