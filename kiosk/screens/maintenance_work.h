/* What the maintenance page asks of the worker: is the PIN right, how does everything stand, print that, a new roll is in.
 * Each job carries copies; the settings are read-only and outlive it.
 */
#ifndef PARVIS_SCREENS_MAINTENANCE_WORK_H
#define PARVIS_SCREENS_MAINTENANCE_WORK_H

#include "common/base/arena.h"
#include "common/print/printer.h"
#include "common/conf/conf.h"
#include "kiosk/ui/node.h"
#include "common/base/worker.h"

#define MAINTENANCE_WORK "maintenance"

enum maintenance_what {
	MAINTENANCE_PIN,    /* ok: PIN opens the page */
	MAINTENANCE_LOOK,   /* facts */
	MAINTENANCE_PRINT,  /* facts, and they were printed: outcome */
	MAINTENANCE_ROLL,   /* facts, after somebody said that a new roll is in */
};

struct fact {
	const char *label, *value;
	enum tone tone;
	enum icon icon;
};

enum { FACTS_MAX = 12, MAINTENANCE_PIN_MAX = 16 };

struct maintenance_work {
	struct work work;
	enum maintenance_what what;
	const struct conf *conf;
	const char *state;
	char lang[16], zone[64];
	struct clock clock;
	char pin[MAINTENANCE_PIN_MAX + 1];

	/* answers; their words live in ARENA, until the work is freed */
	struct arena *arena;
	bool ok;
	struct fact facts[FACTS_MAX];
	size_t fact_count;
	enum print_outcome outcome;
};

struct maintenance_work *maintenance_work_new(enum maintenance_what what, const struct conf *conf, const char *state, const char *lang,
                                              const char *zone, const struct clock *clock);

#endif
