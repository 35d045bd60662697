#include "hub/store.h"

static bool department_is_sound(const char *s, size_t len)
{
	return len > 0 && len < 64 &&
	       strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") >= len;
}

bool scope_parse(const char *text, struct scope *ret_scope, struct err *err)
{
	json_t *list;
	const char *at;

	*ret_scope = (struct scope){ .public_ = streq(text, "public"), .all = streq(text, "agent:*") };
	if (ret_scope->public_ || ret_scope->all)
		return true;
	if (strlen(text) >= 500)
		return err_set(err, ERR_LIMIT, "a scope has at most 500 characters; agent:* stands for every department");
	if (!starts_with(text, "agent:") || !text[6])
		return err_set(err, ERR_BAD_INPUT, "\"%.60s\" is no scope: public, agent:* or agent:department,department", text);
	list = json_array();
	for (at = text + 6;; at++) {
		size_t len = strcspn(at, ",");

		if (!department_is_sound(at, len)) {
			json_decref(list);
			return err_set(err, ERR_BAD_INPUT, "\"%.60s\": between commas stands the id of a department", text);
		}
		json_array_append_new(list, json_stringn(at, len));
		at += len;
		if (!*at)
			break;
	}
	ret_scope->json = json_dumps(list, JSON_COMPACT);
	json_decref(list);
	return true;
}

void scope_done(struct scope *scope)
{
	free(scope->json);
	*scope = (struct scope){ .json = NULL };
}

bool scope_has(const struct scope *scope, const char *department)
{
	char quoted[80];

	if (scope->public_ || scope->all)
		return scope->all;
	if (!department_is_sound(department, strlen(department))) /* a quote or comma could span two of the list */
		return false;
	if ((size_t)snprintf(quoted, sizeof(quoted), "\"%s\"", department) >= sizeof(quoted))
		return false;
	return strstr(or_empty(scope->json), quoted) != NULL;
}
