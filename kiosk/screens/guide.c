/* A guide of service-public.fr, whole, with its date and its source. */
#include "kiosk/screens/guide.h"

#include "common/store/service.h"
#include "common/text/fmt.h"
#include "kiosk/data.h"
#include "kiosk/screen.h"
#include "kiosk/screens/blocks.h"
#include "kiosk/screens/site.h"

struct guide_page {
	struct guide guide;
	const struct block *blocks;
	size_t count;
};

/* The summary mostly is the beginning of the text: said once, as the summary when it is all of its paragraph. */
static void leave_out_repeats(struct guide_page *page)
{
	const char *summary = or_empty(page->guide.summary);
	static const char cut[] = "…";
	size_t len = strlen(summary), mark = sizeof(cut) - 1;

	if (len > mark && streq(summary + len - mark, cut))
		len -= mark;
	if (!len || !page->count || page->blocks[0].kind != BLOCK_TEXT || strncmp(page->blocks[0].text, summary, len) != 0)
		return;
	if (page->blocks[0].text[len]) {
		page->guide.summary = NULL;
	} else {
		page->blocks++;
		page->count--;
	}
}

static bool guide_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct guide_page *page = state;
	struct err why;

	if (!ctx->data->db || !guide_read(ctx->data->db, ctx->session->lang, ctx->arg, ctx->arena, &page->guide, &why))
		return site_unread(ctx, &why, err);
	page->count = blocks_read(ctx->arena, page->guide.body, &page->blocks);
	leave_out_repeats(page);
	return true;
}

static void guide_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct guide_page *page = state;
	const struct guide *guide = &page->guide;
	struct civil day;

	if (!guide->theme)
		ui_overline(ui, ui_tr(ui, "guide.overline"));
	ui_said(ui, kiosk_data_lang(ctx->data, guide->lang));
	if (guide->theme)
		ui_overline(ui, guide->theme);
	ui_title(ui, guide->title);
	ui_said(ui, NULL);
	if (guide->updated && civil_parse_date(guide->updated, &day))
		ui_muted(ui, ui_trf(ui, "guide.updated", "date", fmt_date_year(ui_arena(ui), ui_lang(ui), civil_days(day.year, day.month, day.day)),
		                    NULL));
	ui_said(ui, kiosk_data_lang(ctx->data, guide->text_lang));
	if (guide->summary)
		ui_strong(ui, guide->summary);
	blocks_build(ui, page->blocks, page->count);
	ui_said(ui, NULL);
	ui_muted(ui, ui_trf(ui, "guide.source", "source", guide->source, NULL));
}

static struct action guide_on_change(struct screen_ctx *ctx, void *state)
{
	(void)guide_open(ctx, state, NULL);
	return ACTION_NOTHING;
}

const struct screen guide_screen = {
	.name = "guide",
	.state_size = sizeof(struct guide_page),
	.open = guide_open,
	.build = guide_build,
	.on_change = guide_on_change,
};
