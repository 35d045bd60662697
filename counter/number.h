/* A new tracking number and its key, derived on the worker while the form is being filled. */
#ifndef PARVIS_COUNTER_NUMBER_H
#define PARVIS_COUNTER_NUMBER_H

#include "common/base/rand.h"
#include "common/domain/tracking.h"
#include "common/secret/record.h"
#include "common/store/terminal.h"
#include "common/base/worker.h"

struct number_work {
	struct work work;      /* kind "number" */
	struct tracking number;
	unsigned char salt[RECORD_SALT];
	struct record_key key;
	bool derived;
};

struct number_work *number_work_new(const struct rng *rng, const struct terminal *terminal);

/* "KFTJ BXPC LVRH DNSG" in ARENA; "" when TEXT is no number. */
const char *number_grouped(struct arena *arena, const char *text);

#endif
