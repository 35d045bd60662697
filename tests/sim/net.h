/* The network between terminals and the hub: it drops, delays, doubles, cuts, and lets others answer. */
#ifndef PARVIS_TESTS_SIM_NET_H
#define PARVIS_TESTS_SIM_NET_H

#include "tests/sim/sim.h"

struct question {
	int terminal;
	int64_t exchange;
	enum sync_lane lane;
	enum sync_task task;
	int32_t token, as;
	int protocol, wait_s, format;
	struct cursor since;
	struct strbuf body;    /* of a POST */
};

struct reply {
	int terminal;
	int64_t exchange;
	enum sync_lane lane;
	struct sync_answer answer; /* its body is filled in when it arrives */
	struct strbuf text;
	struct page *page;         /* shared body, instead of TEXT */
	struct snapshot_file *snapshot;
	bool cut;                  /* half of the body, and nobody noticed */
	bool forged;               /* not from the hub */
};

struct question *question_new(void);
void question_free(struct question *question);
struct reply *reply_new(int terminal, int64_t exchange, enum sync_lane lane, int status);
void reply_free(struct reply *reply);

/* From a terminal; takes QUESTION. */
void net_ask(struct world *w, struct terminal *t, struct question *question);

/* From the hub; takes REPLY. */
void net_answer(struct world *w, struct reply *reply);

/* Nobody answers: told after DELAY. */
void net_nobody(struct world *w, int terminal, int64_t exchange, enum sync_lane lane, int64_t delay);

void net_link(struct world *w, struct terminal *t, enum link link, int64_t for_long);

#endif
