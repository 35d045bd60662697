#include "hub/report.h"

#include "common/base/clock.h"
#include "common/domain/deadline.h"
#include "common/text/tr.h"

struct making {
	struct report *report;
	const struct zone *zone;
	int64_t today;
};

static struct tally *tally_of(struct tally_list *list, const char *key, const char *name)
{
	struct tally *item;

	for (size_t i = 0; i < list->count; i++)
		if (streq(list->items[i].key, key))
			return &list->items[i];
	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 16;
		list->items = realloc(list->items, list->room * sizeof(*list->items));
		if (!list->items)
			abort();
	}
	item = &list->items[list->count++];
	*item = (struct tally){ .key = strdup(key), .name = strdup(name), .median = -1 };
	return item;
}

static void add(struct tally *tally, const struct report_row *row, bool late)
{
	tally->count++;
	tally->open += !row->closed;
	tally->late += late;
	if (!row->closed)
		return;
	if (tally->closed == tally->room) {
		tally->room = tally->room ? tally->room * 2 : 64;
		tally->delays = realloc(tally->delays, tally->room * sizeof(*tally->delays));
		if (!tally->delays)
			abort();
	}
	tally->delays[tally->closed++] = MAX(row->closed - row->received, (int64_t)0);
}

static bool is_late(const struct making *making, const struct report_row *row)
{
	struct civil due;

	if (!row->promised_by || !civil_parse_date(row->promised_by, &due))
		return false;
	return (row->closed ? deadline_day(making->zone, row->closed) : making->today) > civil_days(due.year, due.month, due.day);
}

static void take(void *ctx, const struct report_row *row)
{
	struct making *making = ctx;
	bool late = is_late(making, row);
	bool totem = streq(row->channel, "totem");

	add(&making->report->all, row, late);
	add(tally_of(&making->report->services, row->service, *row->service_name ? row->service_name : row->service), row, late);
	/* the telephone and the desk are one line each, a totem is a place */
	add(tally_of(&making->report->terminals, totem ? row->terminal : row->channel, totem ? row->terminal : ""), row, late);
	add(tally_of(&making->report->languages, row->lang, ""), row, late);
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int by_count(const void *a, const void *b)
{
	const struct tally *x = a, *y = b;

	return x->count != y->count ? (y->count > x->count) - (y->count < x->count) : strcmp(x->key, y->key);
}

static void settle(struct tally *tally)
{
	size_t n = tally->closed;

	tally->median = -1;
	if (!n)
		return;
	qsort(tally->delays, n, sizeof(*tally->delays), by_value);
	tally->median = n % 2 ? tally->delays[n / 2] : (tally->delays[n / 2 - 1] + tally->delays[n / 2]) / 2;
}

static void settle_list(struct tally_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		settle(&list->items[i]);
	if (list->count)
		qsort(list->items, list->count, sizeof(*list->items), by_count);
}

static void day_text(int64_t day, char out[48])
{
	struct civil c = civil_from_days(day);

	snprintf(out, 48, "%04d-%02d-%02d", c.year, c.month, c.day);
}

bool report_make(struct store *store, const struct zone *zone, int64_t first, int64_t last, int64_t today, struct report *ret_report,
                 struct err *err)
{
	struct report report = { .first = first, .last = last };
	struct making making = { .report = &report, .zone = zone, .today = today };
	struct civil from = civil_from_days(first), to = civil_from_days(last + 1);
	char first_text[48], last_text[48];

	from.hour = from.minute = from.second = to.hour = to.minute = to.second = 0;
	day_text(first, first_text);
	day_text(last, last_text);
	if (!store_report_requests(store, civil_to_time(zone, &from), civil_to_time(zone, &to), take, &making, err) ||
	    !store_report_printed(store, first_text, last_text, &report.printed, err)) {
		report_done(&report);
		return false;
	}
	settle(&report.all);
	settle_list(&report.services);
	settle_list(&report.terminals);
	settle_list(&report.languages);
	*ret_report = report;
	return true;
}

static void free_list(struct tally_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free((char *)(uintptr_t)list->items[i].key);
		free((char *)(uintptr_t)list->items[i].name);
		free(list->items[i].delays);
	}
	free(list->items);
}

void report_done(struct report *report)
{
	free(report->all.delays);
	free_list(&report->services);
	free_list(&report->terminals);
	free_list(&report->languages);
	json_decref(report->printed);
	*report = (struct report){ .printed = NULL };
}
