/* One operation on its way through the hub. */
#ifndef PARVIS_HUB_OPERATIONS_INTERNAL_H
#define PARVIS_HUB_OPERATIONS_INTERNAL_H

#include "common/base/civil.h"
#include "common/domain/form.h"
#include "common/store/outbox.h"
#include "hub/operations.h"

enum outcome { OUTCOME_APPLIED, OUTCOME_SETTLE, OUTCOME_CONFLICT, OUTCOME_REJECTED };

/* The forms of a batch, each parsed once: its operations never change a service. */
enum { FORMS_KEPT = 16 };

struct forms {
	struct arena *arena; /* theirs */
	struct { char service[64]; const struct form *form; } list[FORMS_KEPT];
	size_t count;
};

struct operation {
	struct store *store;
	struct forms *forms;     /* NULL: an operation that came alone */
	const struct terminal_row *terminal;
	const struct scope *scope;
	const json_t *town;
	const struct zone *zone;
	/* the envelope */
	const char *line;        /* whole, for what cannot be opened */
	char id[UUID_TEXT];
	char kind_name[24];
	enum op_kind kind;
	char lookup[RECORD_LOOKUP_TEXT]; /* "": none */
	int64_t made_wall;
	bool made_trusted;
	json_t *body;            /* opened; NULL: could not be */
	char reason[400];        /* why not; or why it conflicts, or is rejected */
	char request[64];        /* the request it touched */
	char early[64];          /* or the one it is meant for, which is not there yet */
	json_t *current;         /* for a conflict */
};

static inline const char *body_text(const struct operation *op, const char *key)
{
	return json_string_value(json_object_get(op->body, key));
}

/* Words of the town's main language. */
const char *op_word(const struct operation *op, const char *key);

/* Opens and compares. False with op->reason; or with ERR set, when the store cannot be read: nothing is known then. */
bool op_open(struct operation *op, const json_t *envelope, struct err *err) WARN_UNUSED;

/* ---- each applies one kind. False: the store's trouble. */
bool op_apply_request(struct operation *op, enum outcome *ret_outcome, struct err *err) WARN_UNUSED;
bool op_apply_message(struct operation *op, enum outcome *ret_outcome, struct err *err) WARN_UNUSED;
bool op_apply_state(struct operation *op, enum outcome *ret_outcome, struct err *err) WARN_UNUSED;
bool op_apply_assignment(struct operation *op, enum outcome *ret_outcome, struct err *err) WARN_UNUSED;
bool op_apply_replace(struct operation *op, enum outcome *ret_outcome, struct err *err) WARN_UNUSED;
bool op_apply_settle(struct operation *op, enum outcome *ret_outcome, struct err *err) WARN_UNUSED;
bool op_apply_printed(struct operation *op, enum outcome *ret_outcome, struct err *err) WARN_UNUSED;

/* A request that stands for what could not be taken as it is; REASON is what the desk reads. */
bool op_settle(struct operation *op, const char *reason, struct err *err) WARN_UNUSED;

/* ---- shared steps */

/* Sets op->reason and gives OUTCOME_REJECTED. */
enum outcome op_reject(struct operation *op, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Adds a row to the thread of REQUEST; TEXT may be NULL. Its id is the operation's. */
bool op_add_message(struct operation *op, const char *request, const char *kind, const char *author, const char *body, const char *text,
                    struct err *err) WARN_UNUSED;

/* The request the desk means, in its scope, and the agent; otherwise OUTCOME_REJECTED with a reason. *RET_ROW is a new reference,
 * NULL when rejected. */
bool op_desk_request(struct operation *op, json_t **ret_row, enum outcome *ret_outcome, struct err *err) WARN_UNUSED;

/* Queues the e-mail of the request's department. */
bool op_notify(struct operation *op, const json_t *request, const json_t *service, struct err *err) WARN_UNUSED;

/* Sets promised_by in ROW from SERVICE (NULL: none). */
void op_promise(const struct operation *op, json_t *row, const json_t *service);

/* Number, lookup and key out of the body. False with op->reason. */
bool op_read_number(struct operation *op, struct record_key *ret_key) WARN_UNUSED;

static inline void row_set(json_t *row, const char *column, const char *value)
{
	if (value)
		json_object_set_new(row, column, json_string(value));
	else
		json_object_del(row, column);
}

static inline const char *row_text(const json_t *row, const char *column)
{
	return json_string_value(json_object_get(row, column));
}

#endif
