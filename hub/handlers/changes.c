/* GET /sync/v1/changes?epoch=E&since=REV&wait=SECONDS&erased=REV&heard=REV */
#include "common/base/log.h"
#include "common/sync/serve.h"
#include "hub/limits.h"
#include "hub/pages.h"
#include "hub/routes.h"

static enum call_next start_over(struct call *call, const char *reason)
{
	return call_answer_json(call, 410, json_pack("{s:s}", "reason", reason));
}

/* Another process may have given the terminal another scope between reading it and reading the rows: this page would carry the
 * cursor past that moment, and the terminal would keep what is no longer for it. */
static bool scope_changed(struct call *call)
{
	struct terminal_row now;
	struct err err;

	return !store_terminal_by_name(call->store, call->terminal.name, &now, &err) || now.scope_rev != call->terminal.scope_rev;
}

/* Once a minute is enough. */
static void note_seen(struct call *call, int64_t rev)
{
	if (store_now(call->store) - call->terminal.last_seen >= MINUTE_US)
		server_seen(call->server, call->terminal.id, rev);
}

/* It has wiped its files up to here: worth a write only when there was something to wipe. The word of one that does not say what it has
 * heard is about its replica alone. */
static void note_erased(struct call *call, int64_t erased, int64_t heard)
{
	if (erased <= heard && erased > call->terminal.erased_rev && store_last_erasure(call->store, erased) > call->terminal.erased_rev)
		server_erased(call->server, call->terminal.id, erased);
}

/* An answer that says nothing: the terminal asks again. */
static enum call_next nothing_new(struct call *call, const struct cursor *now, int64_t since)
{
	struct cursor same = *now;
	struct strbuf line = STRBUF_INIT;
	enum call_next next;

	same.rev = since;
	synced_add_cursor(&line, since, &same, false, -1, NULL);
	next = call_answer(call, 200, "application/jsonl; charset=utf-8", line.data, line.len);
	strbuf_done(&line);
	return next;
}

enum turn { TURN_NOW, TURN_LATER, TURN_REFUSED };

/* A page that nobody else asks for costs this one thread a tenth of a second: a terminal that catches up on a year has as many as it needs,
 * one after the other; who has its token and asks for ever other ones waits between them, so that others are served, and is slowed in the end. */
static enum turn turn_of(struct call *call, int64_t mono)
{
	int64_t owed = rate_owed(server_rate(call->server, RATE_PULL), call->terminal.id, mono);
	char seconds[16];

	if (owed > 0) {
		snprintf(seconds, sizeof(seconds), "%d", (int)MIN(owed / SECOND_US + 1, (int64_t)300));
		call_add_header(call, "Retry-After", seconds);
		call_refuse(call, 429, "often", "That is more than one terminal reads; the rest may come later.");
		return TURN_REFUSED;
	}
	owed = rate_owed(server_rate(call->server, RATE_PULL_MS), call->terminal.id, mono);
	if (owed == 0)
		return TURN_NOW;
	server_replace(call->server, call);
	call->paused = mono + owed;
	return TURN_LATER;
}

/* It was made for this terminal. Waking up to nothing new is not its doing. */
static void count_page(struct call *call, const struct page *page, int64_t began)
{
	enum { QUESTION_KIB = 4 }; /* what one costs that has no rows */
	int64_t now = clock_mono(&call->hub->clock);

	rate_spend(server_rate(call->server, RATE_PULL_MS), call->terminal.id, (double)(now - began) / 1000, now);
	if (!call->resumed || !page->empty)
		rate_spend(server_rate(call->server, RATE_PULL), call->terminal.id, QUESTION_KIB + (double)page->plain / 1024, now);
}

enum call_next handle_changes(struct call *call)
{
	const char *epoch = call_argument(call, "epoch");
	int64_t since = call_integer(call, "since", -1);
	int64_t wait = call_integer(call, "wait", 0);
	int64_t mono = clock_mono(&call->hub->clock);
	struct serve_stand stand = { .scope_rev = call->terminal.scope_rev };
	struct page_question question = { .since = since, .heard = call_integer(call, "heard", -1), .encoding = call_encoding(call) };
	struct page *page;
	struct err err = { .code = ERR_NONE };
	enum serve_pull verdict;
	char key[STORE_KEY_ID];
	bool kept;

	if (!epoch || since < 0 || wait < 0)
		return call_refuse(call, 400, "arguments", "Expected epoch, since and wait.");
	if (!store_cursor(call->store, &stand.now, &err) || !store_floor(call->store, &stand.floor, &err))
		return call_refuse(call, 503, "store", "The store cannot be read just now.");
	verdict = serve_changes(epoch, since, &stand);
	if (verdict == SERVE_AHEAD)
		server_went_back(call->server, call->store, call->terminal.name);
	if (verdict != SERVE_PAGE)
		return start_over(call, serve_gone(verdict));
	if (!call->resumed) {
		note_seen(call, since);
		note_erased(call, call_integer(call, "erased", 0), question.heard);
	}
	if (!call->deadline)
		call->deadline = mono + MIN(wait, (int64_t)LIMIT_WAIT_S) * SECOND_US;
	if (question.heard >= store_last_erasure(call->store, INT64_MAX))
		question.heard = -1;
	if (call->replaced)
		return nothing_new(call, &stand.now, since);
	kept = pages_has(server_pages(call->server), call->terminal.scope, &stand.now, &question);
	switch (kept ? TURN_NOW : turn_of(call, mono)) {
	case TURN_NOW:
		call->paused = 0;
		break;
	case TURN_LATER:
		return CALL_WAIT;
	case TURN_REFUSED:
		return CALL_ANSWERED;
	}
	if (!pages_get(server_pages(call->server), call->store, &call->scope, call->terminal.scope, &stand.now, &question, &page, &err)) {
		log_error("changes: %s", err.text);
		return call_refuse(call, 503, "store", "The store cannot be read just now.");
	}
	if (!kept)
		count_page(call, page, mono);
	if (scope_changed(call)) {
		page_release(page);
		return start_over(call, "scope");
	}
	if (page->empty && mono < call->deadline) {
		page_release(page);
		return CALL_WAIT;
	}
	if (store_key_newest(call->store, key, &err)) /* one it does not have: it asks for its description */
		call_add_header(call, "Parvis-Key", key);
	return call_answer_shared(call, "application/jsonl; charset=utf-8", page->encoding, page->text, page->len, page_release, page);
}
