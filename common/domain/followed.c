#include "common/domain/followed.h"

#include <jansson.h>

static const char *text(const json_t *object, const char *key, struct arena *arena)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? arena_strdup(arena, value) : "";
}

static bool read_lines(const json_t *thread, struct arena *arena, struct followed *followed)
{
	size_t n = MIN(json_array_size(thread), (size_t)FOLLOWED_LINES_MAX), older = json_array_size(thread) - n;
	struct followed_line *lines = ARENA_ARRAY(arena, struct followed_line, n);

	for (size_t i = 0; i < n; i++) {
		const json_t *from = json_array_get(thread, older + i);

		if (!json_is_object(from))
			return false;
		lines[i] = (struct followed_line){
			.at = json_integer_value(json_object_get(from, "at")),
			.from_town = streq(json_string_value(json_object_get(from, "who")), "town"),
			.is_state = streq(json_string_value(json_object_get(from, "kind")), "state"),
			.name = text(from, "name", arena), .state = text(from, "state", arena), .text = text(from, "text", arena),
		};
	}
	followed->lines = lines;
	followed->n_lines = n;
	return true;
}

bool followed_read(const char *json, size_t len, struct arena *arena, struct followed *ret, struct err *err)
{
	json_error_t fault;
	json_t *root = json_loadb(json, len, 0, &fault);
	struct followed followed = { .promised_by = NULL };
	bool ok = false;

	if (!json_is_object(root)) {
		err_set(err, ERR_BAD_INPUT, "a record is not a JSON object");
		goto out;
	}
	followed.state = text(root, "state", arena);
	if (!*followed.state || !read_lines(json_object_get(root, "thread"), arena, &followed)) {
		err_set(err, ERR_BAD_INPUT, "a record lacks its state or its thread");
		goto out;
	}
	followed.service = text(root, "service", arena);
	followed.name = text(root, "name", arena);
	followed.department = text(root, "department", arena);
	followed.subject = text(root, "subject", arena);
	followed.lang = text(root, "lang", arena);
	followed.terminal = text(root, "terminal", arena);
	followed.registered = json_integer_value(json_object_get(root, "registered"));
	followed.trusted = json_is_true(json_object_get(root, "trusted"));
	followed.received = json_integer_value(json_object_get(root, "received"));
	followed.closed = json_integer_value(json_object_get(root, "closed"));
	followed.sensitive = json_is_true(json_object_get(root, "sensitive"));
	if (json_is_string(json_object_get(root, "promised_by")))
		followed.promised_by = text(root, "promised_by", arena);
	*ret = followed;
	ok = true;
out:
	json_decref(root);
	return ok;
}

static json_t *time_or_null(int64_t at)
{
	return at ? json_integer(at) : json_null();
}

void followed_write(const struct followed *followed, struct strbuf *out)
{
	json_t *thread = json_array();
	json_t *root;
	char *json;

	for (size_t i = 0; i < followed->n_lines; i++) {
		const struct followed_line *line = &followed->lines[i];

		json_array_append_new(thread, json_pack("{s:I, s:s, s:s, s:s, s:s, s:s}", "at", (json_int_t)line->at, "who",
		                                        line->from_town ? "town" : "resident", "name", or_empty(line->name), "kind",
		                                        line->is_state ? "state" : "message", "state", or_empty(line->state), "text",
		                                        or_empty(line->text)));
	}
	root = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:b, s:o, s:s?, s:o, s:b, s:o}", "service", or_empty(followed->service),
	                 "name", or_empty(followed->name), "department", or_empty(followed->department), "subject",
	                 or_empty(followed->subject), "lang", or_empty(followed->lang), "terminal", or_empty(followed->terminal), "state",
	                 followed->state, "registered", (json_int_t)followed->registered, "trusted", followed->trusted, "received",
	                 time_or_null(followed->received), "promised_by", followed->promised_by, "closed", time_or_null(followed->closed),
	                 "sensitive", followed->sensitive, "thread", thread);
	json = json_dumps(root, JSON_COMPACT);
	strbuf_add(out, json);
	explicit_bzero(json, strlen(json));
	free(json);
	json_decref(root);
}
