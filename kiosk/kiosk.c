#include "kiosk/kiosk.h"

#include "common/base/log.h"
#include "common/text/tr.h"
#include "kiosk/display.h"
#include "kiosk/motion.h"
#include "kiosk/notes.h"
#include "kiosk/screens/draft.h"
#include "kiosk/script.h"
#include "kiosk/ui/dump.h"
#include "kiosk/ui/focus.h"
#include "kiosk/ui/layout.h"
#include "kiosk/ui/pages.h"
#include "kiosk/ui/paint.h"
#include "kiosk/ui/reach.h"
#include "kiosk/window.h"

enum { POLL_MS = 400, WAIT_MAX_MS = 60000, EVENTS_US = 50000 };

static void begin_session(struct kiosk *k)
{
	enum theme_id theme = k->config.theme;
	const struct lang *lang = lang_find(k->options.lang ? k->options.lang : k->config.lang);

	if (k->options.theme)
		(void)theme_by_name(k->options.theme, &theme);
	k->session = (struct session){
		.text_size = k->options.text ? (enum text_size)(k->options.text - 1) : k->config.text, .theme = theme, .arena = arena_new(),
		.low_reach = k->options.low,
		.last_act = clock_mono(&k->clock),
	};
	snprintf(k->session.lang, sizeof(k->session.lang), "%s", lang ? lang->code : "fr");
}

/* What time it is at the hub, by what sync wrote down: a clock behind that is not to be trusted. */
static void hear_the_hub(struct kiosk *k)
{
	const struct replica_meta *meta = replica_meta(k->data.replica);

	clock_heard(&k->clock, MAX(k->data.link.hub_time, meta ? meta->hub_time : 0));
	k->data.clock_unsure = !clock_trusted(&k->clock);
	k->data.clock_behind = clock_guess(&k->clock) - clock_wall(&k->clock);
}

/* Unless somebody said which, the language is the one the town writes in. */
static void speak_like_the_town(struct kiosk *k)
{
	const struct lang *lang = lang_find(or_empty(k->data.town.lang));

	if (k->options.lang || !lang_offered(lang) || streq(lang->code, k->session.lang))
		return;
	snprintf(k->session.lang, sizeof(k->session.lang), "%s", lang->code);
	kiosk_data_language(&k->data, k->session.lang, clock_guess(&k->clock));
}

static void look_at(struct kiosk *k);

static bool first_screen(struct kiosk *k, struct err *err)
{
	enum screen_id id = SCREEN_IDLE;

	if (k->options.screen && !script_resumed(k->script) && !screen_by_name(k->options.screen, &id))
		return err_set(err, ERR_BAD_INPUT, "--screen %s: no screen has this name", k->options.screen);
	nav_push(&k->nav, id == SCREEN_IDLE ? SCREEN_IDLE : SCREEN_HOME, "");
	k->session.awake = id != SCREEN_IDLE;
	if (k->surface)
		look_at(k); /* a screen asks for its photograph when it opens */
	if (id != SCREEN_IDLE && id != SCREEN_HOME)
		nav_push(&k->nav, id, k->options.arg);
	return true;
}

/* On the worker's thread. Where the queue of events is full, the loop is awake anyway. */
static void work_came(void *ctx)
{
	const struct kiosk *k = ctx;
	SDL_Event event = { .type = k->events + EVENT_WORK };

	SDL_PushEvent(&event);
}

bool kiosk_open(struct kiosk *k, const struct options *options, char **argv, struct err *err)
{
	*k = (struct kiosk){ .options = *options, .argv = argv, .keys_page = "", .dirty = true };
	k->clock = clock_system(true);
	k->rng = rng_system();
	alive_open(&k->alive);
	if (!config_read(options->conf, &k->config, err) || !text_new(&k->text, err) || !window_open(k, err))
		return false;
	if (!keys_open(k, err) || (options->script && !script_open(options->script, &k->script, err)))
		return false;
	k->events = SDL_RegisterEvents(KIOSK_EVENTS);
	k->arena = arena_new();
	k->arms = arms_new();
	k->worker = worker_new(work_came, k);
	listen_open(k, k->events + EVENT_VOICE);
	begin_session(k);
	kiosk_data_open(&k->data, k->config.state, k->session.lang, clock_wall(&k->clock));
	hear_the_hub(k);
	note_colour(kiosk_data_colour(&k->data));
	note_fonts(text_fonts(k->text));
	speak_like_the_town(k);
	listen_ended(k);
	k->nav.ctx = (struct screen_ctx){
		.session = &k->session, .data = &k->data, .conf = k->config.conf, .clock = &k->clock, .rng = &k->rng,
		.worker = k->worker,
		.now = clock_guess(&k->clock),
	};
	return first_screen(k, err);
}

