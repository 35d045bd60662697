/* The board: requests as this desk sees them, that is the replica with the outbox laid over it. Also who this terminal is,
 * the town's name, zone and calendar, and how the link to the hub is doing.
 *
 * Main thread only. No replica yet is a state: board_db() is NULL and lists are empty. What is read lives in ARENA, also
 * what pending operations changed.
 */
#ifndef PARVIS_COUNTER_BOARD_H
#define PARVIS_COUNTER_BOARD_H

#include "common/base/civil.h"
#include "common/store/replica.h"
#include "common/store/terminal.h"
#include "counter/overlay.h"

struct board;

/* STATE is the terminal's directory; CLOCK hears what time it is at the hub. ERR_REFUSED: this terminal is a public one.
 * ERR_NOT_FOUND: not enrolled. */
bool board_open(const char *state, struct clock *clock, struct board **ret_board, struct err *err) WARN_UNUSED;
void board_close(struct board *board); /* NULL is fine */

/* Looks for news in replica, outbox and link: some 20 µs when there are none. True when something on screen may have
 * changed. ERR is set (code ≠ ERR_NONE) when the replica cannot be read; the one before stays. */
bool board_poll(struct board *board, struct err *err);

/* This program just wrote to the outbox: read it again with the next poll (one's own commits do not count as news). */
void board_touch(struct board *board);

struct db *board_db(struct board *board);
struct outbox *board_outbox(struct board *board);
struct overlay *board_overlay(struct board *board);
const struct terminal *board_terminal(const struct board *board);
const struct link_status *board_link(const struct board *board);

/* What agents did here and the hub does not have yet, and what it refused. */
struct board_counts {
	int64_t waiting, problems;
};
struct board_counts board_counts(const struct board *board);
uint64_t board_generation(const struct board *board); /* counts up with every board_poll that was true */

/* What is wrong with the replica, NULL when nothing is. */
const struct err *board_problem(const struct board *board);

/* Who looks: from now on lists, searches and single requests are those of DEPARTMENTS (borrowed) and those assigned to
 * AGENT. COUNT 0: all of this desk. The desk's scope says what lies on its disk; a street mender need not read what the
 * social service is told. */
void board_look_as(struct board *board, const char *agent, const char *const *departments, size_t count);
bool board_sees(const struct board *board, const struct request_row *row);
bool board_sees_part(const struct board *board); /* not everything of this desk */

/* FILTER as the agent who looks may ask it, with today's date. */
void board_narrow(const struct board *board, struct request_filter *filter);
int64_t board_now(const struct board *board); /* wall time */

const char *board_town(const struct board *board);      /* "" until there is a replica */
const char *board_lang(const struct board *board);      /* the town's: "fr" */
const struct zone *board_zone(const struct board *board);
int64_t board_day(const struct board *board);           /* today in the town's calendar, days since 1970 */
const char *board_today(const struct board *board);     /* the same, 'YYYY-MM-DD' */

struct board_row {
	struct request_row row;
	enum pending pending;
};

/* What FILTER asks for (its TODAY is filled in here). On the first page, what operations brought under the filter comes
 * before; what they took out of it is left out. What is to settle: also where the hub refused an operation. */
bool board_list(struct board *board, const struct request_filter *filter, struct arena *arena, struct board_row **ret_rows,
                size_t *ret_count, struct err *err) WARN_UNUSED;
bool board_count(struct board *board, const struct request_filter *filter, int64_t *ret_count, struct err *err) WARN_UNUSED;
bool board_search(struct board *board, const char *text, size_t limit, struct arena *arena, struct board_row **ret_rows,
                  size_t *ret_count, struct err *err) WARN_UNUSED;

/* The words that TEXT was perhaps meant to be, in ARENA; NULL when there are none. For a search that found nothing. */
const char *board_search_instead(struct board *board, const char *text, struct arena *arena);

struct board_message {
	struct message message;
	enum pending pending;
};

struct board_request {
	struct request request;
	enum pending pending;
	const char *assignee_name; /* "" for nobody */
	bool replaced_here;        /* its number was replaced at this desk, and the replica does not say so yet */
	struct board_message *thread;
	size_t thread_count;
};

/* With its thread. ERR_NOT_FOUND. */
bool board_request(struct board *board, const char *id, struct arena *arena, struct board_request *ret_request,
                   struct err *err) WARN_UNUSED;

/* Is this request on this desk, whoever looks? True as well when that cannot be read. */
bool board_holds(struct board *board, const char *id);

/* The id of the request with this number (16 letters), in ARENA; NULL when it is not known here. */
const char *board_find(struct board *board, const char *number, struct arena *arena);

#endif
