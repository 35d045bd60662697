/* POSTs of operations: their lines, in one transaction. */
#include "hub/operations/internal.h"

#include "common/secret/secret.h"
#include "hub/records.h"

/* ---- lines */
const char *op_next_line(struct op_lines *lines, size_t *ret_len)
{
	while (lines->at < lines->end) {
		const char *line = lines->at;
		const char *newline = memchr(line, '\n', (size_t)(lines->end - line));

		*ret_len = (size_t)((newline ? newline : lines->end) - line);
		lines->at += *ret_len + 1;
		if (*ret_len)
			return line;
	}
	return NULL;
}

/* Before any is read: too many of them should cost nothing. */
bool delivery_few_enough(const struct delivery *delivery)
{
	struct op_lines lines = op_lines_of(delivery);
	size_t count = 0, len;

	while (count <= LIMIT_OPERATIONS && op_next_line(&lines, &len))
		count++;
	return count <= LIMIT_OPERATIONS;
}

/* OP with a line of its own, which ends with a NUL. */
static bool apply_copy(struct operation op, const char *at, size_t len, json_t *results, struct err *err)
{
	char *line = malloc(len + 1); /* not strndup: garbage may hold a NUL */
	bool ok;

	if (!line)
		abort();
	memcpy(line, at, len);
	line[len] = '\0';
	ok = op_apply_line(&op, line, len, results, err);
	secret_wipe(line, len);
	free(line);
	return ok;
}

/* ---- one POST */

/* OP: what is the same for all of its operations. */
static bool apply_lines(struct operation op, const struct delivery *delivery, struct err *err)
{
	struct op_lines lines = op_lines_of(delivery);
	const char *line;
	size_t len;

	for (size_t i = 0; (line = op_next_line(&lines, &len)); i++) {
		op.ahead = delivery->letters ? &delivery->letters->list[i] : NULL;
		if (!apply_copy(op, line, len, delivery->results, err))
			return false;
	}
	return true;
}

bool op_publish(const struct operation *op, const char *request, struct err *err)
{
	if (!op->touched)
		return record_refresh(op->store, op->town, request, err);
	json_object_set_new(op->touched, request, json_true());
	return true;
}

static bool publish_all(const struct operation *op, struct err *err)
{
	const char *request;
	json_t *always;
	bool ok = true;

	json_object_foreach(op->touched, request, always)
		ok = ok && record_refresh(op->store, op->town, request, err);
	return ok;
}

/* Who sends DELIVERY, as it stands now: it was asked before its turn came, and may have been revoked meanwhile, or have another scope. */
static bool read_sender(struct store *store, const struct delivery *delivery, struct terminal_row *ret_terminal, struct scope *ret_scope,
                        struct err *err)
{
	*ret_terminal = *delivery->terminal;
	return (store_terminal_by_name(store, delivery->terminal->id, ret_terminal, err) || err->code == ERR_NOT_FOUND) &&
	       scope_parse(ret_terminal->scope, ret_scope, err);
}

/* COMMON: what is the same for all that are applied together. */
static bool apply_one(struct operation common, struct delivery *delivery, struct err *err)
{
	json_t *touched = common.marked ? NULL : json_object(); /* what is undone alone has its record with it */
	struct scope scope = { .all = false };
	struct terminal_row terminal;
	size_t room = LIMIT_RESULT_ROWS;
	bool ok;

	delivery->results = json_array();
	common.touched = touched;
	common.room = &room;
	common.terminal = &terminal;
	common.scope = &scope;
	store_records_put(common.store); /* what it says next is of this one alone */
	ok = read_sender(common.store, delivery, &terminal, &scope, err) && apply_lines(common, delivery, err) && publish_all(&common, err) &&
	     store_terminal_seen(common.store, terminal.id, -1, err);
	delivery->records = store_records_put(common.store);
	scope_done(&scope);
	json_decref(touched);
	return ok;
}

/* ---- several */

/* Nothing of them was applied, and what was said of them is not true. */
static void refuse(struct delivery *const *list, size_t count, const struct err *why)
{
	for (size_t i = 0; i < count; i++) {
		json_decref(list[i]->results);
		list[i]->results = NULL;
		list[i]->records = 0;
		list[i]->err = *why;
	}
}

static bool apply_in_one(const struct operation *common, struct delivery *const *list, size_t count, struct err *err)
{
	bool ok = store_begin(common->store, err);

	for (size_t i = 0; ok && i < count; i++)
		if (!(ok = apply_one(*common, list[i], err)))
			store_rollback(common->store);
	if (ok && store_commit(common->store, err))
		return true;
	refuse(list, count, err);
	return false;
}

/* When some line contradicts what is there, each alone; and that POST again, with a mark before each line. Marks cost, and this is rare. */
static void apply_all(struct operation common, struct delivery *const *list, size_t count)
{
	struct err err = { .code = ERR_NONE };

	if (apply_in_one(&common, list, count, &err) || common.marked || op_store_in_trouble(&err))
		return;
	common.marked = count == 1;
	for (size_t i = 0; i < count; i++)
		apply_all(common, &list[i], 1);
}

static void forget_letters(struct delivery *delivery)
{
	op_letters_free(delivery->letters);
	delivery->letters = NULL;
}

void deliveries_apply(struct store *store, struct delivery *const *list, size_t count)
{
	struct forms forms = { .arena = arena_new() };
	struct operation common = { .store = store, .forms = &forms };
	struct zone *zone = NULL;
	json_t *town = NULL;
	struct err err;

	if (store_town_row(store, &town, &err) && zone_open(or_empty(row_text(town, "zone")), &zone, &err)) {
		common.town = town;
		common.zone = zone;
		apply_all(common, list, count);
	} else {
		refuse(list, count, &err);
	}
	for (size_t i = 0; i < count; i++)
		forget_letters(list[i]);
	zone_close(zone);
	arena_free(forms.arena);
	json_decref(town);
}

void delivery_done(struct delivery *delivery)
{
	forget_letters(delivery);
	json_decref(delivery->results);
	delivery->results = NULL;
}
