#include "common/sync/wire.h"

#include "common/secret/secret.h"

#include <jansson.h>

enum { REASON_MAX = 500, CURRENT_MAX = 256 * 1024 };

bool wire_epoch_ok(const char *epoch)
{
	return strlen(epoch) == 32 && strspn(epoch, "0123456789abcdef") == 32;
}

bool wire_read_page(struct bytes body, struct wire_page *ret_page, struct err *err)
{
	const char *text = (const char *)body.data, *last;
	const json_t *cursor, *rev, *more, *since;
	const char *epoch;
	json_t *line;
	bool ok;

	if (body.len < 2 || text[body.len - 1] != '\n')
		return err_set(err, ERR_BAD_INPUT, "the answer is cut short");
	last = memrchr(text, '\n', body.len - 1);
	last = last ? last + 1 : text;
	line = json_loadb(last, body.len - (size_t)(last - text), JSON_REJECT_DUPLICATES, NULL);
	cursor = json_object_get(line, "cursor");
	epoch = json_string_value(json_object_get(cursor, "epoch"));
	rev = json_object_get(cursor, "rev");
	more = json_object_get(line, "more");
	since = json_object_get(line, "since");
	ok = epoch && wire_epoch_ok(epoch) && json_is_integer(rev) && json_integer_value(rev) >= 0 && json_is_boolean(more) &&
	     (!since || json_is_integer(since));
	if (ok) {
		*ret_page = (struct wire_page){
			.lines = { .data = body.data, .len = (size_t)(last - text) },
			.cursor = { .rev = json_integer_value(rev) }, .more = json_is_true(more),
			.since = since ? json_integer_value(since) : -1,
		};
		if (json_array_size(json_object_get(line, "erased")) > 0)
			ret_page->erased = (struct bytes){ .data = (const unsigned char *)last, .len = body.len - (size_t)(last - text) };
		memcpy(ret_page->cursor.epoch, epoch, sizeof(ret_page->cursor.epoch));
	}
	json_decref(line);
	return ok || err_set(err, ERR_BAD_INPUT, "the answer does not end in a cursor");
}

static bool add_erased(const json_t *one, json_t *ids, json_t *lookups, int64_t *rev)
{
	const json_t *id = json_object_get(one, "id"), *theirs = json_object_get(one, "lookups"), *at = json_object_get(one, "rev"), *lookup;
	size_t i;

	if (!json_is_string(id) || !json_is_array(theirs) || !json_is_integer(at) || json_integer_value(at) < 1)
		return false;
	json_array_foreach(theirs, i, lookup)
		if (!json_is_string(lookup))
			return false;
	json_array_append(ids, (json_t *)(uintptr_t)id);
	json_array_extend(lookups, (json_t *)(uintptr_t)theirs);
	*rev = MAX(*rev, (int64_t)json_integer_value(at));
	return true;
}

bool wire_read_erased(struct bytes line, struct wire_erased *ret_erased, struct err *err)
{
	json_t *json = json_loadb((const char *)line.data, line.len, JSON_REJECT_DUPLICATES, NULL), *ids = json_array(), *lookups = json_array();
	const json_t *list = json_object_get(json, "erased"), *heard = json_object_get(json, "heard"), *one;
	bool ok = json_is_array(list) && json_is_integer(heard);
	int64_t after = json_integer_value(heard), rev = after;
	size_t i;

	json_array_foreach(list, i, one)
		ok = ok && add_erased(one, ids, lookups, &rev);
	if (ok)
		*ret_erased = (struct wire_erased){ .ids = json_dumps(ids, JSON_COMPACT), .lookups = json_dumps(lookups, JSON_COMPACT),
		                                      .after = after, .rev = rev };
	json_decref(json);
	json_decref(ids);
	json_decref(lookups);
	return ok || err_set(err, ERR_BAD_INPUT, "the list of what was erased cannot be read");
}

void wire_erased_done(struct wire_erased *erased)
{
	free(erased->ids);
	free(erased->lookups);
}

/* On one line, whatever the desk's program wrote. */
static bool add_plain_body(struct strbuf *out, struct bytes body, struct err *err)
{
	json_t *json = json_loadb((const char *)body.data, body.len, 0, NULL);
	char *text = json_is_object(json) ? json_dumps(json, JSON_COMPACT) : NULL;

	json_decref(json);
	if (!text)
		return err_set(err, ERR_BAD_INPUT, "its body is not a JSON object");
	strbuf_addf(out, ",\"body\":%s", text);
	free(text);
	return true;
}

