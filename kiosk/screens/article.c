/* A piece of news, or a legal notice. */
#include "kiosk/screens/article.h"

#include "common/store/event.h"
#include "common/text/fmt.h"
#include "kiosk/data.h"
#include "kiosk/screen.h"
#include "kiosk/screens/blocks.h"
#include "kiosk/screens/site.h"

struct article_page {
	struct article article;
	const struct block *blocks;
	size_t count;
};

static bool article_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct article_page *page = state;
	const char *id = id_value(ctx->arg);
	struct err why = { .code = ERR_NOT_FOUND };
	bool found = false;

	if (ctx->data->db && id_is(ctx->arg, "news"))
		found = news_read(ctx->data->db, ctx->session->lang, id, ctx->arena, &page->article, &why);
	else if (ctx->data->db && id_is(ctx->arg, "notice"))
		found = notice_read(ctx->data->db, ctx->session->lang, id, ctx->arena, &page->article, &why);
	if (!found)
		return site_unread(ctx, &why, err);
	page->count = blocks_read(ctx->arena, page->article.body, &page->blocks);
	return true;
}

static void article_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct article_page *page = state;
	const struct article *article = &page->article;
	struct civil day = civil_from_time(ctx->data->zone, article->published);

	if (!article->kind)
		ui_overline(ui, ui_tr(ui, "agenda.news"));
	ui_said(ui, kiosk_data_lang(ctx->data, article->lang));
	if (article->kind)
		ui_overline(ui, fmt_capital(ui_arena(ui), article->kind));
	ui_title(ui, article->title);
	ui_said(ui, NULL);
	ui_muted(ui, ui_trf(ui, "article.published", "date",
	                    fmt_date_year(ui_arena(ui), ui_lang(ui), civil_days(day.year, day.month, day.day)), NULL));
	ui_said(ui, kiosk_data_lang(ctx->data, article->text_lang));
	if (article->summary)
		ui_strong(ui, article->summary);
	blocks_build(ui, page->blocks, page->count);
	ui_said(ui, NULL);
}

static struct action article_on_change(struct screen_ctx *ctx, void *state)
{
	(void)article_open(ctx, state, NULL);
	return ACTION_NOTHING;
}

const struct screen article_screen = {
	.name = "article",
	.state_size = sizeof(struct article_page),
	.open = article_open,
	.build = article_build,
	.on_change = article_on_change,
};
