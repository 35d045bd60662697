#include "counter/board.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/base/strbuf.h"
#include "common/base/utf8.h"
#include "common/store/town.h"

enum { PAGE = 200, LINK_EVERY_MS = 250 };

struct board {
	struct clock *clock;
	char *state;
	struct terminal terminal;
	struct replica *replica;
	struct outbox *outbox;
	struct overlay *overlay;
	struct board_counts counts;
	struct link_status link;
	int64_t link_read;          /* monotonic */
	int64_t outbox_version;
	int64_t reload_at;          /* wall: when a hold ends, what is pending looks different; 0: never */
	uint64_t generation;
	bool loaded;
	char town[128], web[256], lang[16], zone_name[64];
	struct zone *zone;
	struct desk_words *words;   /* of the requests; read when a search finds nothing */
	char today[11];
	int64_t day;
	const char *agent;          /* who looks, and at what: board_look_as */
	const char *const *departments;
	size_t department_count;
};

/* ---- open and close */
bool board_open(const char *state, struct clock *clock, struct board **ret_board, struct err *err)
{
	struct board *board = calloc(1, sizeof(*board));
	struct strbuf path = STRBUF_INIT;

	if (!board)
		abort();
	board->clock = clock;
	board->state = strdup(state);
	board->overlay = overlay_new();
	board->words = desk_words_new();
	utf8_copy(board->lang, sizeof(board->lang), "fr");
	if (!terminal_read(state, &board->terminal, err))
		goto fail;
	if (!starts_with(board->terminal.scope, "agent:")) {
		err_set(err, ERR_REFUSED, "%s/terminal.json: scope is \"%s\", a desk needs \"agent:…\"", state,
			board->terminal.scope);
		goto fail;
	}
	strbuf_addf(&path, "%s/outbox/outbox.db", state);
	if (!outbox_open(strbuf_str(&path), &board->outbox, err))
		goto fail;
	board->replica = replica_open(state);
	strbuf_done(&path);
	*ret_board = board;
	return true;
fail:
	strbuf_done(&path);
	board_close(board);
	return false;
}

void board_close(struct board *board)
{
	if (!board)
		return;
	overlay_free(board->overlay);
	desk_words_free(board->words);
	replica_close(board->replica);
	outbox_close(board->outbox);
	terminal_done(&board->terminal);
	zone_close(board->zone);
	free(board->state);
	free(board);
}

/* ---- news */
static void read_town(struct board *board)
{
	struct db *db = replica_db(board->replica);
	struct arena *arena;
	struct town town;

	if (!db)
		return;
	arena = arena_new();
	if (town_read(db, NULL, arena, &town, NULL)) {
		utf8_copy(board->town, sizeof(board->town), or_empty(town.name));
		utf8_copy(board->web, sizeof(board->web), or_empty(town.web));
		utf8_copy(board->lang, sizeof(board->lang), town.lang ? town.lang : "fr");
		if (!streq(board->zone_name, or_empty(town.zone))) {
			struct zone *zone;

			utf8_copy(board->zone_name, sizeof(board->zone_name), or_empty(town.zone));
			if (zone_open(board->zone_name, &zone, NULL)) {
				zone_close(board->zone);
				board->zone = zone;
			}
		}
	}
	arena_free(arena);
}

static void reload(struct board *board, int64_t now)
{
	size_t count;
	const struct desk_op *ops;

	/* A busy outbox is looked at again with the next poll. */
	if (!overlay_load(board->overlay, board->outbox, replica_db(board->replica), now, NULL))
		board->outbox_version = -1;
	ops = overlay_ops(board->overlay, &count);
	board->reload_at = 0;
	board->counts = (struct board_counts){ .waiting = 0 };
	for (size_t i = 0; i < count; i++) {
		board->counts.waiting += ops[i].state == OP_QUEUED || ops[i].state == OP_SENDING;
		board->counts.problems += pending_of(&ops[i], now) == PENDING_PROBLEM;
		if (ops[i].state == OP_QUEUED && ops[i].hold_until > now &&
		    (!board->reload_at || ops[i].hold_until < board->reload_at))
			board->reload_at = ops[i].hold_until;
	}
}

