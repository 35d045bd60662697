#include "counter/counter.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "common/base/log.h"
#include "common/domain/tracking.h"
#include "common/secret/secret.h"
#include "counter/frame.h"
#include "counter/paper.h"
#include "counter/stack.h"

enum { POLL_MS = 100, NOTICE_S = 12 };

struct counter {
	struct counter_options options;
	struct tui *tui;
	struct board *board;
	struct drafts *drafts;
	struct guesses *guesses;
	struct session session;
	struct worker *worker;
	int done_fd;            /* readable while the worker has something for us */
	struct ops *ops;
	struct printing *printing;
	struct arena *frame;
	struct strbuf notice;
	int64_t noticed_at;     /* monotonic */
	struct stack stack;
	struct frame_hits hits; /* where the line of keys stands */
	enum action_id asked;   /* one that has to be asked for twice, and was once */
	int64_t drawn_second;
	bool quit, dirty;
};

static volatile sig_atomic_t asked_to_end;

static void on_signal(int number)
{
	(void)number;
	asked_to_end = 1;
}

/* ---- where handlers lead */
static void lock(struct counter *counter)
{
	stack_park(&counter->stack);
	if (counter->stack.depth == STACK_MAX) /* nothing may stand in the way of the lock */
		stack_pop(&counter->stack);
	counter->session.locked = true;
	strbuf_clear(&counter->notice);
	stack_push(&counter->stack, VIEW_LOGIN, "");
}

/* The login was right. The same agent goes on where they were; for another one the desk starts anew. */
static void enter(struct counter *counter, bool other)
{
	const struct agent *agent = &counter->session.agent;

	stack_pop(&counter->stack);
	board_look_as(counter->board, agent->id, agent->departments,
	              session_departments_all(&counter->session) ? 0 : agent->department_count);
	if (other || counter->stack.depth == 0) {
		ops_hand_over(counter->ops);
		stack_clear(&counter->stack);
		stack_push(&counter->stack, VIEW_DESK, "");
	}
}

static void ask(struct counter *counter, enum action_id action);
static void take_key(struct counter *counter, const struct key *key);

static void follow(struct counter *counter, struct next next)
{
	struct opened *below;

	counter->dirty = true;
	switch (next.kind) {
	case NEXT_STAY:
	case NEXT_DRAW: return;
	case NEXT_PUSH: stack_push(&counter->stack, next.view, next.arg); return;
	case NEXT_REPLACE:
		stack_pop(&counter->stack);
		stack_push(&counter->stack, next.view, next.arg);
		return;
	case NEXT_BACK:
		if (counter->stack.depth < 2)
			return;
		stack_pop(&counter->stack);
		below = stack_top(&counter->stack);
		if (below->view->on_return) {
			struct view_ctx ctx = stack_ctx(&counter->stack, below);

			follow(counter, below->view->on_return(&ctx, below->state, next.number));
		}
		return;
	case NEXT_ACTION:
		stack_pop(&counter->stack);
		ask(counter, (enum action_id)next.number);
		return;
	case NEXT_LOCK: lock(counter); return;
	case NEXT_ENTER: enter(counter, next.number != 0); return;
	case NEXT_QUIT: counter->quit = true; return;
	}
}

/* ---- actions */
static unsigned contexts(struct counter *counter)
{
	const struct opened *opened = stack_top(&counter->stack);
	struct view_ctx ctx = stack_ctx(&counter->stack, opened);
	unsigned all = opened->view->contexts;

	if (opened->view->context)
		all |= opened->view->context(&ctx, opened->state);
	if (session_open(&counter->session) && !(all & (CTX_TYPING | CTX_MENU | CTX_PICK)) && ops_undo(counter->ops))
		all |= CTX_UNDO;
	return all;
}

/* Ctrl-X cuts elsewhere, and x is a letter: what throws words away is asked for twice in a row. */
static bool asked_twice(struct counter *counter, struct view_ctx *ctx, enum action_id action)
{
	bool again = counter->asked == action;

	counter->asked = again || !actions[action].twice ? ACT_NONE : action;
	if (counter->asked != ACT_NONE)
		notify(ctx, trf(ctx->frame, ctx->lang, "desk.twice", "key", frame_key(ctx, actions[action].key), NULL));
	return counter->asked == ACT_NONE;
}

