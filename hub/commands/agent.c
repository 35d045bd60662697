/* parvis-hub agent add|list|pin|remove, pin */
#include "hub/hub.h"

#include "common/domain/names.h"
#include "common/secret/pin.h"
#include "common/secret/secret.h"

/* Reads a line without showing it. */
static bool read_pin(char out[PIN_MAX], struct err *err)
{
	if (!hub_ask_secret("PIN", out, PIN_MAX, err))
		return false;
	if (strlen(out) < 4)
		return err_set(err, ERR_BAD_INPUT, "a PIN has at least 4 digits or letters");
	return true;
}

static bool ask_hash(char hash[PIN_HASH_TEXT], struct err *err)
{
	char pin[PIN_MAX];
	bool ok = read_pin(pin, err) && pin_hash(pin, hash, err);

	secret_wipe(pin, sizeof(pin));
	return ok;
}

static json_t *departments_json(const char *text)
{
	json_t *list = json_array();

	for (const char *at = text; *at;) {
		size_t len = strcspn(at, ",");

		if (len)
			json_array_append_new(list, json_stringn(at, len));
		at += len + (at[len] == ',');
	}
	return list;
}

static bool put_agent(struct store *store, const json_t *row, struct err *err)
{
	if (!store_begin(store, err))
		return false;
	if (!store_put(store, SYNCED_AGENTS, row, NULL, err)) {
		store_rollback(store);
		return err->code == ERR_EXISTS ? err_set(err, ERR_EXISTS, "that login is taken") : false;
	}
	return store_commit(store, err);
}

static bool check_departments(struct store *store, const json_t *list, struct err *err)
{
	const json_t *id;
	bool ok = json_array_size(list) > 0 || err_set(err, ERR_BAD_INPUT, "--departments names at least one");
	size_t i;

	json_array_foreach(list, i, id) {
		json_t *row = NULL;

		if (ok && !streq(json_string_value(id), "*") &&
		    (!store_get(store, SYNCED_DEPARTMENT, json_string_value(id), &row, err) || !row))
			ok = err_set(err, ERR_NOT_FOUND, "the town has no department \"%s\"", json_string_value(id));
		json_decref(row);
	}
	return ok;
}

int command_agent_add(struct hub *hub, int argc, char **argv)
{
	struct option_value options[] = { { .name = "--role" }, { .name = "--departments" } };
	char hash[PIN_HASH_TEXT];
	enum agent_role role;
	struct store *store;
	json_t *row, *departments;
	struct err err;
	bool ok;

	if (!options_take(&argc, argv, options, ARRAY_LEN(options)) || argc != 2 || !options[0].value || !options[1].value ||
	    !agent_role_parse(options[0].value, &role))
		return HUB_USAGE;
	if (!hub_store_open(hub, false, &store, &err))
		return hub_failed("agent add", &err);
	departments = departments_json(options[1].value);
	ok = check_departments(store, departments, &err) && ask_hash(hash, &err);
	if (ok) {
		row = json_pack("{s:s, s:s, s:s, s:s, s:O, s:s}", "id", argv[0], "login", argv[0], "name", argv[1], "role", options[0].value,
		                "departments", departments, "pin_hash", hash);
		ok = put_agent(store, row, &err);
		json_decref(row);
	}
	json_decref(departments);
	store_close(store);
	return ok ? HUB_OK : hub_failed("agent add", &err);
}

int command_agent_list(struct hub *hub, int argc, char **argv)
{
	struct store *store;
	json_t *list, *row;
	struct err err;
	size_t i;

	if (!options_take(&argc, argv, NULL, 0) || argc != 0)
		return HUB_USAGE;
	if (!hub_store_open(hub, false, &store, &err))
		return hub_failed("agent list", &err);
	if (!store_list(store, SYNCED_AGENTS, &list, &err)) {
		store_close(store);
		return hub_failed("agent list", &err);
	}
	json_array_foreach(list, i, row)
		printf("%-12s %-12s %s  %s\n", json_string_value(json_object_get(row, "login")), json_string_value(json_object_get(row, "role")),
		       json_string_value(json_object_get(row, "departments")), json_string_value(json_object_get(row, "name")));
	json_decref(list);
	store_close(store);
	return HUB_OK;
}

/* The agent with LOGIN; *RET_ROW is NULL when there is none. */
static bool by_login(struct store *store, const char *login, json_t **ret_row, struct err *err)
{
	json_t *list, *row;
	size_t i;

	*ret_row = NULL;
	if (!store_list(store, SYNCED_AGENTS, &list, err))
		return false;
	json_array_foreach(list, i, row)
		if (streq(json_string_value(json_object_get(row, "login")), login))
			*ret_row = json_incref(row);
	json_decref(list);
	return *ret_row || err_set(err, ERR_NOT_FOUND, "no agent has the login \"%s\"", login);
}

int command_agent_pin(struct hub *hub, int argc, char **argv)
{
	char hash[PIN_HASH_TEXT];
	struct store *store;
	json_t *row;
	struct err err;
	bool ok;

	if (!options_take(&argc, argv, NULL, 0) || argc != 1)
		return HUB_USAGE;
	if (!hub_store_open(hub, false, &store, &err))
		return hub_failed("agent pin", &err);
	ok = by_login(store, argv[0], &row, &err) && ask_hash(hash, &err);
	if (ok) {
		json_object_set_new(row, "pin_hash", json_string(hash));
		ok = put_agent(store, row, &err);
	}
	store_close(store);
	return ok ? HUB_OK : hub_failed("agent pin", &err);
}

int command_agent_remove(struct hub *hub, int argc, char **argv)
{
	struct store *store;
	json_t *row = NULL;
	struct err err;
	bool ok;

	if (!options_take(&argc, argv, NULL, 0) || argc != 1)
		return HUB_USAGE;
	if (!hub_store_open(hub, false, &store, &err))
		return hub_failed("agent remove", &err);
	ok = by_login(store, argv[0], &row, &err) && store_begin(store, &err);
	if (ok && !store_drop(store, SYNCED_AGENTS, json_string_value(json_object_get(row, "id")), &err)) {
		store_rollback(store);
		ok = false;
	}
	ok = ok && store_commit(store, &err);
	json_decref(row);
	store_close(store);
	return ok ? HUB_OK : hub_failed("agent remove", &err);
}

int command_pin(struct hub *hub, int argc, char **argv)
{
	char hash[PIN_HASH_TEXT];
	struct err err;

	(void)hub;
	(void)argv;
	if (argc != 0)
		return HUB_USAGE;
	if (!ask_hash(hash, &err))
		return hub_failed("pin", &err);
	puts(hash);
	return HUB_OK;
}
