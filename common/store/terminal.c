#include "common/store/terminal.h"

#include "common/base/clock.h"
#include "common/base/strbuf.h"
#include "common/base/utf8.h"
#include "common/secret/secret.h"

#include <errno.h>
#include <jansson.h>

enum { FILE_MAX_BYTES = 64 * 1024 };

static json_t *read_json(const char *path, struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	json_error_t problem;
	json_t *root = NULL;

	if (!strbuf_read_file(&text, path, FILE_MAX_BYTES)) {
		/* Who meets this is whoever sets the terminal up. */
		if (errno == ENOENT && streq(or_empty(strrchr(path, '/')), "/terminal.json"))
			err_set(err, ERR_NOT_FOUND, "%s is not there: this terminal is not enrolled yet (parvis-hub terminal add NAME --out FOLDER)", path);
		else
			err_errno(err, "%s", path);
	} else {
		root = json_loadb(strbuf_str(&text), text.len, JSON_REJECT_DUPLICATES, &problem);
		if (!root)
			err_set(err, ERR_BAD_INPUT, "%s:%d: %s", path, problem.line, problem.text);
		else if (!json_is_object(root)) {
			err_set(err, ERR_BAD_INPUT, "%s: an object was expected", path);
			json_decref(root);
			root = NULL;
		}
	}
	strbuf_done(&text);
	return root;
}

/* ---- terminal.json */

static bool take_text(const json_t *root, const char *path, const char *key, char *out, size_t size, struct err *err)
{
	const char *text = json_string_value(json_object_get(root, key));

	if (!text || !*text)
		return err_set(err, ERR_BAD_INPUT, "%s: \"%s\" is missing", path, key);
	if (strlen(text) >= size)
		return err_set(err, ERR_BAD_INPUT, "%s: \"%s\" is longer than %zu", path, key, size - 1);
	snprintf(out, size, "%s", text);
	(void)utf8_disarm(out); /* it is shown, printed and logged */
	return true;
}

static bool take_base64(const json_t *value, const char *path, const char *key, unsigned char *out, size_t size, struct err *err)
{
	const char *text = json_string_value(value);
	struct strbuf bytes = STRBUF_INIT;
	bool ok = text && base64_decode(text, strlen(text), size, &bytes) && bytes.len == size;

	if (ok)
		memcpy(out, bytes.data, size);
	strbuf_done(&bytes);
	return ok || err_set(err, ERR_BAD_INPUT, "%s: \"%s\" should be %zu bytes in base64", path, key, size);
}

static bool take_keys(const json_t *root, const char *path, struct terminal *out, struct err *err)
{
	const json_t *keys = json_object_get(root, "keys");
	size_t count = json_array_size(keys);

	if (count < 1 || count > TERMINAL_KEYS_MAX)
		return err_set(err, ERR_BAD_INPUT, "%s: \"keys\" should hold 1 to %d keys of the hub", path, TERMINAL_KEYS_MAX);
	for (size_t i = 0; i < count; i++) {
		const json_t *key = json_array_get(keys, i);

		if (!take_text(key, path, "id", out->keys[i].id, sizeof(out->keys[i].id), err) ||
		    !take_base64(json_object_get(key, "public"), path, "public", out->keys[i].public_key, TERMINAL_KEY, err))
			return false;
	}
	out->key_count = count;
	return true;
}

static void take_place(const json_t *root, struct terminal *out)
{
	const json_t *lat = json_object_get(root, "lat"), *lon = json_object_get(root, "lon");
	const json_t *i18n = json_object_get(root, "name_i18n");

	out->located = json_is_number(lat) && json_is_number(lon);
	out->lat = json_number_value(lat);
	out->lon = json_number_value(lon);
	if (json_is_object(i18n))
		out->name_i18n = json_dumps(i18n, JSON_COMPACT);
}

