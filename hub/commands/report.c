/* parvis-hub report */
#include "hub/report.h"

#include "common/domain/deadline.h"
#include "hub/hub.h"

static bool read_day(const char *text, int64_t otherwise, int64_t *ret_day)
{
	struct civil c;

	*ret_day = otherwise;
	if (!text)
		return true;
	if (!civil_parse_date(text, &c))
		return false;
	*ret_day = civil_days(c.year, c.month, c.day);
	return true;
}

static bool print(struct store *store, const struct option_value *options, struct err *err)
{
	struct strbuf out = STRBUF_INIT;
	struct zone *zone = NULL;
	struct report report;
	json_t *town = NULL;
	int64_t today, first = 0, last = 0;
	bool ok = store_town_row(store, &town, err) && zone_open(or_empty(json_string_value(json_object_get(town, "zone"))), &zone, err);

	if (ok) {
		today = deadline_day(zone, store_now(store));
		if (!read_day(options[1].value, today, &last) || !read_day(options[0].value, last - 29, &first) || first > last)
			ok = err_set(err, ERR_BAD_INPUT, "--from and --to want days like 2026-11-01, in order");
	}
	if (ok && (ok = report_make(store, zone, first, last, today, &report, err))) {
		if (options[2].value)
			report_html(&report, town, &out);
		else
			report_text(&report, town, &out);
		fputs(strbuf_str(&out), stdout);
		report_done(&report);
	}
	strbuf_done(&out);
	zone_close(zone);
	json_decref(town);
	return ok;
}

int command_report(struct hub *hub, int argc, char **argv)
{
	struct option_value options[] = { { .name = "--from" }, { .name = "--to" }, { .name = "--html!" } };
	struct store *store;
	struct err err;
	bool ok;

	if (!options_take(&argc, argv, options, ARRAY_LEN(options)) || argc != 0)
		return HUB_USAGE;
	if (!hub_store_open(hub, false, &store, &err))
		return hub_failed("report", &err);
	ok = print(store, options, &err);
	store_close(store);
	return ok ? HUB_OK : hub_failed("report", &err);
}
