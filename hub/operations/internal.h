/* One operation on its way through the hub. */
#ifndef PARVIS_HUB_OPERATIONS_INTERNAL_H
#define PARVIS_HUB_OPERATIONS_INTERNAL_H

#include "common/base/civil.h"
#include "common/domain/form.h"
#include "common/sync/serve.h"
#include "hub/limits.h"
#include "hub/operations.h"

/* ---- the lines of a POST */
struct op_lines {
	const char *at, *end;
};

static inline struct op_lines op_lines_of(const struct delivery *delivery)
{
	return (struct op_lines){ delivery->lines, delivery->lines + delivery->len };
}

/* The next one that is not empty; NULL: none. */
const char *op_next_line(struct op_lines *lines, size_t *ret_len);

/* What was read ahead of one of them. */
struct letter {
	json_t *envelope; /* NULL: no JSON */
	bool opened;      /* what follows is known */
	enum serve_letter letter;
	json_t *body;
};

struct letters {
	size_t count;
	struct letter list[LIMIT_OPERATIONS];
};

void op_letters_free(struct letters *letters); /* NULL is fine */

/* The forms of what is applied together, each parsed once: no operation changes a service. */
enum { FORMS_KEPT = 16 };

struct forms {
	struct arena *arena; /* theirs */
	struct { char service[64]; const struct form *form; } list[FORMS_KEPT];
	size_t count;
};

struct operation {
	struct store *store;
	struct forms *forms;     /* NULL: an operation that came alone */
	json_t *touched;         /* requests whose records the batch seals again at its end, each once; NULL: an operation that came alone */
	const struct letter *ahead; /* NULL: not read ahead */
	bool marked;             /* what it contradicts is undone alone, not with the batch */
	const struct terminal_row *terminal;
	const struct scope *scope;
	const json_t *town;
	const struct zone *zone;
	/* the envelope */
	const char *line;        /* whole, for what cannot be opened */
	char id[UUID_TEXT];
	char kind[24];
	const struct op_rule *rule; /* NULL: a kind that this hub does not know */
	char lookup[RECORD_LOOKUP_TEXT]; /* "": none */
	int64_t made_wall;
	bool made_trusted;
	json_t *body;            /* opened; NULL: could not be */
	char reason[400];        /* why not; or why it conflicts, or is rejected */
	char request[64];        /* the request it touched */
	char early[64];          /* or the one it is meant for, which is not there yet */
	json_t *current;         /* for a conflict */
	size_t *room;            /* bytes of such rows that its POST's results may still grow by; NULL: an operation that came alone */
};

static inline const char *body_text(const struct operation *op, const char *key)
{
	return json_string_value(json_object_get(op->body, key));
}

/* Words of the town's main language. */
const char *op_word(const struct operation *op, const char *key);

/* One line of a batch, LEN bytes and a NUL: applied once, and its result appended. False: the store's trouble; or, when OP is not
 * marked, what OP contradicts. */
bool op_apply_line(struct operation *op, const char *line, size_t len, json_t *results, struct err *err) WARN_UNUSED;

/* Of an error: is it the store's, and no operation's? */
bool op_store_in_trouble(const struct err *err);

/* An operation without an id of its own gets one from what it says, so that saying it twice is one operation. */
void op_id_from_line(const char *line, size_t len, char out[UUID_TEXT]);

void op_read_envelope(struct operation *op, const json_t *envelope, const char *line, size_t len);

/* Opens and compares. What is not APPLIED comes with its reason. False: the store cannot be read, and nothing is known. */
bool op_open(struct operation *op, const json_t *envelope, struct serve_decision *ret_decision, struct err *err) WARN_UNUSED;

/* ---- each applies one kind. False: the store's trouble. */
bool op_apply_request(struct operation *op, enum serve_outcome *ret_outcome, struct err *err) WARN_UNUSED;
bool op_apply_message(struct operation *op, enum serve_outcome *ret_outcome, struct err *err) WARN_UNUSED;
bool op_apply_state(struct operation *op, enum serve_outcome *ret_outcome, struct err *err) WARN_UNUSED;
bool op_apply_assignment(struct operation *op, enum serve_outcome *ret_outcome, struct err *err) WARN_UNUSED;
bool op_apply_replace(struct operation *op, enum serve_outcome *ret_outcome, struct err *err) WARN_UNUSED;
bool op_apply_settle(struct operation *op, enum serve_outcome *ret_outcome, struct err *err) WARN_UNUSED;
bool op_apply_printed(struct operation *op, enum serve_outcome *ret_outcome, struct err *err) WARN_UNUSED;
/* …or a kind that is kept by its rule, or for a newer hub. */
bool op_apply_kept(struct operation *op, enum serve_outcome *ret_outcome, struct err *err) WARN_UNUSED;
bool op_keep_unknown(struct operation *op, struct err *err) WARN_UNUSED;

/* A request that stands for what could not be taken as it is; REASON is what the desk reads. */
bool op_settle(struct operation *op, const char *reason, struct err *err) WARN_UNUSED;

/* ---- shared steps */

/* The record of REQUEST is sealed again: now, or at the end of the batch. A record holds its whole thread, and a resident may write often. */
bool op_publish(const struct operation *op, const char *request, struct err *err) WARN_UNUSED;

/* Says the reason of DECISION in the town's language, and gives its outcome. */
enum serve_outcome op_decided(struct operation *op, struct serve_decision decision);

/* The same; of a conflict the desk gets ROW as it stands. */
enum serve_outcome op_changed(struct operation *op, struct serve_decision decision, json_t *row);

/* Adds a row to the thread of REQUEST; TEXT may be NULL. Its id is the operation's. */
bool op_add_message(struct operation *op, const char *request, const char *kind, const char *author, const char *body, const char *text,
                    struct err *err) WARN_UNUSED;

/* The request the desk means, in its scope, and the agent; otherwise what else it comes to, with a reason. *RET_ROW is a new
 * reference, NULL then. */
bool op_desk_request(struct operation *op, json_t **ret_row, enum serve_outcome *ret_outcome, struct err *err) WARN_UNUSED;

/* Queues the e-mail of the request's department. */
bool op_notify(struct operation *op, const json_t *request, const json_t *service, struct err *err) WARN_UNUSED;

/* Sets promised_by in ROW from SERVICE (NULL: none). */
void op_promise(const struct operation *op, json_t *row, const json_t *service);

/* Number, lookup and key out of the body. */
bool op_read_number(struct operation *op, struct record_key *ret_key) WARN_UNUSED;
/* …lookup and key alone. */
bool op_read_key(struct operation *op, struct record_key *ret_key) WARN_UNUSED;

/* Is it a lookup id by its form? */
bool op_lookup_sound(const char *lookup);

/* Has a request with another number than NUMBER this lookup id? Lookup ids stand in every replica: with somebody else's a terminal could
 * take that person's record away, since a record that two requests claim is shown to nobody. */
bool op_lookup_is_anothers(struct operation *op, const char *lookup, const char *number, bool *ret_is, struct err *err) WARN_UNUSED;

/* Has no other request this number, and was it not revoked? */
bool op_number_is_free(struct operation *op, const char *number, bool *ret_free, struct err *err) WARN_UNUSED;

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