/* Those that act on nothing, and may be asked for before anybody is logged in. */
static bool needs_nobody(enum action_id action)
{
	return action == ACT_HELP || action == ACT_BACK || action == ACT_REPAINT || action == ACT_QUIT;
}

static void ask(struct counter *counter, enum action_id action)
{
	struct opened *opened = stack_top(&counter->stack);
	struct view_ctx ctx = stack_ctx(&counter->stack, opened);
	char arg[16];

	counter->dirty = true;
	if (!session_open(&counter->session) && !needs_nobody(action))
		return;
	if (!asked_twice(counter, &ctx, action))
		return;
	switch (action) {
	case ACT_LOCK: lock(counter); return;
	case ACT_HELP:
		snprintf(arg, sizeof(arg), "%u", contexts(counter));
		stack_push(&counter->stack, VIEW_HELP, arg);
		return;
	case ACT_MENU:
		snprintf(arg, sizeof(arg), "%u", contexts(counter));
		stack_push(&counter->stack, VIEW_MENU, arg);
		return;
	case ACT_REPAINT: tui_repaint(counter->tui); return;
	case ACT_UNDO: follow(counter, undo_last(&ctx)); return;
	case ACT_QUIT: counter->quit = true; return;
	case ACT_SEARCH:
		/* From a form or a reply: it waits below, and is on disk meanwhile. */
		if (opened->view->park)
			opened->view->park(&ctx, opened->state);
		stack_push(&counter->stack, VIEW_SEARCH, "");
		return;
	case ACT_CHOOSE: take_key(counter, &(struct key){ .code = K_ENTER }); return; /* clicked on the line of keys */
	case ACT_NEW: stack_push(&counter->stack, VIEW_NEW, ""); return;
	default: break;
	}
	if (opened->view->on_action)
		follow(counter, opened->view->on_action(&ctx, opened->state, action));
	else if (action == ACT_BACK)
		follow(counter, BACK);
}

/* ---- what comes in */
static void scanned(struct counter *counter, const char *text)
{
	struct tracking_reading reading = tracking_read(text);
	const char *id =
		reading.verdict == TRACKING_OK ? board_find(counter->board, reading.number.text, counter->frame) : NULL;

	if (id)
		stack_push(&counter->stack, VIEW_REQUEST, id);
	else
		stack_push(&counter->stack, VIEW_SEARCH, *reading.letters ? reading.letters : text);
	secret_wipe(&reading, sizeof(reading));
}

static void take_key(struct counter *counter, const struct key *key)
{
	unsigned now = contexts(counter);
	enum action_id action = action_for_key(key->code, now);
	struct opened *opened = stack_top(&counter->stack);
	struct view_ctx ctx;

	counter->dirty = true;
	counter->session.last_act = clock_mono(counter->options.clock);
	if (key->code == K_SCAN || (key->code == K_PASTE && !(now & CTX_TYPING) && tracking_looks_like(key->text))) {
		if (session_open(&counter->session))
			scanned(counter, key->text);
		return;
	}
	if (key->code == K_RESIZE)
		return;
	if (key->code == K_CLICK && (action = frame_hit(&counter->hits, key->y, key->x)) != ACT_NONE) {
		ask(counter, action);
		return;
	}
	strbuf_clear(&counter->notice);
	if (action != counter->asked)
		counter->asked = ACT_NONE;
	if (action != ACT_NONE && action != ACT_CHOOSE) {
		ask(counter, action);
		return;
	}
	ctx = stack_ctx(&counter->stack, opened);
	if (opened->view->on_key)
		follow(counter, opened->view->on_key(&ctx, opened->state, key));
}

/* Only the view on top may lead elsewhere. */
static void follow_results(struct counter *counter)
{
	struct next next = stack_top(&counter->stack)->later;

	if (next.kind == NEXT_STAY)
		return;
	stack_top(&counter->stack)->later = STAY;
	follow(counter, next);
}