bool wire_add_operation(struct strbuf *out, const struct outbox_row *row, struct err *err)
{
	size_t start = out->len;

	strbuf_addf(out, "{\"id\":\"%s\",\"seq\":%lld,\"kind\":", row->id, (long long)row->seq);
	strbuf_add_json(out, row->kind_name ? row->kind_name : op_kind_name(row->kind));
	strbuf_add(out, ",\"lookup\":");
	if (row->lookup)
		strbuf_add_json(out, row->lookup);
	else
		strbuf_add(out, "null");
	if (row->key) {
		strbuf_add(out, ",\"key\":");
		strbuf_add_json(out, row->key);
		strbuf_add(out, ",\"sealed\":\"");
		base64_add(out, row->body.data, row->body.len);
		strbuf_addc(out, '"');
	} else if (!add_plain_body(out, row->body, err)) {
		strbuf_truncate(out, start);
		return false;
	}
	strbuf_addf(out, ",\"made\":{\"wall\":%lld,\"mono\":%lld,\"boot\":", (long long)row->made.wall, (long long)row->made.mono);
	strbuf_add_json(out, row->made.boot);
	strbuf_addf(out, ",\"trusted\":%s}}\n", row->made.trusted ? "true" : "false");
	return true;
}

static bool read_outcome(const json_t *result, struct wire_result *ret_result)
{
	static const struct { const char *word; enum op_state state; bool settle, again; } words[] = {
		{ .word = "applied", .state = OP_DONE }, { .word = "again", .state = OP_DONE, .again = true },
		{ .word = "settle", .state = OP_DONE, .settle = true }, { .word = "conflict", .state = OP_CONFLICT },
		{ .word = "rejected", .state = OP_REJECTED },
	};
	const char *outcome = json_string_value(json_object_get(result, "outcome"));

	for (size_t i = 0; outcome && i < ARRAY_LEN(words); i++)
		if (streq(outcome, words[i].word)) {
			ret_result->answer.state = words[i].state;
			ret_result->settle = words[i].settle;
			ret_result->again = words[i].again;
			return true;
		}
	return false;
}

static bool read_result(const json_t *result, const struct outbox_row *rows, size_t count, struct arena *arena,
                        struct wire_result *results)
{
	const char *id = json_string_value(json_object_get(result, "id"));
	const char *reason = json_string_value(json_object_get(result, "reason"));
	const json_t *current = json_object_get(result, "current");
	size_t i;

	for (i = 0; id && i < count && !streq(id, rows[i].id); i++)
		continue;
	if (!id || i == count || results[i].answer.id || !read_outcome(result, &results[i]))
		return false;
	results[i].answer.id = rows[i].id;
	if (reason)
		results[i].answer.reason = arena_strndup(arena, reason, MIN(strlen(reason), (size_t)REASON_MAX));
	if (json_is_object(current)) {
		char *text = json_dumps(current, JSON_COMPACT);

		if (text && strlen(text) <= CURRENT_MAX)
			results[i].answer.current = arena_strdup(arena, text);
		free(text);
	}
	return true;
}

bool wire_read_results(struct bytes body, const struct outbox_row *rows, size_t count, struct arena *arena,
                       struct wire_result *ret_results, struct err *err)
{
	json_t *json = json_loadb((const char *)body.data, body.len, JSON_REJECT_DUPLICATES, NULL);
	const json_t *list = json_object_get(json, "results");
	bool ok = json_is_array(list) && json_array_size(list) == count;

	memset(ret_results, 0, count * sizeof(*ret_results));
	for (size_t i = 0; ok && i < count; i++)
		ok = read_result(json_array_get(list, i), rows, count, arena, ret_results);
	json_decref(json);
	return ok || err_set(err, ERR_BAD_INPUT, "the answer is not one result for each operation");
}

bool wire_all_taken(const struct wire_result *results, size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (results[i].answer.state != OP_DONE)
			return err_set(err, ERR_BAD_INPUT, "the answer refuses what a resident wrote");
	return true;
}

const char *wire_gone_reason(struct bytes body)
{
	static const char *const known[] = { "epoch", "too-old", "scope" };
	json_t *json = json_loadb((const char *)body.data, body.len, 0, NULL);
	const char *reason = json_string_value(json_object_get(json, "reason")), *found = "";

	for (size_t i = 0; reason && i < ARRAY_LEN(known); i++)
		if (streq(reason, known[i]))
			found = known[i];
	json_decref(json);
	return found;
}
