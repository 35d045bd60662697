#include "kiosk/screens/request_view.h"

#include "common/base/log.h"
#include "common/secret/secret.h"
#include "kiosk/data.h"

static void ask(struct request_view *view, struct screen_ctx *ctx)
{
	struct lookup_job *job = lookup_new(ctx->data->state, &ctx->data->terminal, &view->number, 1, view->keyed ? &view->key : NULL);

	job->work.owner = ctx->opening;
	worker_submit(ctx->worker, &job->work);
}

void request_view_open(struct request_view *view, struct screen_ctx *ctx, const struct tracking *number)
{
	*view = (struct request_view){ .number = *number, .arena = arena_new() };
	ask(view, ctx);
}

void request_view_done(struct request_view *view)
{
	arena_free(view->arena);
	strbuf_done(&view->local);
	secret_wipe(view, sizeof(*view));
}

/* ---- reading */

/* ERR_NOT_FOUND is no record; anything else one that cannot be read. */
static bool open_record(struct request_view *view, const char *town, const void *cipher, size_t len, struct followed *ret, struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	bool ok = record_open(&view->key, town, cipher, len, &text, err) &&
	          followed_read(strbuf_str(&text), text.len, view->arena, ret, err);

	strbuf_done(&text);
	return ok;
}

/* How often the resident wrote TEXT, in the first N lines. */
static size_t times_written(const struct followed_line *lines, size_t n, const char *text)
{
	size_t times = 0;

	for (size_t i = 0; i < n; i++)
		times += !lines[i].from_town && streq(lines[i].text, text);
	return times;
}

/* What the resident wrote here and the town's record does not hold yet comes after what it holds. */
static void lay_over(struct request_view *view, const struct followed *local)
{
	size_t n = view->known.n_lines;
	struct followed_line *lines = ARENA_ARRAY(view->arena, struct followed_line, n + local->n_lines + 1);

	if (n)
		memcpy(lines, view->known.lines, n * sizeof(*lines));
	for (size_t i = 0; i < local->n_lines; i++)
		if (!local->lines[i].from_town && times_written(local->lines, i + 1, local->lines[i].text) >
		                                          times_written(view->known.lines, view->known.n_lines, local->lines[i].text)) {
			lines[n++] = local->lines[i];
			view->pending++;
		}
	view->known.lines = lines;
	view->known.n_lines = n;
}

/* That a number is not known is said only of one that could be looked for. */
static void broken(struct request_view *view, const struct err *err)
{
	log_warn("a record cannot be read: %s", err->text);
	view->state = VIEW_BROKEN;
}

static void read_view(struct request_view *view, const struct screen_ctx *ctx)
{
	const char *town = ctx->data->terminal.town;
	struct err err = { .code = ERR_NONE };
	struct bytes cipher = { .data = NULL };
	struct followed local;
	bool has_town, has_local;

	if (!view->keyed)
		return;
	arena_reset(view->arena);
	view->pending = 0;
	view->queued = false;
	view->state = view->unread ? VIEW_BROKEN : VIEW_UNKNOWN;
	has_town = ctx->data->db && replica_record(ctx->data->db, view->key.lookup, view->arena, &cipher, &err) &&
	           open_record(view, town, cipher.data, cipher.len, &view->known, &err);
	if (!has_town && err.code != ERR_NONE)
		broken(view, &err);
	has_local = view->has_local && open_record(view, town, view->local.data, view->local.len, &local, &err);
	if (!has_local && view->has_local)
		broken(view, &err);
	if (!has_town && !has_local)
		return;
	view->queued = has_local && (view->local_state == OP_QUEUED || view->local_state == OP_SENDING);
	if (!has_town) {
		view->state = VIEW_LOCAL;
		view->known = local;
		view->pending = local.n_lines;
		return;
	}
	view->state = VIEW_KNOWN;
	if (has_local)
		lay_over(view, &local);
	view->queued = view->queued && view->pending;
}

bool request_view_result(struct request_view *view, const struct screen_ctx *ctx, const struct work *work)
{
	const struct lookup_job *job = (const struct lookup_job *)work;
	const struct lookup_found *found = &job->found[0];

	if (!streq(work->kind, LOOKUP) || job->count != 1 || !streq(found->number.text, view->number.text))
		return false;
	if (job->err.code != ERR_NONE)
		log_warn("outbox: %s", job->err.text);
	view->unread = job->err.code != ERR_NONE;
	view->keyed = found->keyed;
	view->key = found->key;
	view->has_local = found->local;
	view->local_state = found->state;
	strbuf_clear(&view->local);
	strbuf_addn(&view->local, found->cipher.data, found->cipher.len);
	if (view->keyed)
		read_view(view, ctx);
	else
		view->state = VIEW_BROKEN;
	return true;
}

void request_view_change(struct request_view *view, struct screen_ctx *ctx)
{
	if (view->keyed)
		read_view(view, ctx);
	ask(view, ctx);
}
