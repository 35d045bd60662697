/* parvis-hub terminal add|code|list|scope|revoke */
#include "hub/hub.h"

#include "common/base/civil.h"
#include "common/base/file.h"
#include "common/base/utf8.h"
#include "common/domain/code.h"
#include "common/domain/tracking.h"
#include "common/secret/secret.h"
#include "hub/description.h"

#include <errno.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_enrolment(struct hub *hub, struct store *store, const struct terminal_row *row, const char *token,
                            const char *dir, struct err *err)
{
	char path[4150];
	json_t *json;
	char *text, *lines;
	bool ok;

	if (mkdir(dir, 0750) != 0 && errno != EEXIST)
		return err_errno(err, "%s", dir);
	json = terminal_description(hub, store, row, err);
	if (!json)
		return false;
	text = json_dumps(json, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
	json_decref(json);
	if (!text || asprintf(&lines, "%s\n", text) < 0)
		abort();
	snprintf(path, sizeof(path), "%s/terminal.json", dir);
	ok = file_replace(path, lines, strlen(lines), 0640, FILE_ON_DISK, err);
	free(text);
	free(lines);
	snprintf(path, sizeof(path), "%s/token", dir);
	return ok && file_replace(path, token, strlen(token), 0600, FILE_ON_DISK, err);
}

/* A scope names departments that exist. */
static bool check_scope(struct store *store, const char *text, struct err *err)
{
	struct scope scope;
	json_t *list;
	const json_t *id;
	bool ok = true;
	size_t i;

	if (!scope_parse(text, &scope, err))
		return false;
	list = scope.json ? json_loads(scope.json, 0, NULL) : NULL;
	json_array_foreach(list, i, id) {
		json_t *row = NULL;

		if (ok && store_get(store, SYNCED_DEPARTMENT, json_string_value(id), &row, err) && !row)
			ok = err_set(err, ERR_NOT_FOUND, "the town has no department \"%s\"", json_string_value(id));
		json_decref(row);
	}
	json_decref(list);
	scope_done(&scope);
	return ok;
}

static bool read_degrees(const char *text, double limit, double *ret_value)
{
	char *end;

	if (!text)
		return true;
	*ret_value = strtod(text, &end);
	return end != text && !*end && fabs(*ret_value) <= limit;
}

enum { OPT_SCOPE, OPT_OUT, OPT_LAT, OPT_LON, OPT_NAME_EN, OPT_HUB, OPT_WEB, OPT_TOWN };

static bool is_one_line(const char *text)
{
	for (const char *at = text, *next = at; *at; at = next)
		if (utf8_acts(utf8_next(&next)) || *at == '\n' || *at == '\t')
			return false;
	return true;
}

/* What was asked for, as a row; false with a sentence on stderr. */
static bool read_given(const char *name, const struct option_value *options, struct terminal_row *ret_given)
{
	struct terminal_row given = { .lat = NAN, .lon = NAN };

	if (strlen(name) == 0 || strlen(name) >= sizeof(given.name) || strlen(options[OPT_SCOPE].value) >= sizeof(given.scope)) {
		fputs("parvis-hub: a terminal's name has 1 to 127 bytes\n", stderr);
		return false;
	}
	if (!is_one_line(name)) {
		fputs("parvis-hub: a terminal's name is one line of plain text\n", stderr);
		return false;
	}
	if (!read_degrees(options[OPT_LAT].value, 90, &given.lat) || !read_degrees(options[OPT_LON].value, 180, &given.lon)) {
		fputs("parvis-hub: --lat and --lon want degrees, like 50.2914\n", stderr);
		return false;
	}
	if (strlen(or_empty(options[OPT_WEB].value)) >= sizeof(given.web) || strlen(or_empty(options[OPT_NAME_EN].value)) > 127) {
		fputs("parvis-hub: --web has at most 255 bytes, --name-en 127\n", stderr);
		return false;
	}
	if (options[OPT_WEB].value && !tracking_web_valid(options[OPT_WEB].value)) {
		fputs("parvis-hub: --web wants an address like https://demarches.ville.example\n", stderr);
		return false;
	}
	snprintf(given.name, sizeof(given.name), "%s", name);
	snprintf(given.scope, sizeof(given.scope), "%s", options[OPT_SCOPE].value);
	snprintf(given.web, sizeof(given.web), "%s", or_empty(options[OPT_WEB].value));
	if (options[OPT_NAME_EN].value) {
		json_t *names = json_pack("{s:s}", "en", options[OPT_NAME_EN].value);
		char *text = json_dumps(names, JSON_COMPACT);

		snprintf(given.i18n, sizeof(given.i18n), "%s", or_empty(text));
		free(text);
		json_decref(names);
	}
	*ret_given = given;
	return true;
}

static void print_code(const struct terminal_row *row, const char code[CODE_TEXT])
{
	char grouped[CODE_GROUPED];

	code_group(code, grouped);
	printf("%s\n", grouped);
	fprintf(stderr,
	        "On the machine that is to be %s, within %d hours:  parvis-sync --hub URL enrol  (it asks for this code, which is good once)\n",
	        row->name, STORE_CODE_HOURS);
}

/* Inside a transaction. With DIR the hub makes the token and writes both files; else the machine makes its own, with CODE. */
static bool add(struct hub *hub, struct store *store, const struct terminal_row *given, const char *dir, char code[CODE_TEXT],
                struct terminal_row *ret_row, struct err *err)
{
	char token[TOKEN_TEXT];
	bool ok;

	if (!dir) {
		code_make(&hub->rng, code);
		return store_terminal_add(store, given, NULL, ret_row, err) && store_code_add(store, ret_row->id, code, err);
	}
	ok = store_terminal_add(store, given, token, ret_row, err) && write_enrolment(hub, store, ret_row, token, dir, err);
	secret_wipe(token, sizeof(token));
	return ok;
}

int command_terminal_add(struct hub *hub, int argc, char **argv)
{
	struct option_value options[] = {
		[OPT_SCOPE] = { .name = "--scope" }, [OPT_OUT] = { .name = "--out" }, [OPT_LAT] = { .name = "--lat" },
		[OPT_LON] = { .name = "--lon" }, [OPT_NAME_EN] = { .name = "--name-en" }, [OPT_HUB] = { .name = "--hub" },
		[OPT_WEB] = { .name = "--web" }, [OPT_TOWN] = { .name = "--town" },
	};
	struct terminal_row given, row;
	const char *dir;
	char code[CODE_TEXT];
	struct store *store;
	struct err err;
	bool ok;

	if (!options_take(&argc, argv, options, ARRAY_LEN(options)) || argc != 1 || !options[OPT_SCOPE].value)
		return HUB_USAGE;
	if (options[OPT_TOWN].value)
		hub->town = options[OPT_TOWN].value;
	if (options[OPT_HUB].value && !conf_set(hub->conf, "hub.url", options[OPT_HUB].value, &err))
		return hub_failed("--hub", &err);
	if (!read_given(argv[0], options, &given))
		return HUB_FAILED;
	if (!hub_store_open(hub, false, &store, &err))
		return hub_failed("terminal add", &err);
	dir = options[OPT_OUT].value;
	ok = check_scope(store, given.scope, &err) && store_begin(store, &err);
	if (ok) {
		ok = add(hub, store, &given, dir, code, &row, &err);
		if (!ok && err.code == ERR_EXISTS)
			err_set(&err, ERR_EXISTS,
			        "there is a terminal \"%s\" already; revoke it, or choose another name. The same place on a new machine: "
			        "`parvis-hub terminal code`", given.name);
		if (ok)
			ok = store_commit(store, &err);
		else
			store_rollback(store);
	}
	store_close(store);
	if (!ok)
		return hub_failed("terminal add", &err);
	if (dir)
		printf("%s is enrolled as %s: %s/terminal.json and %s/token\n", row.name, row.id, dir, dir);
	else
		print_code(&row, code);
	return HUB_OK;
}

int command_terminal_code(struct hub *hub, int argc, char **argv)
{
	struct terminal_row row;
	char code[CODE_TEXT];
	struct store *store;
	struct err err;
	bool ok;

	if (!options_take(&argc, argv, NULL, 0) || argc != 1)
		return HUB_USAGE;
	if (!hub_store_open(hub, false, &store, &err))
		return hub_failed("terminal code", &err);
	code_make(&hub->rng, code);
	ok = store_terminal_by_name(store, argv[0], &row, &err) && store_begin(store, &err);
	if (ok) {
		ok = row.revoked ? err_set(&err, ERR_REFUSED, "%s was revoked; add it again: parvis-hub terminal add", row.name)
		                 : store_code_add(store, row.id, code, &err);
		if (ok)
			ok = store_commit(store, &err);
		else
			store_rollback(store);
	}
	store_close(store);
	if (!ok)
		return hub_failed("terminal code", &err);
	print_code(&row, code);
	return HUB_OK;
}

static void print_time(int64_t wall)
{
	struct civil c = civil_from_time(NULL, wall);

	if (!wall)
		printf("  %-17s", "never");
	else
		printf("  %04d-%02d-%02d %02d:%02dZ", c.year, c.month, c.day, c.hour, c.minute);
}

int command_terminal_list(struct hub *hub, int argc, char **argv)
{
	struct store *store;
	json_t *list, *item;
	struct err err;
	size_t i;

	if (!options_take(&argc, argv, NULL, 0) || argc != 0)
		return HUB_USAGE;
	if (!hub_store_open(hub, false, &store, &err))
		return hub_failed("terminal list", &err);
	if (!store_terminals(store, &list, &err)) {
		store_close(store);
		return hub_failed("terminal list", &err);
	}
	printf("%-16s  %-17s  %-8s  scope, name\n", "id", "last heard", "rev");
	json_array_foreach(list, i, item) {
		printf("%-16s", json_string_value(json_object_get(item, "id")));
		print_time(json_integer_value(json_object_get(item, "last_seen")));
		printf("  %-8lld  %s  %s%s\n", (long long)json_integer_value(json_object_get(item, "last_rev")),
		       json_string_value(json_object_get(item, "scope")), json_string_value(json_object_get(item, "name")),
		       json_integer_value(json_object_get(item, "revoked")) ? "  (revoked)" : "");
	}
	json_decref(list);
	store_close(store);
	return HUB_OK;
}

/* What revoke and scope share: one terminal, one transaction. */
static int change(struct hub *hub, const char *what, const char *name, const char *scope)
{
	struct terminal_row row;
	struct store *store;
	struct err err;
	bool ok;

	if (!hub_store_open(hub, false, &store, &err))
		return hub_failed(what, &err);
	ok = store_terminal_by_name(store, name, &row, &err) && (!scope || check_scope(store, scope, &err)) && store_begin(store, &err);
	if (ok) {
		ok = scope ? store_terminal_scope(store, row.id, scope, &err) : store_terminal_revoke(store, row.id, &err);
		if (ok)
			ok = store_commit(store, &err);
		else
			store_rollback(store);
	}
	store_close(store);
	return ok ? HUB_OK : hub_failed(what, &err);
}

int command_terminal_revoke(struct hub *hub, int argc, char **argv)
{
	if (!options_take(&argc, argv, NULL, 0) || argc != 1)
		return HUB_USAGE;
	return change(hub, "terminal revoke", argv[0], NULL);
}

int command_terminal_scope(struct hub *hub, int argc, char **argv)
{
	if (!options_take(&argc, argv, NULL, 0) || argc != 2)
		return HUB_USAGE;
	return change(hub, "terminal scope", argv[0], argv[1]);
}
