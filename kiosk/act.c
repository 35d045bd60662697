/* What handlers returned becomes so. */
#include <unistd.h>

#include "common/base/log.h"
#include "common/text/tr.h"
#include "kiosk/backdrop.h"
#include "kiosk/kiosk.h"
#include "kiosk/motion.h"
#include "kiosk/screens/draft.h"
#include "kiosk/script.h"

/* Another screen is on top: nothing of the one before may linger. */
static void moved(struct kiosk *k)
{
	struct opened *top = nav_top(&k->nav);

	edit_end(k);
	k->notice = NULL;
	motion_stop(k);
	k->sizes = false;
	k->paged = false;
	k->reveal = k->focus_shown;
	k->next_tick = clock_mono(&k->clock);
	k->press.down = false;
	k->dirty = true;
	k->page_came_up = true;
	if (!k->focus_shown)
		top->focus[0] = '\0';
}

/* ---- another page, which comes in from the side it lies on */

static void come_up(struct kiosk *k, bool back)
{
	moved(k);
	motion_enter(k, back);
	if (back)
		kiosk_call(k, nav_top(&k->nav)->screen->on_change);
}

static void act_push(struct kiosk *k, const struct action *action)
{
	if (k->nav.depth == NAV_DEPTH) /* deeper than anybody walks */
		nav_back(&k->nav);
	nav_push(&k->nav, action->screen, action->arg);
	come_up(k, false);
}

static void act_replace(struct kiosk *k, const struct action *action)
{
	nav_replace(&k->nav, action->screen, action->arg);
	come_up(k, false);
}

static void act_back(struct kiosk *k, const struct action *action)
{
	(void)action;
	nav_back(&k->nav);
	come_up(k, true);
}

static void act_over(struct kiosk *k, const struct action *action)
{
	nav_home(&k->nav);
	nav_push(&k->nav, action->screen, action->arg);
	come_up(k, false);
}

static void act_home(struct kiosk *k, const struct action *action)
{
	(void)action;
	nav_home(&k->nav);
	nav_top(&k->nav)->focus[0] = '\0'; /* one begins anew, at its first words */
	come_up(k, true);
}

/* ---- how this person sees and hears */

static void speak(struct kiosk *k, const struct lang *lang)
{
	struct opened *top;

	snprintf(k->session.lang, sizeof(k->session.lang), "%s", lang->code);
	kiosk_data_language(&k->data, k->session.lang, clock_guess(&k->clock));
	top = nav_top(&k->nav);
	kiosk_call(k, top->screen->on_change); /* the town's words in that language */
}

static void act_language(struct kiosk *k, const struct action *action)
{
	const struct opened *top = nav_top(&k->nav);
	const struct lang *lang = lang_find(action->arg);

	if (lang)
		speak(k, lang);
	if (top->id != SCREEN_LANGUAGES)
		return;
	kiosk_act(k, action_of(ACTION_BACK));
	if (id_is(nav_top(&k->nav)->focus, "bar")) /* the page begins anew, in words that are understood */
		kiosk_focus(k, "");
}

static void act_text_size(struct kiosk *k, const struct action *action)
{
	(void)action;
	k->session.text_size = (k->session.text_size + 1) % TEXT_SIZES;
	k->reveal = true;
}

static void act_face(struct kiosk *k, const struct action *action)
{
	(void)action;
	k->session.easy = !k->session.easy;
	k->reveal = true;
}

static void act_theme(struct kiosk *k, const struct action *action)
{
	(void)action;
	k->session.theme = (k->session.theme + 1) % THEMES;
}

static void act_low_reach(struct kiosk *k, const struct action *action)
{
	(void)action;
	k->session.low_reach = !k->session.low_reach;
	k->reveal = true;
}

static void act_voice(struct kiosk *k, const struct action *action)
{
	(void)action;
	listen_toggle(k);
}

static void act_say(struct kiosk *k, const struct action *action)
{
	listen_text(k, action->arg[0] ? action->arg : or_empty(k->session.say));
}

/* ---- the rest */

static void act_focus(struct kiosk *k, const struct action *action)
{
	kiosk_focus(k, action->arg);
	edit_end(k);
	kiosk_frame(k, false);
	edit_begin(k, action->arg);
	listen_focus(k);
}

