#include "hub/erase.h"

#include "common/base/clock.h"

/* Days after which a request in a state is erased; 0: never. Closed ones count from their closing, open ones from the last that
 * happened to them. */
static const struct retention {
	const char *state, *setting;
} retentions[] = {
	{ "done", "retention.done_days" },
	{ "refused", "retention.refused_days" },
	{ "received", "retention.received_days" },
	{ "in_progress", "retention.in_progress_days" },
	{ "waiting", "retention.waiting_days" },
};

static bool erase_all(struct store *store, const json_t *ids, int *count, struct err *err)
{
	const json_t *id;
	size_t i;

	json_array_foreach(ids, i, id) {
		if (!store_erase(store, json_string_value(id), "retention", err))
			return false;
		++*count;
	}
	return true;
}

bool erase_overdue(const struct hub *hub, struct store *store, int *ret_count, struct err *err)
{
	int count = 0;

	for (size_t i = 0; i < ARRAY_LEN(retentions); i++) {
		int days = conf_int(hub->conf, retentions[i].setting);
		json_t *ids = NULL;
		bool ok;

		if (!days || count >= ERASE_BATCH)
			continue;
		ok = store_overdue(store, retentions[i].state, store_now(store) - days * DAY_US, ERASE_BATCH - count, &ids, err) &&
		     erase_all(store, ids, &count, err);
		json_decref(ids);
		if (!ok)
			return false;
	}
	*ret_count = count;
	return true;
}
