/* Maintenance, behind a gesture (five touches on the town's arms) and a PIN: how everything stands, a printed report that is
 * also the printer's test, a new roll, a new start. For somebody with ten minutes and gloves.
 */
#include "kiosk/screens/maintenance.h"

#include <inttypes.h>

#include "common/base/log.h"
#include "common/base/utf8.h"
#include "kiosk/data.h"
#include "kiosk/screen.h"
#include "kiosk/screens/maintenance_work.h"
#include "kiosk/ui/voice.h"

enum { LOOK_EVERY_MS = 10000, WAIT_FIRST_S = 2, WAIT_MOST_S = 60, FAILURES_MOST = 1000 };

struct maintenance {
	char pin[MAINTENANCE_PIN_MAX + 1];
	bool open, checking, wrong, looking, printed;
	int failures;
	int64_t wait_until; /* monotonic: after a wrong PIN, longer each time */
	struct fact facts[FACTS_MAX];
	size_t fact_count;
	char lang[16]; /* of the facts: that of the session when they were asked for */
	enum print_outcome outcome;
};

static void ask(struct screen_ctx *ctx, struct maintenance *page, enum maintenance_what what)
{
	struct maintenance_work *work = maintenance_work_new(what, ctx->conf, ctx->data->state, ctx->session->lang, ctx->data->town.zone,
	                                                     ctx->clock);

	work->work.owner = ctx->opening;
	utf8_copy(work->pin, sizeof(work->pin), page->pin);
	page->looking = what != MAINTENANCE_PIN;
	page->checking = what == MAINTENANCE_PIN;
	worker_submit(ctx->worker, &work->work);
}

static bool waits(const struct screen_ctx *ctx, const struct maintenance *page)
{
	return clock_mono(ctx->clock) < page->wait_until;
}

/* Wrong PINs are counted beyond this page and this session, or leaving would start the waits anew: in the environment, which the
 * program that takes this one's place inherits. */
static const char failed_name[] = "PARVIS_PIN_FAILED";

static void remember(const struct maintenance *page)
{
	char text[48];

	snprintf(text, sizeof(text), "%d %" PRId64, page->failures, page->wait_until);
	if (page->failures)
		setenv(failed_name, text, 1);
	else
		unsetenv(failed_name);
}

static bool maintenance_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct maintenance *page = state;
	const char *text = getenv(failed_name);
	char *end;
	long failures;

	(void)err;
	if (!text)
		return true;
	failures = strtol(text, &end, 10);
	page->failures = (int)CLAMP(failures, 0, FAILURES_MOST);
	page->wait_until = MIN(strtoll(end, NULL, 10), clock_mono(ctx->clock) + WAIT_MOST_S * SECOND_US);
	return true;
}

static void locked(const struct screen_ctx *ctx, const struct maintenance *page, struct ui *ui)
{
	const char *error = NULL;

	if (waits(ctx, page))
		error = ui_tr(ui, "maintenance.pin_wait");
	else if (page->wrong)
		error = ui_tr(ui, "maintenance.pin_wrong");
	ui_muted(ui, ui_tr(ui, "maintenance.pin_text"));
	ui_field(ui, (struct ui_field){ .id = "pin", .label = ui_tr(ui, "maintenance.pin"), .value = page->pin, .keys = KEYS_DIGITS,
	                                .max = MAINTENANCE_PIN_MAX, .secret = true, .autofocus = true, .error = error,
	                                .enter = ui_tr(ui, "maintenance.open") });
	if (page->checking)
		ui_muted(ui, ui_tr(ui, "maintenance.checking"));
}

static void outcome(const struct maintenance *page, struct ui *ui)
{
	static const struct {
		enum tone tone;
		const char *key;
	} said[] = {
		[PRINT_PRINTED] = { TONE_DONE, "maintenance.printed" }, [PRINT_SENT] = { TONE_NEUTRAL, "maintenance.sent" },
		[PRINT_REFUSED] = { TONE_DANGER, "maintenance.not_printed" }, [PRINT_FAILED] = { TONE_DANGER, "maintenance.not_printed" },
	};

	if (page->printed)
		ui_status(ui, said[page->outcome].tone, ICON_PRINT, ui_tr(ui, said[page->outcome].key), NULL);
}

/* What only the glass knows: which key came last, whether anything could be heard. */
static void keypad_and_voice(const struct session *session, struct ui *ui)
{
	const char *key = ui_tr(ui, "maintenance.keypad_try"), *voice = "maintenance.voice_works";
	bool absent = session->sound == VOICE_ABSENT;

	if (*or_empty(session->key)) /* not every key has a name */
		key = ui_trf(ui, session->key_stuck ? "maintenance.keypad_stuck" : "maintenance.keypad_last", "key", session->key, NULL);
	if (absent || session->sound < 0)
		voice = absent ? "maintenance.voice_absent" : "maintenance.voice_untried";
	ui_card(ui, (struct ui_card){ .icon = ICON_KEYPAD, .icon_tone = session->key_stuck ? TONE_DANGER : session->key ? TONE_DONE : TONE_NEUTRAL,
	                              .text = ui_tr(ui, "maintenance.keypad"), .sub = key });
	ui_card(ui, (struct ui_card){ .icon = ICON_VOICE, .icon_tone = absent ? TONE_DANGER : session->sound < 0 ? TONE_NEUTRAL : TONE_DONE,
	                              .text = ui_tr(ui, "maintenance.voice"), .sub = ui_tr(ui, voice) });
}