static bool poll_link(struct board *board, int64_t now)
{
	struct link_status link;
	bool changed;

	if (board->link_read && clock_mono(board->clock) - board->link_read < LINK_EVERY_MS * 1000)
		return false;
	board->link_read = clock_mono(board->clock);
	link_status_read(board->state, now, &link);
	changed = link.state != board->link.state || link.queued != board->link.queued;
	board->link = link;
	if (link.hub_time > 0)
		clock_heard(board->clock, link.hub_time);
	return changed;
}

static bool poll_day(struct board *board, int64_t now)
{
	struct civil c = civil_from_time(board->zone, now);
	char today[sizeof(board->today)];

	snprintf(today, sizeof(today), "%04u-%02u-%02u", (unsigned)c.year % 10000, (unsigned)c.month % 100,
		 (unsigned)c.day % 100);
	if (streq(today, board->today))
		return false;
	memcpy(board->today, today, sizeof(today));
	board->day = civil_days(c.year, c.month, c.day);
	return true;
}

bool board_poll(struct board *board, struct err *err)
{
	int64_t now = clock_wall(board->clock), version;
	enum replica_news news = replica_poll(board->replica, err);
	bool changed = poll_link(board, now), rows = news == REPLICA_CHANGED || news == REPLICA_REOPENED;

	if (rows || !board->loaded)
		read_town(board);
	changed = poll_day(board, now) || changed;
	version = outbox_version(board->outbox);
	if (!board->loaded || rows || version != board->outbox_version || (board->reload_at && now >= board->reload_at)) {
		board->loaded = true;
		board->outbox_version = version;
		reload(board, now);
		changed = true;
	}
	if (changed)
		board->generation++;
	return changed || news == REPLICA_BAD;
}

void board_touch(struct board *board)
{
	board->loaded = false;
}

struct db *board_db(struct board *board)
{
	return replica_db(board->replica);
}

struct outbox *board_outbox(struct board *board)
{
	return board->outbox;
}

const char *board_search_instead(struct board *board, const char *text, struct arena *arena)
{
	const char *instead = NULL;

	if (!board_db(board) || !desk_search_instead(board->words, board_db(board), replica_generation(board->replica), text,
						     arena, &instead, NULL))
		return NULL;
	return instead;
}

struct overlay *board_overlay(struct board *board)
{
	return board->overlay;
}

const struct terminal *board_terminal(const struct board *board)
{
	return &board->terminal;
}

const struct link_status *board_link(const struct board *board)
{
	return &board->link;
}

struct board_counts board_counts(const struct board *board)
{
	return board->counts;
}

uint64_t board_generation(const struct board *board)
{
	return board->generation;
}

const struct err *board_problem(const struct board *board)
{
	return replica_problem(board->replica);
}

void board_look_as(struct board *board, const char *agent, const char *const *departments, size_t count)
{
	board->agent = agent;
	board->departments = departments;
	board->department_count = count;
	board->generation++;
}

bool board_sees(const struct board *board, const struct request_row *row)
{
	if (board->department_count == 0 || (board->agent && streq(row->assignee, board->agent)))
		return true;
	for (size_t i = 0; i < board->department_count; i++)
		if (streq(board->departments[i], row->department))
			return true;
	return false;
}

const char *board_town(const struct board *board)
{
	return board->town;
}

const char *board_lang(const struct board *board)
{
	return board->lang;
}

const struct zone *board_zone(const struct board *board)
{
	return board->zone;
}

int64_t board_day(const struct board *board)
{
	return board->day;
}

const char *board_today(const struct board *board)
{
	return board->today;
}

void board_narrow(const struct board *board, struct request_filter *filter)
{
	filter->today = board->today;
	if (filter->department_count == 0 && !filter->assignee) {
		filter->departments = board->departments;
		filter->department_count = board->department_count;
	}
}

int64_t board_now(const struct board *board)
{
	return clock_wall(board->clock);
}

bool board_sees_part(const struct board *board)
{
	return board->department_count > 0;
}
