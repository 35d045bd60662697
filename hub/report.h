/* The mayor's page: what came in during a period, by service, terminal and language; how long it took; what was late. */
#ifndef PARVIS_HUB_REPORT_H
#define PARVIS_HUB_REPORT_H

#include "common/base/arena.h"
#include "common/base/civil.h"
#include "hub/store.h"

struct tally { /* one line of a table */
	const char *key, *name;
	int64_t count, open, late;
	int64_t *delays;      /* of those that are closed, µs */
	size_t closed, room;
	int64_t median;       /* µs; -1: nothing is closed */
};

struct tally_list {
	struct tally *items;
	size_t count, room;
};

struct report {
	int64_t first, last;  /* days, both included */
	struct tally all;
	struct tally_list services, terminals, languages;
	json_t *printed;      /* [[what, count], …] */
};

/* Dates are of ZONE. A request is late when it was closed after the promised day, or is open past it on TODAY. */
bool report_make(struct store *store, const struct zone *zone, int64_t first, int64_t last, int64_t today, struct report *ret_report,
                 struct err *err) WARN_UNUSED;
void report_done(struct report *report);

/* As text for a terminal, or as a page that stands alone (print it: one sheet). */
void report_text(const struct report *report, const json_t *town, struct strbuf *out);
void report_html(const struct report *report, const json_t *town, struct strbuf *out);

#endif
