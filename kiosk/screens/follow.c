#include "kiosk/screens/follow.h"

#include "common/base/utf8.h"
#include "common/secret/secret.h"
#include "common/text/tr.h"
#include "kiosk/data.h"
#include "kiosk/lookup.h"
#include "kiosk/screen.h"

enum { TYPED_MAX = 40 };

struct follow {
	char typed[TYPED_MAX];                            /* as it is shown: groups of four */
	bool asked;                                       /* « Voir » was pressed on what is typed */
	struct tracking candidates[TRACKING_CORRECTIONS]; /* one slip away */
	size_t count, tried;
	struct tracking known[2];                         /* those of them that are known here; two are too many to propose */
	size_t n_known;
	bool looking;
};

static void set_typed(struct follow *follow, const char *text)
{
	struct arena *arena = arena_new();

	utf8_copy(follow->typed, sizeof(follow->typed), tracking_group_typed(arena, text));
	arena_free(arena);
	follow->asked = follow->looking = false;
	follow->count = follow->tried = follow->n_known = 0;
}

/* The next few candidates: each needs a key of its own, so they go in portions. */
static void look_further(struct screen_ctx *ctx, struct follow *follow)
{
	size_t n = MIN(follow->count - follow->tried, (size_t)LOOKUP_MAX);
	struct lookup_job *job;

	follow->looking = n > 0 && ctx->data->enrolled;
	if (!follow->looking)
		return;
	job = lookup_new(ctx->data->state, &ctx->data->terminal, follow->candidates + follow->tried, n, NULL);
	job->work.owner = ctx->opening;
	worker_submit(ctx->worker, &job->work);
}

/* What is typed is looked at: a number leads on, a slip is said and looked into. */
static struct action ask(struct screen_ctx *ctx, struct follow *follow)
{
	struct tracking_reading reading = tracking_read(follow->typed);
	struct action action = action_with(ACTION_FOCUS, "number");

	follow->asked = true;
	if (reading.verdict == TRACKING_OK) {
		action = action_push(SCREEN_THREAD, reading.number.text);
	} else if (!follow->looking) {
		follow->tried = follow->n_known = 0;
		follow->count = tracking_corrections(&reading, follow->candidates);
		look_further(ctx, follow);
	}
	secret_wipe(&reading, sizeof(reading));
	return action;
}

static bool follow_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	(void)err;
	set_typed(state, ctx->arg);
	if (*ctx->arg)
		(void)ask(ctx, state);
	return true;
}

/* ---- building */

static const char *fault(struct ui *ui, const struct follow *follow)
{
	struct tracking_reading reading = tracking_read(follow->typed);
	const char *text = NULL;

	switch (reading.verdict) {
	case TRACKING_OK:
		break;
	case TRACKING_SHORT:
		text = follow->asked ? trnf(ui_arena(ui), ui_lang(ui), "follow.short", TRACKING_LEN - reading.count, NULL) : NULL;
		break;
	case TRACKING_LONG:
		text = ui_tr(ui, "follow.long");
		break;
	case TRACKING_LETTER:
		text = ui_trf(ui, "follow.letter", "letter", reading.wrong, NULL);
		break;
	case TRACKING_CHECK:
		text = ui_tr(ui, "follow.check");
		break;
	}
	secret_wipe(&reading, sizeof(reading));
	return text;
}

/* With its question, since who goes from choice to choice does not hear what stands above. */
static const char *proposal_spoken(struct ui *ui, const struct tracking *number)
{
	return ui_fmt(ui, "%s %s %s", ui_tr(ui, "follow.is_it"), tracking_spell(ui_arena(ui), ui_lang(ui), number), ui_tr(ui, "follow.compare"));
}

static void proposal(struct ui *ui, const struct follow *follow)
{
	char grouped[TRACKING_GROUPED];

	if (follow->looking) {
		ui_notice(ui, TONE_NEUTRAL, ICON_SEARCH);
		ui_text(ui, ui_trf(ui, "follow.looking", "done", ui_fmt(ui, "%zu", follow->tried), "all", ui_fmt(ui, "%zu", follow->count), NULL));
		ui_end(ui);
	} else if (follow->n_known == 1) {
		tracking_group(&follow->known[0], grouped);
		ui_heading(ui, ui_tr(ui, "follow.is_it"));
		ui_card(ui, (struct ui_card){ .id = "take", .primary = true, .icon = ICON_TICKET, .text = grouped,
		                              .spoken = proposal_spoken(ui, &follow->known[0]), .sub = ui_tr(ui, "follow.compare"), .chevron = true });
		explicit_bzero(grouped, sizeof(grouped));
	} else if (follow->asked && follow->count && follow->tried == follow->count) {
		ui_notice(ui, TONE_NEUTRAL, ICON_INFO);
		ui_text(ui, ui_tr(ui, "follow.compare_letters"));
		ui_end(ui);
	}
}

