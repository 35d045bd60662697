#include "kiosk/screens/print_panel.h"

void print_panel_ask(struct print_panel *panel, struct screen_ctx *ctx)
{
	panel->asking = true;
	paper_ask(ctx);
}

/* A sentence with a way out for a state in which nothing comes out; NULL: it prints. */
static const char *trouble(enum printer_state state)
{
	static const char *const keys[PRINTER_STATE_COUNT] = {
		[PRINTER_COVER_OPEN] = "print.cover_open", [PRINTER_PAPER_OUT] = "print.paper_out", [PRINTER_ERROR] = "print.error",
		[PRINTER_OFFLINE] = "print.offline", [PRINTER_NONE] = "print.none",
	};

	return keys[state];
}

bool print_panel_done(const struct print_panel *panel)
{
	return panel->tried && (panel->result.outcome == PRINT_PRINTED || panel->result.outcome == PRINT_SENT);
}

void print_panel_tick(struct print_panel *panel, struct screen_ctx *ctx)
{
	if (panel->asked && !panel->asking && !panel->busy && !panel->tried && panel->printer != PRINTER_NONE &&
	    !printer_state_prints(panel->printer))
		print_panel_ask(panel, ctx);
}

static void outcome(const struct print_panel *panel, struct ui *ui)
{
	switch (panel->result.outcome) {
	case PRINT_PRINTED:
		ui_status(ui, TONE_DONE, ICON_CHECK_CIRCLE, ui_tr(ui, "print.take"), ui_tr(ui, "print.printed"));
		break;
	case PRINT_SENT:
		ui_status(ui, TONE_DONE, ICON_PRINT, ui_tr(ui, "print.take"), ui_tr(ui, "print.sent"));
		break;
	case PRINT_FAILED:
		ui_status(ui, TONE_WARNING, ICON_WARNING, ui_tr(ui, "print.failed"),
		          trouble(panel->printer) ? ui_tr(ui, trouble(panel->printer)) : NULL);
		break;
	case PRINT_REFUSED:
		ui_status(ui, TONE_WARNING, ICON_WARNING, ui_tr(ui, "print.refused"),
		          trouble(panel->printer) ? ui_tr(ui, trouble(panel->printer)) : NULL);
		break;
	}
}

void print_panel_build(const struct print_panel *panel, struct ui *ui, const char *words, bool primary)
{
	const char *why = panel->asked ? trouble(panel->printer) : NULL;

	if (panel->asked && panel->printer == PRINTER_NONE && !panel->tried) {
		if (primary) /* where paper is what one came for */
			ui_status(ui, TONE_NEUTRAL, ICON_EDIT, ui_tr(ui, "print.none"), NULL);
		return;
	}
	if (panel->tried && !panel->busy)
		outcome(panel, ui);
	else if (why && !panel->busy)
		ui_status(ui, TONE_WARNING, ICON_PRINT, ui_tr(ui, "print.refused"), ui_tr(ui, why));
	ui_row(ui);
	ui_button(ui, (struct ui_button){
		.id = "print", .icon = ICON_PRINT, .disabled = panel->busy, .primary = primary && !panel->tried && !why && !panel->busy,
		.text = panel->busy ? ui_tr(ui, "print.busy")
		        : print_panel_done(panel) ? ui_tr(ui, "print.again")
		        : panel->tried || why ? ui_tr(ui, "print.retry") : words,
	});
	if (panel->words && print_panel_done(panel))
		ui_button(ui, (struct ui_button){ .id = "print:words", .icon = ICON_VOICE, .text = ui_tr(ui, "print.words") });
	ui_end(ui);
}

/* What stands on the paper, for who cannot read it. */
static const char *words_of(struct screen_ctx *ctx, const struct paper_order *order)
{
	struct arena *arena = arena_new();
	struct ticket ticket;
	const char *words = NULL;

	if (ctx->session->listens) {
		paper_compose(ctx, order, arena, &ticket);
		words = arena_strdup(ctx->session->arena, paper_words(arena, &ticket, ctx->session->lang));
	}
	arena_free(arena);
	return words;
}

void print_panel_go(struct print_panel *panel, struct screen_ctx *ctx, const struct paper_order *order)
{
	if (panel->busy)
		return;
	paper_print(ctx, order);
	panel->busy = true;
	panel->words = words_of(ctx, order);
}

struct action print_panel_press(const struct print_panel *panel, struct screen_ctx *ctx, const char *id)
{
	if (!streq(id, "print:words") || !panel->words)
		return ACTION_NOTHING;
	ctx->session->say = panel->words;
	return action_of(ACTION_SAY);
}

bool print_panel_result(struct print_panel *panel, const struct work *work)
{
	const struct paper_job *job = (const struct paper_job *)work;

	if (!streq(work->kind, PAPER_ASK) && !streq(work->kind, PAPER_PRINT))
		return false;
	panel->asked = true;
	panel->asking = panel->asking && !streq(work->kind, PAPER_ASK);
	panel->printer = job->status.state;
	if (streq(work->kind, PAPER_PRINT)) {
		panel->busy = false;
		panel->tried = true;
		panel->result = job->result;
	}
	return true;
}
