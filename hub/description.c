#include "hub/description.h"

#include "common/secret/secret.h"

#include <math.h>

json_t *terminal_description(const struct hub *hub, struct store *store, const struct terminal_row *row, struct err *err)
{
	struct strbuf salt = STRBUF_INIT;
	json_t *town, *keys, *out;
	const char *url = conf_text(hub->conf, "hub.url");

	if (!store_town_row(store, &town, err))
		return NULL;
	if (!store_key_give(store, &keys, err)) {
		json_decref(town);
		return NULL;
	}
	base64_add(&salt, store_salt(store), RECORD_SALT);
	out = json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:s, s:o}", "town", store_town(store), "id", row->id, "name", row->name, "scope",
	                row->scope, "hub",
	                *url ? json_string(url)
	                     : json_sprintf("http://%s:%d", conf_text(hub->conf, "hub.listen"), conf_int(hub->conf, "hub.port")),
	                "web", *row->web ? json_string(row->web) : json_incref(json_object_get(town, "web")), "salt", strbuf_str(&salt),
	                "keys", keys);
	if (*row->i18n)
		json_object_set_new(out, "name_i18n", json_loads(row->i18n, 0, NULL));
	if (!isnan(row->lat) && !isnan(row->lon)) {
		json_object_set_new(out, "lat", json_real(row->lat));
		json_object_set_new(out, "lon", json_real(row->lon));
	}
	strbuf_done(&salt);
	json_decref(town);
	return out;
}
