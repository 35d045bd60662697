#include "hub/body.h"

#include "hub/access.h"
#include "hub/limits.h"

/* Of who may not speak here nothing is kept, nor of what is packed: a megabyte of it may be a gigabyte. */
static bool body_is_wanted(struct call *call)
{
	struct err err;

	if (!call->route || !call->route->body_max || call_header(call, "Content-Encoding"))
		return false;
	return call->route->access == ACCESS_ANYBODY || access_known(call, &err);
}

/* Of one terminal one body is held at a time, as the protocol says: a later one, after a line that died, puts an earlier one out. */
static void hold(struct call *call, struct call **holding)
{
	for (struct call *other = *holding; other; other = other->next_holding)
		if (streq(other->terminal.id, call->terminal.id)) {
			strbuf_done(&other->body);
			other->overtaken = true;
		}
	call->next_holding = *holding;
	*holding = call;
}

void body_whole(const struct call *call, struct call **holding)
{
	for (struct call **link = holding; *link; link = &(*link)->next_holding)
		if (*link == call) {
			*link = call->next_holding;
			return;
		}
}

void body_done(struct call *call, struct call **holding)
{
	strbuf_done(&call->body);
	body_whole(call, holding);
}

bool body_take(struct call *call, struct call **holding, const char *data, size_t size)
{
	if (!call->asked) {
		call->asked = true;
		call->wanted = body_is_wanted(call);
		if (call->wanted && call->route->access != ACCESS_ANYBODY)
			hold(call, holding);
	}
	if (!call->wanted || call->overtaken || call->too_large || call->body.len + size > call->route->body_max) {
		call->too_large = call->too_large || (call->wanted && !call->overtaken);
		call->dropped += size;
		return call->dropped <= LIMIT_BODY_DROPPED;
	}
	strbuf_addn(&call->body, data, size);
	return true;
}