void kiosk_close(struct kiosk *k)
{
	worker_free(k->worker);
	listen_done(k);
	if (k->nav.ctx.session)
		nav_done(&k->nav);
	drafts_wipe(&k->session);
	kiosk_data_close(&k->data);
	script_close(k->script);
	arena_free(k->session.arena);
	arena_free(k->arena);
	arms_free(k->arms);
	text_free(k->text);
	strbuf_done(&k->before_scan_text);
	window_close(k);
	config_done(&k->config);
	alive_done(&k->alive);
	SDL_Quit();
}

/* ---- a frame */

static void look_at(struct kiosk *k)
{
	struct opened *top = nav_top(&k->nav);
	bool lies, low;
	float px;
	int reach;

	window_surface(k);
	text_easy(k->text, k->session.easy);
	px = window_px_per_mm(k);
	lies = k->surface->w > k->surface->h;
	reach = reach_height(px, k->surface->w, k->surface->h, k->config.bottom_mm);
	k->session.out_of_reach = reach < k->surface->h;
	low = k->session.low_reach && k->session.out_of_reach;
	k->look = (struct ui_look){
		.lang = k->session.lang, .rtl = lang_is_rtl(k->session.lang), .text_size = k->session.text_size,
		.theme = theme_make(k->session.theme, kiosk_data_colour(&k->data)), .width = k->surface->w, .height = k->surface->h,
		.metrics = (low ? reach_metrics : theme_metrics)(px * k->config.scale, k->session.text_size, lies), .low_reach = low, .reach = reach,
		.focus = top->focus[0] ? top->focus : NULL, .focus_shown = k->focus_shown, .typing = k->typing[0] ? k->typing : NULL,
		.full = k->full[0] ? k->full : NULL,
		.pressed = k->press.down && !k->press.dragging && k->press.id[0] ? k->press.id : NULL, .caret = k->caret,
	};
	metrics_fit(&k->look.metrics, k->surface->w, k->surface->h);
	frame_photo(&k->look, &k->look.photo_w, &k->look.photo_h);
	k->nav.ctx.photo_w = k->look.photo_w;
	k->nav.ctx.photo_h = k->look.photo_h;
}

static int scroll_room(const struct kiosk *k)
{
	return pages_room(&k->ui, k->ui.body);
}

static void build(struct kiosk *k, struct opened *top, bool at_end)
{
	struct frame_in in = {
		.nav = &k->nav, .data = &k->data, .session = &k->session, .arms = k->arms, .voice_on = k->voice_on,
		.voice = k->voice_on ? voice_state(k->voice) : VOICE_SILENT, .paged = k->paged,
		.at_top = top->scroll <= 0, .at_end = at_end, .keyboard = k->typing[0], .keys_page = k->keys_page, .capital = k->capital,
		.sizes = k->sizes, .notice = k->notice, .picking = k->picking, .pick_group = k->pick_group, .two_buttons = k->two_buttons,
	};

	k->session.listens = k->voice_on;
	k->session.key_stuck = keys_stuck(k);
	k->session.sound = k->listen.said.len ? (int)voice_state(k->voice) : -1;
	arena_reset(k->arena);
	look_at(k);
	k->ui = ui_begin(k->arena, &k->look);
	frame_build(&k->ui, &in);
	layout_tree(&k->ui, k->text);
}

/* The field that asks for the focus gets it once, when its screen opens. */
static bool autofocus(struct kiosk *k, struct opened *top)
{
	if (top->focus[0])
		return false;
	for (struct node *n = k->ui.root; n; n = node_next(k->ui.root, n))
		if (n->autofocus) {
			kiosk_focus(k, n->id);
			edit_begin(k, n->id);
			return true;
		}
	return false;
}