static void follow_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct follow *follow = state;

	ui_title(ui, ui_tr(ui, "follow.title"));
	ui_muted(ui, ui_tr(ui, "follow.help"));
	ui_field(ui, (struct ui_field){ .id = "number", .value = follow->typed, .placeholder = ui_tr(ui, "follow.example"), .keys = KEYS_NUMBER,
	                                .icon = ICON_TICKET, .max = TYPED_MAX - 1, .autofocus = true, .clear = true, .as_typed = true, .private_ = true,
	                                .spoken = ui_tr(ui, "follow.spoken"),
	                                .error = fault(ui, follow), .enter = ui_tr(ui, "follow.see") });
	proposal(ui, follow);
	ui_list(ui);
	ui_card(ui, (struct ui_card){ .id = "lost", .icon = ICON_TALK, .text = ui_tr(ui, "follow.lost"), .sub = ui_tr(ui, "follow.lost_text"),
	                              .chevron = true });
	ui_end(ui);
	ui_actions(ui);
	ui_back_button(ui);
	ui_finish_button(ui);
	ui_button(ui, (struct ui_button){ .id = "see", .text = ui_tr(ui, "follow.see"), .icon_after = screen_arrow(ctx), .primary = true });
	ui_end(ui);
}

/* ---- what happens */

static struct action follow_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	struct follow *follow = state;

	if (streq(id, "see") || streq(id, "number"))
		return ask(ctx, follow);
	if (streq(id, "take") && follow->n_known == 1) {
		set_typed(follow, follow->known[0].text);
		return ask(ctx, follow);
	}
	if (streq(id, "lost"))
		return action_push(SCREEN_TALK, "");
	return ACTION_NOTHING;
}

static struct action follow_on_input(struct screen_ctx *ctx, void *state, const char *id, const char *text)
{
	struct follow *follow = state;
	struct tracking_reading reading = tracking_read(text);
	bool slip = reading.verdict == TRACKING_CHECK;

	(void)id;
	secret_wipe(&reading, sizeof(reading));
	set_typed(follow, text);
	if (slip) /* the check letter is there, and wrong: no need to wait */
		(void)ask(ctx, follow);
	return ACTION_NOTHING;
}

static struct action follow_on_result(struct screen_ctx *ctx, void *state, struct work *work)
{
	struct follow *follow = state;
	struct lookup_job *job = (struct lookup_job *)work;

	if (!streq(work->kind, LOOKUP) || !follow->looking || !streq(job->found[0].number.text, follow->candidates[follow->tried].text))
		return ACTION_NOTHING; /* of something typed before */
	for (size_t i = 0; i < job->count; i++) {
		struct bytes cipher;
		bool here = job->found[i].local || (job->found[i].keyed && ctx->data->db &&
		                                    replica_record(ctx->data->db, job->found[i].key.lookup, ctx->arena, &cipher, NULL));

		if (here && follow->n_known < ARRAY_LEN(follow->known))
			follow->known[follow->n_known++] = job->found[i].number;
	}
	follow->tried += job->count;
	look_further(ctx, follow);
	if (ctx->session->listens && !follow->looking && follow->n_known == 1)
		return action_with(ACTION_FOCUS, "take"); /* who sees is left where they type */
	return ACTION_NOTHING;
}

static struct action follow_on_scan(struct screen_ctx *ctx, void *state, const char *text)
{
	struct tracking_reading reading = tracking_read(text);

	if (!tracking_looks_like(text))
		return ACTION_NOTHING;
	set_typed(state, reading.verdict == TRACKING_OK ? reading.number.text : reading.letters);
	secret_wipe(&reading, sizeof(reading));
	return ask(ctx, state);
}

const struct screen follow_screen = {
	.name = "follow",
	.state_size = sizeof(struct follow),
	.flags = SCREEN_OWN_WAY,
	.open = follow_open,
	.build = follow_build,
	.on_press = follow_on_press,
	.on_input = follow_on_input,
	.on_result = follow_on_result,
	.on_scan = follow_on_scan,
};