/* To the view that asked for it. False: that one is closed. */
static bool deliver(struct counter *counter, struct work *work)
{
	for (size_t i = counter->stack.depth; i-- > 0;) {
		struct opened *opened = &counter->stack.views[i];
		struct view_ctx ctx;
		struct next next;

		if (work->owner != opened->opening || !opened->view->on_result)
			continue;
		/* Who logs in does so whatever they read meanwhile: only help can lie above. */
		while (opened->view == views[VIEW_LOGIN] && i + 1 < counter->stack.depth)
			stack_pop(&counter->stack);
		ctx = stack_ctx(&counter->stack, opened);
		next = opened->view->on_result(&ctx, opened->state, work);
		if (next.kind != NEXT_STAY)
			opened->later = next;
		return true;
	}
	return false;
}

static void take_results(struct counter *counter)
{
	struct work *work;
	eventfd_t count;

	eventfd_read(counter->done_fd, &count);
	while ((work = worker_done(counter->worker))) {
		struct view_ctx ctx = stack_ctx(&counter->stack, stack_top(&counter->stack));

		if (!deliver(counter, work) && streq(work->kind, PAPER_WORK))
			paper_told(&ctx, (const struct paper_work *)work); /* whether the paper came out is news to whoever stands there */
		counter->dirty = true;
		work_free(work);
	}
}

/* What was begun about a request that was erased goes with it, whoever is logged in. */
static void sweep_drafts(struct counter *counter)
{
	struct err err = { .code = ERR_NONE };
	int64_t gone = 0;

	if (!drafts_sweep(counter->drafts, counter->board, &gone, &err))
		log_warn("drafts: %s", err.text);
	else if (gone > 0)
		log_info("%lld drafts went with their request", (long long)gone);
}

static void take_news(struct counter *counter)
{
	struct err err = { .code = ERR_NONE };

	if (!board_poll(counter->board, &err))
		return;
	sweep_drafts(counter);
	if (err.code != ERR_NONE) {
		struct view_ctx ctx = stack_ctx(&counter->stack, stack_top(&counter->stack));

		log_warn("%s", err.text);
		notify(&ctx, tr(ctx.lang, err.code == ERR_FORMAT ? "desk.error.replica_version" : "desk.error.replica"));
	}
	counter->dirty = true;
	for (size_t i = counter->stack.depth; i-- > 0;) {
		struct opened *opened = &counter->stack.views[i];
		struct view_ctx ctx = stack_ctx(&counter->stack, opened);

		if (opened->view->on_change) {
			struct next next = opened->view->on_change(&ctx, opened->state);

			if (i + 1 == counter->stack.depth)
				follow(counter, next);
		}
	}
}

static void tick(struct counter *counter)
{
	int64_t mono = clock_mono(counter->options.clock), second = mono / SECOND_US;
	struct opened *opened = stack_top(&counter->stack);

	if (session_idle(&counter->session, mono, conf_int(counter->options.conf, "counter.lock_minutes") * 60))
		lock(counter);
	else if (opened->view->on_tick && !counter->dirty) { /* what people wait for is drawn first */
		struct view_ctx ctx = stack_ctx(&counter->stack, opened);
		struct next next = opened->view->on_tick(&ctx, opened->state);

		if (next.kind != NEXT_STAY)
			follow(counter, next);
	}
	if (counter->notice.len == 0) {
		counter->noticed_at = mono;
	} else if (mono - counter->noticed_at > NOTICE_S * SECOND_US) {
		strbuf_clear(&counter->notice);
		counter->asked = ACT_NONE;
	}
	/* The clock, the seconds left to undo or to wait. */
	if (second != counter->drawn_second) {
		counter->drawn_second = second;
		counter->dirty = true;
	}
}

/* ---- what goes out */
static void draw_views(struct counter *counter, struct rect area)
{
	for (size_t i = stack_base(&counter->stack); i < counter->stack.depth; i++) {
		struct opened *opened = &counter->stack.views[i];
		struct view_ctx ctx = stack_ctx(&counter->stack, opened);
		struct rect inside = area;

		if (opened->view->flags & VIEW_POPUP)
			inside = frame_popup(&ctx, counter->tui, opened->view, opened->state, area);
		opened->view->draw(&ctx, opened->state, counter->tui, inside);
	}
}

