/* Log in, and the page of a locked desk: whoever was there goes on where they were, anybody else starts anew. */
#include "counter/cells.h"
#include "counter/view.h"

enum { FIELD_LOGIN, FIELD_PIN, FIELDS, LOGIN_WIDTH = 44, LOGIN_MAX = 60, PIN_MAX_CHARS = 120 };

struct login {
	struct edit fields[FIELDS];
	int focus;
	bool checking, other; /* other: turned to the name of a locked desk; the first letter begins a new one */
	const char *fault; /* catalogue */
};

static bool login_open(struct view_ctx *ctx, void *state, struct err *err)
{
	struct login *login = state;

	(void)err;
	edit_init(&login->fields[FIELD_LOGIN], LOGIN_MAX, false);
	edit_init(&login->fields[FIELD_PIN], PIN_MAX_CHARS, false);
	login->fields[FIELD_PIN].secret = true;
	edit_set(&login->fields[FIELD_LOGIN], ctx->session->agent.id ? ctx->session->agent.login : ctx->arg);
	login->focus = login->fields[FIELD_LOGIN].text.len > 0 ? FIELD_PIN : FIELD_LOGIN;
	return true;
}

static void login_close(struct view_ctx *ctx, void *state)
{
	struct login *login = state;

	(void)ctx;
	for (int i = 0; i < FIELDS; i++)
		edit_done(&login->fields[i]);
}

static int64_t wait_s(const struct view_ctx *ctx)
{
	int64_t left = ctx->session->wait_until - clock_mono(ctx->clock);

	return left > 0 ? (left + SECOND_US - 1) / SECOND_US : 0;
}

/* From X on, or as much sooner as it is long. */
static void sentence(struct tui *tui, struct rect area, int y, int x, enum style style, const char *text)
{
	int room = area.x + area.w - cells_width(text);

	x = MAX(MIN(x, room), area.x);
	tui_put(tui, y, x, MAX(area.x + area.w - x, 0), style, text);
}

static void login_draw(struct view_ctx *ctx, void *state, struct tui *tui, struct rect area)
{
	static const char *const labels[FIELDS] = { "desk.login.login", "desk.login.pin" };
	const struct login *login = state;
	int x = area.x + MAX((area.w - LOGIN_WIDTH) / 2, 0), y = area.y + MAX(area.h / 2 - 6, 0),
	    w = MIN(LOGIN_WIDTH, area.w);
	int64_t wait = wait_s(ctx);
	const char *say = "", *who = ctx->session->agent.id;

	tui_put(tui, y++, x, w, STYLE_STRONG, *board_town(ctx->board) ? board_town(ctx->board) : "Parvis");
	tui_put(tui, y++, x, w, STYLE_MUTED, terminal_name(board_terminal(ctx->board), ctx->lang, ctx->frame));
	y++;
	if (!board_db(ctx->board)) {
		sentence(tui, area, y, x, STYLE_PLAIN, T(board_problem(ctx->board) ? "desk.error.replica" : "desk.first_sync"));
		tui_focus(tui, y, x);
		return;
	}
	if (who)
		tui_put(tui, y++, x, w, STYLE_STRONG,
			trf(ctx->frame, ctx->lang, "desk.locked", "name", ctx->session->agent.name, NULL));
	for (int i = 0; i < FIELDS; i++) {
		tui_put(tui, y, x, 14, STYLE_PLAIN, T(labels[i]));
		tui_edit_line(tui, y, x + 14, w - 14, &login->fields[i], i == login->focus);
		y += 2;
	}
	if (login->checking)
		say = T("desk.login.checking");
	else if (wait > 0)
		say = trnf(ctx->frame, ctx->lang, "desk.login.wait", wait, NULL);
	else if (login->fault)
		say = T(login->fault);
	sentence(tui, area, y, x, STYLE_LATE, say);
	sentence(tui, area, y + 2, x, STYLE_MUTED, T(who ? "desk.locked.keys" : "desk.login.keys"));
}

static struct next submit(struct view_ctx *ctx, struct login *login)
{
	struct pin_work *work;
	int64_t wait;

	if (login->checking || wait_s(ctx) > 0)
		return STAY;
	if (login->focus == FIELD_LOGIN && login->fields[FIELD_PIN].text.len == 0) {
		login->focus = FIELD_PIN;
		return STAY;
	}
	if (edit_over(&login->fields[FIELD_PIN]) || edit_over(&login->fields[FIELD_LOGIN])) {
		login->fault = "desk.login.wrong";
		return STAY;
	}
	wait = guesses_try(ctx->guesses, edit_text(&login->fields[FIELD_LOGIN]), ctx->now);
	if (wait > 0) {
		ctx->session->wait_until = clock_mono(ctx->clock) + wait;
		return STAY;
	}
	work = pin_work_new(board_db(ctx->board), edit_text(&login->fields[FIELD_LOGIN]),
			    edit_text(&login->fields[FIELD_PIN]));
	work->work.owner = ctx->opening;
	login->checking = true;
	login->fault = NULL;
	worker_submit(ctx->worker, &work->work);
	return STAY;
}

static struct next login_on_key(struct view_ctx *ctx, void *state, const struct key *key)
{
	struct login *login = state;

	if (!board_db(ctx->board))
		return STAY;
	switch (key->code) {
	case K_ENTER: return submit(ctx, login);
	case K_TAB:
	case K_BACKTAB:
	case K_UP:
	case K_DOWN:
		login->focus = (login->focus + 1) % FIELDS;
		login->other = login->focus == FIELD_LOGIN && ctx->session->agent.id;
		return STAY;
	default: break;
	}
	if (login->other && !login->checking && (key_is_char(key) || key->code == K_PASTE))
		edit_set(&login->fields[FIELD_LOGIN], "");
	login->other = false;
	if (!login->checking && edit_key(&login->fields[login->focus], key, LOGIN_WIDTH) == EDIT_CHANGED)
		login->fault = NULL;
	return STAY;
}

static struct next login_on_result(struct view_ctx *ctx, void *state, struct work *work)
{
	struct login *login = state;
	const struct pin_work *pin = (const struct pin_work *)work;
	bool other = false;

	login->checking = false;
	edit_done(&login->fields[FIELD_PIN]);
	if (session_answer(ctx->session, board_db(ctx->board), pin, clock_mono(ctx->clock), &other)) {
		guesses_right(ctx->guesses, pin->login);
		return (struct next){ .kind = NEXT_ENTER, .number = other };
	}
	login->fault = "desk.login.wrong";
	login->focus = FIELD_PIN;
	return STAY;
}

const struct view login_view = {
	.name = "login",
	.state_size = sizeof(struct login),
	.flags = VIEW_BARE,
	.contexts = CTX_LOGIN,
	.open = login_open,
	.close = login_close,
	.draw = login_draw,
	.on_key = login_on_key,
	.on_result = login_on_result,
};