static bool take_all(const json_t *root, const char *where, struct terminal *ret_terminal, struct err *err)
{
	struct terminal terminal = { .name_i18n = NULL };
	bool ok = take_text(root, where, "town", terminal.town, sizeof(terminal.town), err) &&
	          take_text(root, where, "id", terminal.id, sizeof(terminal.id), err) &&
	          take_text(root, where, "name", terminal.name, sizeof(terminal.name), err) &&
	          take_text(root, where, "scope", terminal.scope, sizeof(terminal.scope), err) &&
	          take_text(root, where, "hub", terminal.hub, sizeof(terminal.hub), err) &&
	          take_text(root, where, "web", terminal.web, sizeof(terminal.web), err) &&
	          take_base64(json_object_get(root, "salt"), where, "salt", terminal.salt, TERMINAL_SALT, err) &&
	          take_keys(root, where, &terminal, err);

	if (ok) {
		take_place(root, &terminal);
		*ret_terminal = terminal;
	}
	return ok;
}

bool terminal_read(const char *state, struct terminal *ret_terminal, struct err *err)
{
	struct strbuf path = STRBUF_INIT;
	json_t *root;
	bool ok;

	strbuf_addf(&path, "%s/terminal.json", state);
	root = read_json(strbuf_str(&path), err);
	ok = root && take_all(root, strbuf_str(&path), ret_terminal, err);
	json_decref(root);
	strbuf_done(&path);
	return ok;
}

bool terminal_parse(const char *text, size_t len, const char *where, struct terminal *ret_terminal, struct err *err)
{
	json_error_t problem;
	json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &problem);
	bool ok = root ? take_all(root, where, ret_terminal, err) : err_set(err, ERR_BAD_INPUT, "%s: %s", where, problem.text);

	json_decref(root);
	return ok;
}

void terminal_done(struct terminal *terminal)
{
	free(terminal->name_i18n);
	*terminal = (struct terminal){ .name_i18n = NULL };
}

const char *terminal_name(const struct terminal *terminal, const char *lang, struct arena *arena)
{
	json_t *i18n = terminal->name_i18n ? json_loads(terminal->name_i18n, 0, NULL) : NULL;
	const char *name = json_string_value(json_object_get(i18n, or_empty(lang)));
	char *copy = arena_strdup(arena, name ? name : terminal->name);

	(void)utf8_disarm(copy); /* as the name is where it was read */
	json_decref(i18n);
	return copy;
}

/* ---- sync.json */

static enum link_state state_of(const char *name)
{
	return streq(name, "online") ? LINK_ONLINE : streq(name, "refused") ? LINK_REFUSED : LINK_OFFLINE;
}

void link_status_read(const char *state, int64_t now, struct link_status *ret_status)
{
	struct strbuf path = STRBUF_INIT;
	json_t *root;

	*ret_status = (struct link_status){ .state = LINK_UNKNOWN };
	strbuf_addf(&path, "%s/replica/sync.json", state);
	root = read_json(strbuf_str(&path), NULL);
	strbuf_done(&path);
	if (!root)
		return;
	ret_status->at = json_integer_value(json_object_get(root, "at"));
	ret_status->contact = json_integer_value(json_object_get(root, "contact"));
	ret_status->hub_time = json_integer_value(json_object_get(root, "hub_time"));
	ret_status->queued = json_integer_value(json_object_get(root, "queued"));
	ret_status->hindered = streq(json_string_value(json_object_get(root, "trouble")), "local") ||
	                       streq(json_string_value(json_object_get(root, "trouble")), "old_format");
	ret_status->outbox_bad = !streq(json_string_value(json_object_get(root, "outbox")), "fine") && json_object_get(root, "outbox");
	ret_status->state = state_of(json_string_value(json_object_get(root, "state")));
	snprintf(ret_status->text, sizeof(ret_status->text), "%s", or_empty(json_string_value(json_object_get(root, "text"))));
	snprintf(ret_status->version, sizeof(ret_status->version), "%s", or_empty(json_string_value(json_object_get(root, "version"))));
	if (ret_status->state == LINK_ONLINE && now - ret_status->at > LINK_STALE_S * SECOND_US)
		ret_status->state = LINK_OFFLINE;
	json_decref(root);
}