void kiosk_frame(struct kiosk *k, bool paint)
{
	struct opened *top = nav_top(&k->nav);
	bool at_end = false;

	/* What is too tall gets pages, which take room; what has the focus comes into view: settled after a few rounds. */
	for (int round = 0; round < 5; round++) {
		int before = top->scroll, room;

		build(k, top, at_end);
		if (autofocus(k, top))
			continue;
		room = scroll_room(k);
		if (k->reveal) {
			struct node *focus = node_by_id(k->ui.body, k->typing[0] ? k->typing : top->focus);

			if (focus)
				top->scroll += k->typing[0] ? focus_reveal_caret(&k->ui, k->text, focus) : focus_reveal(&k->ui, focus);
		}
		top->scroll = CLAMP(top->scroll, 0, room);
		if ((room > 0) == k->paged && top->scroll == before && at_end == (top->scroll >= room))
			break;
		k->paged = room > 0;
		at_end = top->scroll >= room;
	}
	pages_window(&k->ui, k->ui.body, k->slide.on || (k->press.down && k->press.dragging),
	             k->focus_shown ? node_by_id(k->ui.body, top->focus) : NULL);
	k->reveal = false;
	k->dirty = false;
	k->unpainted = !paint;
	if (!paint)
		return;
	int64_t began = clock_mono(&k->clock);
	struct canvas canvas = window_canvas(k);

	motion_shift(k, false);
	paint_tree(&k->ui, k->text, &canvas);
	motion_shift(k, true);
	window_show(k);
	text_trim(k->text);
	k->drawn_at = clock_mono(&k->clock);
	k->frame_cost = k->drawn_at - began;
	k->drawn_opening = top->opening;
	alive_drawn(&k->alive, k->drawn_at);
}

void kiosk_fresh(struct kiosk *k)
{
	if (k->dirty)
		kiosk_frame(k, false);
}

/* ---- the loop */

/* An urgent alert for this place takes the whole screen until it ends or this person has read it; what they were
 * doing waits below. */
static void urgent_alert(struct kiosk *k, int64_t wall)
{
	const struct alert *alert = kiosk_data_alert(&k->data, wall, true);

	if (!alert || streq(alert->id, k->session.acknowledged) || nav_find(&k->nav, SCREEN_ALERT) ||
	    nav_top(&k->nav)->id == SCREEN_STILL_THERE)
		return;
	kiosk_act(k, action_push(SCREEN_ALERT, alert->id));
	k->announce = !k->voice_on; /* who listens hears every page that comes up */
}

static void run_timers(struct kiosk *k)
{
	int64_t mono = clock_mono(&k->clock), wall = clock_guess(&k->clock);
	struct opened *top = nav_top(&k->nav);

	k->nav.ctx.now = wall;
	if (wall / MINUTE_US != k->minute) {
		k->minute = wall / MINUTE_US;
		k->dirty = true;
	}
	if (mono >= k->next_poll && !motion_on(k)) {
		k->next_poll = mono + POLL_MS * 1000;
		bool news = kiosk_data_poll(&k->data, k->session.lang, wall);

		hear_the_hub(k);
		listen_jack(k, mono);
		display_follow(k);
		if (news || k->photo_w != k->look.photo_w) { /* the glass has another size: so has its picture */
			k->photo_w = k->look.photo_w;
			note_colour(kiosk_data_colour(&k->data));
			kiosk_call(k, top->screen->on_change);
			k->dirty = true;
		}
	}
	top = nav_top(&k->nav);
	if (top->screen->on_tick && mono >= k->next_tick) {
		k->next_tick = mono + (int64_t)MAX(top->screen->tick_ms, 50) * 1000;
		kiosk_call(k, top->screen->on_tick);
	}
	urgent_alert(k, wall);
	top = nav_top(&k->nav);
	if (k->voice_on && voice_state(k->voice) == VOICE_SPEAKS)
		session_touch(&k->session, mono); /* timers wait while the voice speaks */
	switch (session_due(&k->session, &k->config.times, top->screen->flags, top->id == SCREEN_STILL_THERE, mono)) {
	case DUE_NOTHING:
		break;
	case DUE_ASK:
		edit_end(k);
		session_touch(&k->session, mono);
		kiosk_act(k, action_push(SCREEN_STILL_THERE, ""));
		break;
	case DUE_END:
		kiosk_end(k);
		break;
	}
	input_timers(k, mono);
	k->unpainted |= mono >= alive_deadline(&k->alive);
}

