/* A POST of operations: its lines, in one transaction. */
#include "hub/operations/internal.h"

#include "common/secret/secret.h"
#include "hub/limits.h"
#include "hub/records.h"

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

/* Before any is applied: too many of them should cost nothing. */
static bool few_enough(const char *lines, size_t len, struct err *err)
{
	const char *end = lines + len;
	size_t count = 0;

	for (const char *at = lines; at < end && count <= LIMIT_OPERATIONS;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		count += newline != at;
		at = newline ? newline + 1 : end;
	}
	return count <= LIMIT_OPERATIONS || err_set(err, ERR_LIMIT, "more than %d operations", LIMIT_OPERATIONS);
}

/* BATCH: what is the same for all of its operations. */
static bool apply_lines(const struct operation *batch, const char *lines, size_t len, json_t *results, struct err *err)
{
	const char *end = lines + len;

	for (const char *at = lines; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t line_len = (size_t)((newline ? newline : end) - at);

		if (line_len && !apply_copy(*batch, at, line_len, results, err))
			return false;
		at += line_len + 1;
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

static bool publish_all(const struct operation *batch, struct err *err)
{
	const char *request;
	json_t *always;
	bool ok = true;

	json_object_foreach(batch->touched, request, always)
		ok = ok && record_refresh(batch->store, batch->town, request, err);
	return ok;
}

static bool apply_batch(const struct operation *batch, const char *lines, size_t len, json_t *results, struct err *err)
{
	if (!store_begin(batch->store, err))
		return false;
	if (apply_lines(batch, lines, len, results, err) && publish_all(batch, err) && store_terminal_seen(batch->store, batch->terminal->id, -1, err))
		return store_commit(batch->store, err);
	store_rollback(batch->store);
	json_array_clear(results);
	return false;
}

bool operations_apply(struct store *store, const struct terminal_row *terminal, const struct scope *scope, const char *lines,
                      size_t len, json_t **ret_results, struct err *err)
{
	json_t *town = NULL, *results = json_array();
	struct forms forms = { .arena = arena_new() };
	json_t *touched = json_object();
	struct operation batch = { .store = store, .forms = &forms, .touched = touched, .terminal = terminal, .scope = scope };
	struct zone *zone = NULL;
	bool ok = few_enough(lines, len, err) && store_town_row(store, &town, err) && zone_open(or_empty(row_text(town, "zone")), &zone, err);

	batch.town = town;
	batch.zone = zone;
	if (ok && !(ok = apply_batch(&batch, lines, len, results, err)) && !op_store_in_trouble(err)) {
		batch.touched = NULL; /* and its record with it */
		batch.marked = true; /* some line contradicts what is there: again, with a mark before each; marks cost, and this is rare */
		ok = apply_batch(&batch, lines, len, results, err);
	}
	zone_close(zone);
	arena_free(forms.arena);
	json_decref(town);
	json_decref(touched);
	if (ok)
		*ret_results = results;
	else
		json_decref(results);
	return ok;
}
