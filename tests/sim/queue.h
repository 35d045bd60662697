/* What happens next: events ordered by time, those of one moment in the order in which they were put in. */
#ifndef PARVIS_TESTS_SIM_QUEUE_H
#define PARVIS_TESTS_SIM_QUEUE_H

#include "common/base/util.h"

enum event_kind {
	EVENT_WAKE,        /* a terminal looks around */
	EVENT_REQUEST,     /* arrives at the hub */
	EVENT_ANSWER,      /* arrives at a terminal */
	EVENT_GIVE_UP,     /* an exchange has taken too long */
	EVENT_BOOT,
	EVENT_HOUSE,       /* hourly work of a terminal, once a day here */
	EVENT_LINK,        /* comes back */
	EVENT_PERSON, EVENT_CLERK, EVENT_TOWN, EVENT_NIGHT, EVENT_HUB_UP, EVENT_MISHAP, EVENT_OPERATOR,
};

struct event {
	int64_t at;
	uint64_t order;
	enum event_kind kind;
	int who;
	int64_t n;
	void *data;
};

struct queue {
	struct event *heap;
	size_t count, cap;
	uint64_t order;
};

void queue_add(struct queue *queue, struct event event);
bool queue_next(struct queue *queue, struct event *ret_event);
void queue_done(struct queue *queue);

#endif