static int wait_ms(struct kiosk *k)
{
	int64_t mono = clock_mono(&k->clock), until = motion_on(k) ? INT64_MAX : k->next_poll;
	struct opened *top = nav_top(&k->nav);

	until = MIN(until, session_deadline(&k->session, &k->config.times, top->screen->flags, top->id == SCREEN_STILL_THERE));
	until = MIN(until, input_deadline(k));
	until = MIN(until, alive_deadline(&k->alive));
	if (top->screen->on_tick)
		until = MIN(until, k->next_tick);
	if (k->script)
		until = MIN(until, mono + script_wait_ms(k->script, mono) * 1000);
	return (int)CLAMP((until - mono + 999) / 1000, 0, WAIT_MAX_MS);
}

/* WORK comes back to the screen that asked, on top or not. */
static void finished(struct kiosk *k, struct work *work)
{
	for (int i = k->nav.depth - 1; i >= 0; i--) {
		struct opened *opened = &k->nav.stack[i];

		if (opened->opening == work->owner && opened->screen->on_result && opened->err.code == ERR_NONE) {
			struct action action = opened->screen->on_result(nav_ctx(&k->nav, opened), opened->state, work);

			if (action.kind == ACTION_FOCUS && nav_top(&k->nav) != opened)
				action = ACTION_NOTHING; /* the person went on: what came waits on that page */
			while (action.kind != ACTION_STAY && action.kind != ACTION_SAY && nav_top(&k->nav) != opened)
				nav_back(&k->nav);
			kiosk_act(k, action);
			break;
		}
	}
	work_free(work);
}

static void take_results(struct kiosk *k)
{
	struct work *work;

	while (!k->quit && (work = worker_done(k->worker)))
		finished(k, work);
}

void kiosk_handle(struct kiosk *k, const SDL_Event *event)
{
	if (event->type == k->events + EVENT_VOICE)
		k->dirty = true;
	else if (event->type == k->events + EVENT_WORK)
		take_results(k);
	else
		input_event(k, event);
}

static int dump(struct kiosk *k)
{
	struct strbuf out = STRBUF_INIT;

	kiosk_frame(k, false);
	dump_tree(&k->ui, k->options.places, &out);
	fputs(strbuf_str(&out), stdout);
	strbuf_done(&out);
	return 0;
}

/* EVENT and what came with it, but a frame is due again soon: a panel that never stops must not freeze the glass. */
static void handle_all(struct kiosk *k, SDL_Event *event)
{
	int64_t until = clock_mono(&k->clock) + EVENTS_US;

	do
		kiosk_handle(k, event);
	while (!k->quit && clock_mono(&k->clock) < until && SDL_PollEvent(event));
}

int kiosk_run(struct kiosk *k)
{
	SDL_Event event;

	if (k->options.dump)
		return dump(k);
	while (!k->quit) {
		run_timers(k);
		if (k->dirty && k->voice_on) { /* who listens does not wait for the picture */
			kiosk_frame(k, false);
			listen_frame(k);
		}
		if (k->dirty || k->unpainted)
			kiosk_frame(k, true);
		listen_frame(k);
		if (k->announce) {
			k->announce = false;
			listen_announce(k);
		}
		if (k->script && !motion_on(k) && !SDL_HasEvents(SDL_FIRSTEVENT, SDL_LASTEVENT))
			script_step(k->script, k);
		if (k->dirty || k->unpainted || k->quit)
			continue;
		if (!SDL_HasEvents(SDL_FIRSTEVENT, SDL_LASTEVENT))
			scanner_rest(&k->scanner, SDL_GetTicks());
		if (SDL_WaitEventTimeout(&event, wait_ms(k)))
			handle_all(k, &event);
		take_results(k); /* whose event found the queue full */
	}
	return k->exit_code;
}