static void maintenance_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct maintenance *page = state;
	const char *lang = ui_is_foreign(ui, page->lang) ? page->lang : NULL;

	ui_title(ui, ui_tr(ui, "maintenance.title"));
	if (!*conf_text(ctx->conf, "maintenance.pin_hash")) {
		ui_text(ui, ui_tr(ui, "maintenance.shut"));
		return;
	}
	if (!page->open) {
		locked(ctx, page, ui);
		return;
	}
	outcome(page, ui);
	ui_list(ui);
	keypad_and_voice(ctx->session, ui);
	for (size_t i = 0; i < page->fact_count; i++)
		ui_card(ui, (struct ui_card){ .icon = page->facts[i].icon, .icon_tone = page->facts[i].tone, .text = page->facts[i].label,
		                              .sub = page->facts[i].value, .lang = lang, .sub_lang = lang });
	ui_end(ui);
	if (page->looking)
		ui_muted(ui, ui_tr(ui, "maintenance.looking"));
	ui_grid(ui);
	ui_button(ui, (struct ui_button){ .id = "print", .text = ui_tr(ui, "maintenance.print"), .icon = ICON_PRINT, .disabled = page->looking });
	ui_button(ui, (struct ui_button){ .id = "roll", .text = ui_tr(ui, "maintenance.roll"), .icon = ICON_RECEIPT, .disabled = page->looking });
	ui_button(ui, (struct ui_button){ .id = "sound", .text = ui_tr(ui, "maintenance.sound"), .icon = ICON_VOICE });
	ui_button(ui, (struct ui_button){ .id = "restart", .text = ui_tr(ui, "maintenance.restart"), .icon = ICON_RESTART });
	ui_end(ui);
}

static struct action maintenance_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	struct maintenance *page = state;

	if (streq(id, "pin") && !page->checking && *page->pin && !waits(ctx, page))
		ask(ctx, page, MAINTENANCE_PIN);
	if (!page->open)
		return ACTION_NOTHING;
	if (streq(id, "print"))
		ask(ctx, page, MAINTENANCE_PRINT);
	if (streq(id, "roll"))
		ask(ctx, page, MAINTENANCE_ROLL);
	if (streq(id, "sound"))
		return action_of(ACTION_VOICE);
	if (streq(id, "restart"))
		return action_of(ACTION_RESTART);
	return ACTION_NOTHING;
}

static struct action maintenance_on_input(struct screen_ctx *ctx, void *state, const char *id, const char *text)
{
	struct maintenance *page = state;
	size_t len = 0;

	(void)ctx;
	(void)id;
	for (; *text && len < MAINTENANCE_PIN_MAX; text++)
		if (*text >= '0' && *text <= '9')
			page->pin[len++] = *text;
	page->pin[len] = '\0';
	page->wrong = false;
	return ACTION_NOTHING;
}

static void answered_pin(struct screen_ctx *ctx, struct maintenance *page, bool right)
{
	page->checking = false;
	explicit_bzero(page->pin, sizeof(page->pin));
	if (right) {
		page->open = true;
		page->failures = 0;
		remember(page);
		ask(ctx, page, MAINTENANCE_LOOK);
		return;
	}
	page->wrong = true;
	page->wait_until = clock_mono(ctx->clock) + MIN(WAIT_FIRST_S << MIN(page->failures, 5), WAIT_MOST_S) * SECOND_US;
	page->failures = MIN(page->failures + 1, FAILURES_MOST);
	log_warn("maintenance: a wrong PIN, %d in a row", page->failures);
	remember(page);
}

static struct action maintenance_on_result(struct screen_ctx *ctx, void *state, struct work *base)
{
	struct maintenance *page = state;
	const struct maintenance_work *work = (const struct maintenance_work *)base;

	if (work->what == MAINTENANCE_PIN) {
		answered_pin(ctx, page, work->ok);
		return page->open ? action_with(ACTION_FOCUS, "print") : ACTION_NOTHING;
	}
	page->looking = false;
	if (work->what == MAINTENANCE_PRINT) {
		page->printed = true;
		page->outcome = work->outcome;
	}
	arena_reset(ctx->arena);
	utf8_copy(page->lang, sizeof(page->lang), work->lang);
	page->fact_count = work->fact_count;
	for (size_t i = 0; i < work->fact_count; i++) {
		page->facts[i] = work->facts[i];
		page->facts[i].label = arena_strdup(ctx->arena, work->facts[i].label);
		page->facts[i].value = arena_strdup(ctx->arena, work->facts[i].value);
	}
	return ACTION_NOTHING;
}

/* Another language: how things stand is asked for anew, in its words. */
static struct action maintenance_on_change(struct screen_ctx *ctx, void *state)
{
	struct maintenance *page = state;

	if (page->open && !page->looking && !streq(page->lang, ctx->session->lang))
		ask(ctx, page, MAINTENANCE_LOOK);
	return ACTION_NOTHING;
}

static struct action maintenance_on_tick(struct screen_ctx *ctx, void *state)
{
	struct maintenance *page = state;

	if (page->open && !page->looking)
		ask(ctx, page, MAINTENANCE_LOOK);
	return ACTION_NOTHING;
}

const struct screen maintenance_screen = {
	.name = "maintenance",
	.state_size = sizeof(struct maintenance),
	.open = maintenance_open,
	.build = maintenance_build,
	.on_press = maintenance_on_press,
	.on_input = maintenance_on_input,
	.on_result = maintenance_on_result,
	.on_tick = maintenance_on_tick,
	.tick_ms = LOOK_EVERY_MS,
	.on_change = maintenance_on_change,
};
