#include "kiosk/audit/look.h"

#include "common/base/utf8.h"
#include "common/text/tr.h"
#include "kiosk/kiosk.h"
#include "kiosk/script.h"
#include "kiosk/ui/focus.h"
#include "kiosk/ui/pages.h"
#include "kiosk/ui/paint.h"

const struct glass glasses[] = {
	{ "1080x1920", 1080, 1920 }, { "1920x1080", 1920, 1080 }, { "800x1280", 800, 1280 }, { "2160x3840", 2160, 3840 },
};

enum { WORK_MS = 25 };

struct looker {
	struct kiosk kiosk;
	struct options options;
	char conf[512], screen[64], arg[128];
	char typing[ID_MAX];    /* a field whose keyboard was put away while its page is turned */
	SDL_Surface *glass[GLASSES];
	struct canvas canvas;
	bool paint;
};

const char *combination_words(const struct combination *c, char *out, size_t size)
{
	snprintf(out, size, "%s, text %d, %s%s, %s", langs[c->lang].code, c->size + 1, glasses[c->glass].name,
	         c->low_reach ? ", low reach" : "", theme_name(c->theme));
	return out;
}

/* "form:lampadaire" */
static void begin_at(struct looker *l, const char *start)
{
	const char *colon = start ? strchr(start, ':') : NULL;

	if (!start)
		return;
	snprintf(l->screen, sizeof(l->screen), "%.*s", colon ? (int)(colon - start) : (int)strlen(start), start);
	l->options.screen = l->screen;
	if (colon) {
		utf8_copy(l->arg, sizeof(l->arg), colon + 1);
		l->options.arg = l->arg;
	}
}

bool looker_open(const char *worlds, const struct audit_state *state, struct looker **ret_looker, char *ret_why, size_t size)
{
	static char program[] = "parvis-kiosk", audit[] = "--audit", *argv[] = { program, audit, NULL }; /* a session that ends must not begin the audit anew */
	struct looker *l = calloc(1, sizeof(*l));
	struct err err;

	if (!l)
		abort();
	l->options = (struct options){ .surface = true, .width = glasses[0].width, .height = glasses[0].height, .lang = "fr",
	                               .theme = "light", .text = TEXT_LARGE + 1, .conf = l->conf };
	snprintf(l->conf, sizeof(l->conf), "%s/%s/kiosk.conf", worlds, state->world);
	begin_at(l, state->start);
	if (!kiosk_open(&l->kiosk, &l->options, argv, &err)) {
		snprintf(ret_why, size, "%s", err.text);
		return false;
	}
	l->kiosk.script = script_of(state->name, or_empty(state->words));
	if (kiosk_run(&l->kiosk) != 0) {
		snprintf(ret_why, size, "the words of this state do not lead there (the line stands above)");
		return false;
	}
	l->kiosk.quit = false; /* the script is over; the kiosk goes on */
	*ret_looker = l;
	return true;
}

const char *looker_town(const struct looker *l)
{
	return or_empty(l->kiosk.data.town.title);
}

/* ---- showing */

/* What the worker was asked for by a screen that was told of the change. */
static void take_what_comes(struct kiosk *k)
{
	SDL_Event event;

	while (!worker_idle(k->worker))
		if (SDL_WaitEventTimeout(&event, WORK_MS))
			kiosk_handle(k, &event);
}

static void speak(struct looker *l, const char *lang)
{
	struct kiosk *k = &l->kiosk;

	if (streq(k->session.lang, lang))
		return;
	snprintf(k->session.lang, sizeof(k->session.lang), "%s", lang);
	kiosk_data_language(&k->data, lang, clock_guess(&k->clock));
	kiosk_call(k, nav_top(&k->nav)->screen->on_change);
	take_what_comes(k);
}

static void put_glass(struct looker *l, int which)
{
	if (!l->glass[which])
		l->glass[which] = SDL_CreateRGBSurfaceWithFormat(0, glasses[which].width, glasses[which].height, 32, SDL_PIXELFORMAT_RGB888);
	if (!l->glass[which])
		abort();
	l->kiosk.surface = l->glass[which];
}

static void fill_page(struct looker *l, struct audit_page *page)
{
	const struct opened *top = nav_top(&l->kiosk.nav);
	const SDL_Surface *s = l->kiosk.surface;

	l->canvas = (struct canvas){ .pixels = s->pixels, .width = s->w, .height = s->h, .stride = s->pitch / 4, .clip = { .w = s->w, .h = s->h } };
	page->ui = &l->kiosk.ui;
	page->text = l->kiosk.text;
	page->canvas = l->paint ? &l->canvas : NULL;
	page->flags = top->err.code == ERR_NONE ? top->screen->flags : 0;
	page->terminal = l->kiosk.data.terminal.name;
	page->screen = top->screen->name;
	page->theme = l->kiosk.session.theme;
}

static void frame(struct looker *l, struct audit_page *page)
{
	text_trim(l->kiosk.text);
	kiosk_frame(&l->kiosk, false);
	if (l->paint) { /* and the layouts of this frame stay */
		fill_page(l, page);
		paint_tree(page->ui, page->text, &l->canvas);
	}
	fill_page(l, page);
}

void looker_show(struct looker *l, const struct combination *c, bool paint, struct audit_page *ret_page)
{
	struct kiosk *k = &l->kiosk;

	speak(l, langs[c->lang].code);
	put_glass(l, c->glass);
	k->session.text_size = c->size;
	k->session.theme = c->theme;
	k->session.low_reach = c->low_reach;
	k->focus_shown = false;
	k->paged = false;
	if (l->typing[0])
		utf8_copy(k->typing, sizeof(k->typing), l->typing);
	l->typing[0] = '\0';
	nav_top(&k->nav)->scroll = 0;
	k->reveal = k->typing[0];
	ret_page->turned = false;
	l->paint = paint;
	frame(l, ret_page);
}

static bool turn(struct looker *l, bool last, struct audit_page *page)
{
	struct opened *top = nav_top(&l->kiosk.nav);
	const struct node *body = l->kiosk.ui.body;
	int room = pages_room(&l->kiosk.ui, body);

	if (room > 0 && l->kiosk.typing[0]) { /* « Suite » puts the keyboard away: the pages go on without it */
		utf8_copy(l->typing, sizeof(l->typing), l->kiosk.typing);
		l->kiosk.typing[0] = '\0';
		l->kiosk.paged = false;
		top->scroll = 0;
		frame(l, page);
		return true;
	}
	if (room <= 0 || top->scroll >= room)
		return false;
	page->turned = true;
	top->scroll = last ? room : pages_turn(&l->kiosk.ui, body, false);
	frame(l, page);
	return true;
}

bool looker_next(struct looker *l, struct audit_page *ret_page)
{
	return turn(l, false, ret_page);
}

bool looker_last(struct looker *l, struct audit_page *ret_page)
{
	return turn(l, true, ret_page);
}