static void act_end(struct kiosk *k, const struct action *action)
{
	(void)action;
	kiosk_end(k);
}

static void (*const acts[])(struct kiosk *k, const struct action *action) = {
	[ACTION_STAY] = NULL,
	[ACTION_PUSH] = act_push,
	[ACTION_REPLACE] = act_replace,
	[ACTION_BACK] = act_back,
	[ACTION_OVER] = act_over,
	[ACTION_HOME] = act_home,
	[ACTION_END] = act_end,
	[ACTION_VOICE] = act_voice,
	[ACTION_LANGUAGE] = act_language,
	[ACTION_TEXT_SIZE] = act_text_size,
	[ACTION_FACE] = act_face,
	[ACTION_THEME] = act_theme,
	[ACTION_LOW_REACH] = act_low_reach,
	[ACTION_SAY] = act_say,
	[ACTION_FOCUS] = act_focus,
	[ACTION_RESTART] = act_end,
};
static_assert(ARRAY_LEN(acts) == ACTION_RESTART + 1, "one handler a kind");

void kiosk_act(struct kiosk *k, struct action action)
{
	k->dirty = true;
	if (acts[action.kind])
		acts[action.kind](k, &action);
	explicit_bzero(action.arg, sizeof(action.arg));
}

void kiosk_call(struct kiosk *k, struct action (*handler)(struct screen_ctx *ctx, void *state))
{
	struct opened *top = nav_top(&k->nav);
	struct action action;

	if (!handler || top->err.code != ERR_NONE)
		return;
	action = handler(nav_ctx(&k->nav, top), top->state);
	if (action.kind != ACTION_STAY)
		kiosk_act(k, action);
	else
		k->dirty = true;
}

void kiosk_wake(struct kiosk *k)
{
	k->session.awake = true;
	session_touch(&k->session, clock_mono(&k->clock));
	nav_home(&k->nav); /* an alert may lie above the idle page; it comes back for this person */
	nav_replace(&k->nav, SCREEN_HOME, "");
	moved(k);
	if (k->listen.headset)
		listen_start(k);
}

void kiosk_leave(struct kiosk *k)
{
	bool asks = drafts_unsent(&k->session); /* a form that one has backed out of keeps its answers */

	for (int i = 0; i < k->nav.depth; i++)
		asks |= (k->nav.stack[i].screen->flags & SCREEN_ASKS) != 0;
	if (nav_find(&k->nav, SCREEN_NUMBER) && nav_top(&k->nav)->id != SCREEN_NUMBER)
		kiosk_act(k, action_of(ACTION_BACK)); /* that page is left from itself: was the number noted? */
	else if (asks && k->session.typed)
		kiosk_act(k, action_push(SCREEN_QUIT, ""));
	else
		kiosk_end(k);
}

/* A ticket is not cut off, and a printer that takes nothing holds it up for seconds: who comes meanwhile is told what is waited for. */
static void wait_for_paper(struct kiosk *k)
{
	enum { LOOK_MS = 50 };
	SDL_Event event;

	while (!worker_settled(k->worker)) {
		if (clock_mono(&k->clock) >= alive_deadline(&k->alive))
			kiosk_frame(k, true);
		if (!SDL_WaitEventTimeout(&event, LOOK_MS) || k->notice)
			continue;
		if (event.type == SDL_MOUSEBUTTONDOWN || event.type == SDL_FINGERDOWN || event.type == SDL_KEYDOWN) {
			k->notice = "print.busy";
			kiosk_frame(k, true);
		}
	}
}

void kiosk_end(struct kiosk *k)
{
	/* A plain page first, so that nothing of this person shows or is heard while the program starts again. */
	listen_stop(k);
	nav_done(&k->nav);
	drafts_wipe(&k->session);
	nav_push(&k->nav, SCREEN_IDLE, "");
	k->session.awake = false;
	explicit_bzero(k->typing, sizeof(k->typing));
	k->notice = NULL;
	kiosk_frame(k, true);
	if (k->window && k->fullscreen)
		backdrop_keep(k->window, SDL_GetWindowSurface(k->window));
	if (k->script)
		script_save(k->script);
	wait_for_paper(k);
	listen_pass_on(k);
	execv("/proc/self/exe", k->argv);
	log_error("cannot start again");
	k->exit_code = 1;
	k->quit = true; /* the service restarts it */
}
