/* A message from the resident about a request that their number opened: sealed, kept on disk, then on its way. */
#include "common/base/log.h"
#include "common/base/utf8.h"
#include "common/secret/secret.h"
#include "common/text/tr.h"
#include "kiosk/data.h"
#include "kiosk/screens/draft.h"
#include "kiosk/screens/request_view.h"
#include "kiosk/screens/thread.h"
#include "kiosk/submit.h"

enum { REPLY_MAX = 2000, LINES = 6, LINES_LARGE = 3 };

struct reply {
	struct request_view view;
	const char *why;         /* nothing can be kept here: key of a sentence; NULL: it can */
	struct uuid id;          /* made once: sending twice is one message */
	char text[REPLY_MAX * 4 + 1];
	bool empty;              /* « Envoyer » was pressed with nothing written */
	bool sending, waiting;   /* waiting: for the key */
	enum err_code failed;
};

static bool reply_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct reply *reply = state;
	char number[TRACKING_TEXT];
	struct tracking_reading reading;

	utf8_copy(number, sizeof(number), ctx->arg);
	reading = tracking_read(number);
	secret_wipe(number, sizeof(number));
	if (reading.verdict != TRACKING_OK)
		return err_set(err, ERR_NOT_FOUND, "not a number");
	reply->why = draft_refusal(ctx);
	if (reply->why)
		return true;
	reply->id = uuid_v7(ctx->rng, ctx->now);
	if (streq(id_value(ctx->arg), "yes") || streq(id_value(ctx->arg), "no")) { /* words to begin with */
		utf8_copy(reply->text, sizeof(reply->text), tr(ctx->session->lang, *id_value(ctx->arg) == 'y' ? "reply.done_yes" : "reply.done_no"));
		ctx->session->typed = true;
	}
	request_view_open(&reply->view, ctx, &reading.number);
	secret_wipe(&reading, sizeof(reading));
	return true;
}

static void reply_close(struct screen_ctx *ctx, void *state)
{
	(void)ctx;
	request_view_done(&((struct reply *)state)->view);
}

static void reply_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct reply *reply = state;
	int64_t left = REPLY_MAX - (int64_t)utf8_count(reply->text);
	const char *help = ui_tr(ui, "form.no_health");
	int lines = ctx->session->text_size > TEXT_LARGE ? LINES_LARGE : LINES; /* the question stays in sight */

	if (reply->why) {
		draft_refused(ui, reply->why);
		return;
	}
	if (left < REPLY_MAX / 2)
		help = ui_fmt(ui, "%s %s", help, trnf(ui_arena(ui), ui_lang(ui), "form.left", left, NULL));
	ui_title(ui, ui_tr(ui, "reply.title"));
	ui_muted(ui, ui_tr(ui, "reply.help"));
	if (reply->failed) {
		ui_notice(ui, TONE_DANGER, ICON_ERROR);
		ui_strong(ui, ui_tr(ui, reply->failed == ERR_DISK_FULL ? "review.no_room" : "review.failed"));
		ui_end(ui);
	}
	ui_field(ui, (struct ui_field){ .id = "text", .value = reply->text, .placeholder = ui_tr(ui, "reply.placeholder"), .max = REPLY_MAX,
	                                .lines = lines, .autofocus = true, .help = help,
	                                .error = reply->empty ? ui_tr(ui, "reply.empty") : NULL });
	ui_actions(ui);
	ui_button(ui, (struct ui_button){ .id = "back", .text = ui_tr(ui, "nav.back"), .icon = ICON_BACK, .disabled = reply->sending });
	ui_button(ui, (struct ui_button){ .id = "quit", .text = ui_tr(ui, "nav.quit"), .disabled = reply->sending });
	ui_button(ui, (struct ui_button){ .id = "send", .text = ui_tr(ui, reply->sending ? "review.sending" : "reply.send"),
	                                  .icon_after = screen_arrow(ctx), .primary = true, .disabled = reply->sending });
	ui_end(ui);
}

/* ---- sending */

static struct action failed(struct reply *reply, enum err_code code)
{
	reply->sending = reply->waiting = false;
	reply->failed = code == ERR_NONE ? ERR_SYSTEM : code;
	return ACTION_NOTHING;
}

static struct action send(struct screen_ctx *ctx, struct reply *reply)
{
	struct submit_send *job;

	reply->waiting = false;
	if (reply->view.state != VIEW_KNOWN && reply->view.state != VIEW_LOCAL)
		return failed(reply, ERR_NOT_FOUND);
	job = submit_reply_new(&(struct submit_message){
		.state = ctx->data->state, .terminal = &ctx->data->terminal, .lang = ctx->session->lang, .text = reply->text,
		.number = &reply->view.number, .key = &reply->view.key, .followed = &reply->view.known, .id = reply->id,
		.made = clock_stamp(ctx->clock),
	});
	job->work.owner = ctx->opening;
	worker_submit(ctx->worker, &job->work);
	return ACTION_NOTHING;
}

static struct action reply_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	struct reply *reply = state;

	if (streq(id, "talk"))
		return action_push(SCREEN_TALK, "");
	if (!streq(id, "send") || reply->sending)
		return ACTION_NOTHING;
	reply->empty = reply->text[strspn(reply->text, " \n")] == '\0';
	reply->failed = ERR_NONE;
	if (reply->empty)
		return action_with(ACTION_FOCUS, "text");
	reply->sending = true;
	if (reply->view.state == VIEW_LOOKING) {
		reply->waiting = true;
		return ACTION_NOTHING;
	}
	return send(ctx, reply);
}

static struct action reply_on_input(struct screen_ctx *ctx, void *state, const char *id, const char *text)
{
	struct reply *reply = state;

	(void)ctx;
	(void)id;
	if (reply->sending)
		return ACTION_NOTHING;
	utf8_copy(reply->text, sizeof(reply->text), text);
	reply->empty = false;
	return ACTION_NOTHING;
}

static struct action reply_on_result(struct screen_ctx *ctx, void *state, struct work *work)
{
	struct reply *reply = state;

	if (request_view_result(&reply->view, ctx, work))
		return reply->waiting ? send(ctx, reply) : ACTION_NOTHING;
	if (streq(work->kind, SUBMIT_REPLY)) {
		const struct submit_send *job = (const struct submit_send *)work;

		if (job->ok) {
			ctx->session->typed = false;
			return action_of(ACTION_BACK);
		}
		log_error("a message could not be kept: %s", job->err.text);
		return failed(reply, job->err.code);
	}
	return ACTION_NOTHING;
}

static struct action reply_on_change(struct screen_ctx *ctx, void *state)
{
	struct reply *reply = state;

	if (!reply->why)
		request_view_change(&reply->view, ctx);
	return ACTION_NOTHING;
}

static struct action reply_on_back(struct screen_ctx *ctx, void *state)
{
	(void)ctx;
	return ((struct reply *)state)->sending ? ACTION_NOTHING : action_of(ACTION_BACK);
}

const struct screen reply_screen = {
	.name = "reply",
	.state_size = sizeof(struct reply),
	.flags = SCREEN_ASKS | SCREEN_OWN_WAY,
	.open = reply_open,
	.close = reply_close,
	.build = reply_build,
	.on_press = reply_on_press,
	.on_input = reply_on_input,
	.on_result = reply_on_result,
	.on_change = reply_on_change,
	.on_back = reply_on_back,
};
