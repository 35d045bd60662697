#include "tests/sim/checks.h"

#include "tests/sim/story.h"
#include "tests/sim/town.h"

enum {
	ASKED_PER_HOUR_MAX = 1400, /* both lanes behind a portal, one of them urgent, is some 1,300 */
	SNAPSHOTS_IN_ROW_MAX = 14,
	PAGE_LINES_MAX = SYNCED_LINES_MAX / PAGE_ROW_WEIGHT,
	KEPT_DAYS_MAX = OUTBOX_KEEP_DAYS + 1,
};

void check_row_is_for(struct world *w, const struct terminal *t, bool record, int32_t index, const struct held_row *row)
{
	if (record ? !t->public_ : index >= CONTENT_ROWS && t->public_)
		broken(w, "%s was sent row %d of a table that it must not see", terminal_name(t), index);
	(void)row;
}

void check_page_fits(struct world *w, const struct terminal *t, const struct cursor *since, const struct sync_pulled *pulled)
{
	const struct cursor *to = &pulled->to;
	int lines = 0;

	if (since->rev != t->stored.rev || epoch_number(since->epoch) != t->stored.epoch)
		broken(w, "%s applies a page after rev %d to a replica at rev %d: rows are skipped", terminal_name(t),
		       (int)since->rev, t->stored.rev);
	if (to->rev < since->rev)
		broken(w, "%s applies a page that leads backwards", terminal_name(t));
	for (size_t i = 0; i < pulled->lines.len; i++) /* those of a table from tomorrow stand beside and are not counted */
		lines += (i == 0 || pulled->lines.data[i - 1] == '\n') && pulled->lines.data[i] != 'x';
	if (lines > PAGE_LINES_MAX)
		broken(w, "%s is sent %d lines in one page", terminal_name(t), lines);
}

static bool same(struct world *w, const struct terminal *t, bool record, int32_t index, uint8_t departments)
{
	static const struct held_row nothing;
	const struct row *row = town_row(&w->hub.town, record, index);
	const struct held_row *held = record ? index < t->record_cap ? &t->record[index] : &nothing
	                                     : index < t->row_cap ? &t->row[index] : &nothing;
	bool sees = town_sees(t->public_, departments, record, index, row);

	if (held->here == sees && (!sees || (held->rev == row->rev && held->value == row->value)))
		return true;
	broken(w, "%s at rev %d %s %s %d (%s)", terminal_name(t), t->stored.rev,
	       !sees        ? "still has"
	       : held->here ? "has an old"
	                    : "misses",
	       record                 ? "record"
	       : index < CONTENT_ROWS ? "content"
	                              : "request or message",
	       index < CONTENT_ROWS || record ? index : index - CONTENT_ROWS,
	       index >= CONTENT_ROWS && !record && index - CONTENT_ROWS < w->ops ? op_words(w, index - CONTENT_ROWS)
	                                                                         : "of the town");
	return false;
}

static void compare(struct world *w, const struct terminal *t)
{
	const struct enrolment *e = &w->hub.town.enrolled[t->as];

	for (int32_t i = 0; i < CONTENT_ROWS + w->ops && !w->broken; i++)
		same(w, t, false, i, e->departments);
	for (int32_t i = 0; i < w->numbers && !w->broken; i++)
		same(w, t, true, i, e->departments);
}

void check_replica(struct world *w, const struct terminal *t)
{
	const struct town *town = &w->hub.town;

	if (t->stored.there && t->stored.epoch == town->epoch && t->stored.rev == town->rev &&
	    t->stored.rev >= town->enrolled[t->as].scope_rev && !w->hub.lost_to)
		compare(w, t);
}

void check_batch(struct world *w, const struct terminal *t, const int32_t *entries, int count)
{
	int sent = 0;

	if ((size_t)count > t->core.batch_max)
		broken(w, "%s sends %d operations at once", terminal_name(t), count);
	for (int i = 1; i < count; i++)
		if (entries[i] <= entries[i - 1])
			broken(w, "%s sends operations out of order", terminal_name(t));
	for (int32_t i = 0; count > 0 && i < entries[count - 1]; i++) {
		if (t->entry[i].state != OP_QUEUED && t->entry[i].state != OP_SENDING)
			continue;
		while (sent < count && entries[sent] < i)
			sent++;
		if (sent == count || entries[sent] != i)
			broken(w, "%s leaves %s behind what was made after it", terminal_name(t), op_words(w, t->entry[i].op));
	}
}

void check_belief(struct world *w, const struct terminal *t, enum sync_lane lane, bool forged)
{
	enum sync_trouble trouble = t->core.lane[lane].trouble;

	if (forged && trouble != SYNC_NOT_A_HUB && trouble != SYNC_UNREACHABLE)
		broken(w, "%s believed what a portal said", terminal_name(t));
}

