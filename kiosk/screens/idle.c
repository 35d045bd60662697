/* Idle: what goes on in town, turning slowly, until somebody touches the glass. Nothing of anybody. */
#include "kiosk/screens/idle.h"

#include "common/conf/conf.h"
#include "common/store/event.h"
#include "common/text/fmt.h"
#include "common/text/tr.h"
#include "kiosk/data.h"
#include "kiosk/screen.h"
#include "kiosk/screens/events_row.h"
#include "kiosk/screens/language_rows.h"

enum { IDLE_EVENTS = 3, IDLE_NEWS = 6, IDLE_TURN_MS = 9000 };

struct idle {
	const struct event *events;
	const struct article *news, *notices;
	size_t event_count, news_count, notice_count;
	unsigned turn;      /* which piece of news shows */
	int64_t read_at;    /* read anew every hour: events pass */
};

static void read_all(struct screen_ctx *ctx, struct idle *idle)
{
	struct db *db = ctx->data->db;
	const char *lang = ctx->session->lang;

	idle->read_at = ctx->now;
	idle->event_count = idle->news_count = idle->notice_count = 0;
	if (!db)
		return;
	arena_reset(ctx->arena);
	if (!event_list(db, lang, ctx->now, IDLE_EVENTS, ctx->arena, &idle->events, &idle->event_count, NULL))
		idle->event_count = 0;
	if (!news_list(db, lang, ctx->now, IDLE_NEWS, ctx->arena, &idle->news, &idle->news_count, NULL))
		idle->news_count = 0;
	if (!notice_list(db, lang, ctx->now, IDLE_NEWS / 2, ctx->arena, &idle->notices, &idle->notice_count, NULL))
		idle->notice_count = 0;
}

static bool idle_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	(void)err;
	read_all(ctx, state);
	return true;
}

/* The same words for those who do not read the town's language, another one each time. */
static void in_another_language(const struct idle *idle, struct ui *ui)
{
	const struct lang *others[LANGS_LEN];
	size_t count = 0;

	for (size_t i = 0; i < LANGS_LEN; i++)
		if (lang_offered(&langs[i]) && !streq(langs[i].code, ui_lang(ui)) && !strchr(langs[i].code, '-'))
			others[count++] = &langs[i];
	if (count)
		ui_strong(ui, tr(others[idle->turn % count]->code, "idle.title"));
}

/* Content older than the setting says so. */
static void age(const struct screen_ctx *ctx, struct ui *ui)
{
	const struct replica_meta *meta = replica_meta(ctx->data->replica);
	int64_t last = ctx->data->link.contact ? ctx->data->link.contact : meta ? meta->hub_time : 0;

	if (!last || ctx->now - last < conf_int(ctx->conf, "session.stale_after_h") * HOUR_US)
		return;
	ui_notice(ui, TONE_WARNING, ICON_HISTORY);
	ui_text(ui, ui_trf(ui, "idle.stale", "ago", fmt_ago(ui_arena(ui), ui_lang(ui), ctx->data->zone, last, ctx->now), NULL));
	ui_end(ui);
}

static void turning(const struct screen_ctx *ctx, const struct idle *idle, struct ui *ui)
{
	size_t all = idle->news_count + idle->notice_count, at;
	const struct article *article;

	if (!all)
		return;
	at = idle->turn % all;
	article = at < idle->news_count ? &idle->news[at] : &idle->notices[at - idle->news_count];
	ui_heading(ui, ui_tr(ui, at < idle->news_count ? "idle.news" : "idle.notices"));
	ui_language(ui, kiosk_data_lang(ctx->data, article->lang));
	ui_card(ui, (struct ui_card){ .icon = at < idle->news_count ? ICON_NEWS : ICON_LAW, .text = article->title, .sub = article->summary,
	                              .lang = kiosk_data_lang(ctx->data, article->lang),
	                              .sub_lang = kiosk_data_lang(ctx->data, article->text_lang) });
}

static void idle_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct idle *idle = state;

	ui_fits(ui);
	ui_space(ui);
	ui_centre(ui);
	if (!ui_lies(ui)) /* the languages want the room */
		ui_big_icon(ui, ICON_TOUCH, TONE_NEUTRAL);
	ui_title(ui, ui_tr(ui, "idle.title"));
	in_another_language(idle, ui);
	ui_muted(ui, ui_tr(ui, "idle.text"));
	language_chips(ctx, ui);
	ui_space(ui);
	age(ctx, ui);
	turning(ctx, idle, ui);
	if (idle->event_count) {
		ui_heading(ui, ui_tr(ui, "idle.events"));
		ui_language(ui, kiosk_data_lang(ctx->data, idle->events[0].lang));
		ui_list(ui);
		for (size_t i = 0; i < idle->event_count; i++)
			events_row(ctx, ui, &idle->events[i]);
		ui_end(ui);
	}
}

static struct action idle_on_tick(struct screen_ctx *ctx, void *state)
{
	struct idle *idle = state;

	if (ctx->now - idle->read_at > HOUR_US)
		read_all(ctx, idle);
	else
		idle->turn++;
	return ACTION_NOTHING;
}

static struct action idle_on_change(struct screen_ctx *ctx, void *state)
{
	read_all(ctx, state);
	return ACTION_NOTHING;
}

const struct screen idle_screen = {
	.name = "idle",
	.state_size = sizeof(struct idle),
	.flags = SCREEN_ROOT,
	.open = idle_open,
	.build = idle_build,
	.on_tick = idle_on_tick,
	.tick_ms = IDLE_TURN_MS,
	.on_change = idle_on_change,
};