static void draw(struct counter *counter)
{
	struct view_ctx ctx = stack_ctx(&counter->stack, stack_top(&counter->stack));
	struct rect area = tui_size(counter->tui);

	arena_reset(counter->frame);
	tui_begin(counter->tui);
	counter->hits.count = 0;
	if (area.w < TUI_MIN_W || area.h < TUI_MIN_H) {
		frame_too_small(&ctx, counter->tui, area);
	} else {
		if (!(counter->stack.views[stack_base(&counter->stack)].view->flags & VIEW_BARE))
			area = frame_draw(&ctx, counter->tui, area, contexts(counter), &counter->hits);
		draw_views(counter, area);
	}
	tui_show(counter->tui);
	counter->dirty = false;
}

bool counter_run(struct counter *counter, struct err *err)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigemptyset(&action.sa_mask);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	if (!tui_open(&counter->tui, err))
		return false;
	tui_watch(counter->tui, counter->done_fd);
	board_poll(counter->board, NULL);
	sweep_drafts(counter);
	stack_push(&counter->stack, VIEW_LOGIN, or_empty(counter->options.login));
	counter->dirty = true;
	while (!counter->quit && !asked_to_end) {
		struct key key;

		if (counter->dirty)
			draw(counter);
		key = tui_read(counter->tui, POLL_MS, !(contexts(counter) & CTX_TYPING), tracking_looks_like);
		if (key.code == K_HANGUP)
			break;
		if (key.code != K_NONE)
			take_key(counter, &key);
		take_results(counter);
		follow_results(counter);
		take_news(counter);
		tick(counter);
	}
	stack_park(&counter->stack);
	stack_clear(&counter->stack);
	tui_close(counter->tui);
	counter->tui = NULL;
	return true;
}

/* ---- everything but the screen */
static void work_came(void *ctx)
{
	const struct counter *counter = ctx;

	eventfd_write(counter->done_fd, 1);
}

bool counter_new(const struct counter_options *options, struct counter **ret_counter, struct err *err)
{
	struct counter *counter = calloc(1, sizeof(*counter));
	struct err why;

	if (!counter)
		abort();
	counter->options = *options;
	session_init(&counter->session);
	counter->frame = arena_new();
	counter->worker = worker_new(work_came, counter);
	counter->done_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (counter->done_fd < 0) {
		err_errno(err, "eventfd");
		counter_free(counter);
		return false;
	}
	if (!board_open(options->state, options->clock, &counter->board, err) ||
	    !drafts_open(options->state, &counter->drafts, err) ||
	    !printing_open(options->conf, options->state, options->clock, &counter->printing, err)) {
		counter_free(counter);
		return false;
	}
	if (!guesses_open(options->state, &counter->guesses, &why))
		log_error("the tries of PINs are not counted: %s", why.text);
	counter->ops = ops_new(counter->board, &counter->session, options->clock, options->rng,
	                       conf_int(options->conf, "counter.undo_s"));
	counter->stack.ctx = (struct view_ctx){
		.board = counter->board,
		.drafts = counter->drafts,
		.guesses = counter->guesses,
		.session = &counter->session,
		.worker = counter->worker,
		.ops = counter->ops,
		.printing = counter->printing,
		.conf = counter->options.conf,
		.clock = counter->options.clock,
		.rng = counter->options.rng,
		.frame = counter->frame,
		.notice = &counter->notice,
	};
	*ret_counter = counter;
	return true;
}

void counter_free(struct counter *counter)
{
	if (!counter)
		return;
	worker_free(counter->worker);
	printing_close(counter->printing);
	ops_free(counter->ops);
	guesses_close(counter->guesses);
	drafts_close(counter->drafts);
	board_close(counter->board);
	session_done(&counter->session);
	arena_free(counter->frame);
	strbuf_done(&counter->notice);
	if (counter->done_fd >= 0)
		close(counter->done_fd);
	free(counter);
}