void check_rate(struct world *w, struct terminal *t)
{
	if (w->now - t->hour >= HOUR_US) {
		t->hour = w->now;
		t->asked_in_hour = 0;
	}
	if (t->asked_in_hour > ASKED_PER_HOUR_MAX)
		broken(w, "%s asked more than %d times in an hour", terminal_name(t), ASKED_PER_HOUR_MAX);
	if (t->snapshots_in_row > SNAPSHOTS_IN_ROW_MAX)
		broken(w, "%s took %d snapshots one after the other, and no page between them", terminal_name(t), t->snapshots_in_row);
}

/* ---- the end */

static bool waits_at_its_desk(const struct world *w, int32_t op)
{
	for (int i = 0; i < w->terminals; i++)
		for (int32_t k = 0; w->terminal[i].there && k < w->terminal[i].entries; k++)
			if (w->terminal[i].entry[k].op == op &&
			    (w->terminal[i].entry[k].state == OP_CONFLICT || w->terminal[i].entry[k].state == OP_REJECTED))
				return true;
	return false;
}

static void check_op(struct world *w, int32_t at)
{
	const struct deed *op = &w->op[at];
	const struct op_at_hub *done = &w->hub.town.op[at];
	bool told = done->outcome == 1 + SERVE_CONFLICT || done->outcome == 1 + SERVE_REJECTED || op->told;

	if (!op->acknowledged || op->withdrawn || op->lost)
		return;
	if (done->effects == 0 && !told && !waits_at_its_desk(w, at))
		broken(w, "%s was acknowledged at %s and is not at the hub", op_words(w, at), terminal_name(&w->terminal[op->terminal]));
	if (done->effects > 0 && w->hub.town.request[at].here && op->rule == OP_REQUEST && !w->hub.town.rows[CONTENT_ROWS + at].here)
		broken(w, "%s has no row", op_words(w, at));
}

static void check_number(struct world *w, int32_t at)
{
	const struct number *number = &w->hub.town.number[at];
	bool shown = w->hub.town.records[at].here;

	if (number->requests > 1 && shown)
		broken(w, "number %d is two requests', and is shown", at);
	if (number->revoked && shown)
		broken(w, "number %d was revoked, and is shown", at);
	for (int32_t i = 0; number->requests > 1 && i < w->ops; i++)
		if (w->hub.town.request[i].here && w->hub.town.request[i].number == at && !w->hub.town.request[i].was_told &&
		    !w->hub.town.request[i].to_settle)
			broken(w, "number %d is two requests', and nobody was told", at);
}

/* What was written since its cursor is none of its business. */
static bool has_all(struct world *w, const struct terminal *t, const struct enrolment *e)
{
	struct cursor since = { .rev = t->stored.rev };
	struct page *page;
	bool all;

	epoch_text(t->stored.epoch, since.epoch);
	page = town_page(w, e->public_, e->departments, &since);
	all = page->lines == 0;
	page_drop(page);
	return all;
}

static void check_terminal(struct world *w, const struct terminal *t)
{
	const struct enrolment *e = &w->hub.town.enrolled[t->as];
	int queued = 0;

	if (!t->there || t->dead)
		return;
	for (int32_t i = 0; i < t->entries; i++)
		queued += t->entry[i].state == OP_QUEUED || t->entry[i].state == OP_SENDING;
	if (queued > 0)
		broken(w, "%s still has %d operations to send", terminal_name(t), queued);
	if (!e->there || e->revoked || e->token != t->token)
		return;
	if (!t->stored.there || t->stored.epoch != w->hub.town.epoch || t->stored.rev < e->scope_rev || !has_all(w, t, e))
		broken(w, "%s stands at rev %d of epoch %d, the town at rev %d of epoch %d (%s)", terminal_name(t),
		       t->stored.rev, t->stored.epoch, w->hub.town.rev, w->hub.town.epoch,
		       sync_trouble_name(sync_trouble_now(&t->core)));
	compare(w, t);
}

void check_end(struct world *w)
{
	for (int32_t i = 0; i < w->ops && !w->broken; i++)
		check_op(w, i);
	for (int32_t i = 0; i < w->numbers && !w->broken; i++)
		check_number(w, i);
	for (int i = 0; i < w->terminals && !w->broken; i++)
		check_terminal(w, &w->terminal[i]);
}

void check_room(struct world *w, const struct terminal *t)
{
	const struct enrolment *e = &w->hub.town.enrolled[t->as];
	int64_t now = DAY_US * 20000 + w->now; /* by the hub's clock, which said when each was delivered */

	if (!t->there || t->dead || !e->there || e->revoked || e->token != t->token)
		return; /* nobody tells it that the hub goes on */
	for (int32_t i = 0; i < t->entries; i++)
		if (t->entry[i].state == OP_DONE && now - t->entry[i].answered > KEPT_DAYS_MAX * DAY_US)
			broken(w, "%s keeps %s, which was delivered %d days ago", terminal_name(t), op_words(w, t->entry[i].op),
			       (int)((now - t->entry[i].answered) / DAY_US));
}
