#include "tests/sim/story.h"

#include <stdarg.h>
#include <stdio.h>

const char *const fault_names[FAULTS] = {
	[FAULT_PROGRAM_CRASH] = "program killed", [FAULT_POWER_LOSS] = "power lost", [FAULT_LOST_WRITES] = "writes dropped, torn or reordered",
	[FAULT_DISK_FULL] = "disk full", [FAULT_DISK_ERROR] = "disk error", [FAULT_REPLICA_ROT] = "replica rotted",
	[FAULT_OUTBOX_ROT] = "outbox rotted", [FAULT_REQUEST_LOST] = "request lost", [FAULT_ANSWER_LOST] = "answer lost",
	[FAULT_DELAYED] = "delayed", [FAULT_DOUBLED] = "doubled", [FAULT_CUT] = "cut in half", [FAULT_PORTAL] = "answered by a portal",
	[FAULT_LINK_DOWN] = "network down", [FAULT_TOO_LARGE] = "too large, says the hub", [FAULT_HUB_CRASH] = "hub killed",
	[FAULT_HUB_BUSY] = "hub cannot write", [FAULT_HUB_RESTORED] = "hub restored", [FAULT_HUB_REPLACED] = "hub restored, same epoch",
	[FAULT_CLOCK_JUMP] = "clock jumped", [FAULT_CLOCK_DRIFT] = "clock drifted for a day",
	[FAULT_CLONED] = "terminal cloned", [FAULT_IMAGE_RESTORED] = "terminal put back to an image",
	[FAULT_REVOKED] = "revoked", [FAULT_ENROLLED_ANEW] = "enrolled anew", [FAULT_SCOPE_CHANGED] = "scope changed",
	[FAULT_KEY_ROTATED] = "hub's key rotated", [FAULT_HUB_UPGRADED] = "hub upgraded", [FAULT_UNKNOWN_KIND] = "kind from tomorrow",
	[FAULT_SAME_NUMBER] = "number given twice", [FAULT_TWO_DESKS] = "two desks at one request", [FAULT_ROW_LEAVES] = "row left a scope",
	[FAULT_FLOOR_RAISED] = "tombstones forgotten", [FAULT_TAKEN_BACK] = "taken back in time", [FAULT_WRONG_LETTER] = "letter in another's envelope",
	[FAULT_AWAY_LONG] = "away for weeks", [FAULT_FORMAT_DROPPED] = "format no longer served", [FAULT_LIAR] = "cursor forged",
};

static void stamp(const struct world *w, FILE *out)
{
	int64_t s = w->now / SECOND_US;

	fprintf(out, "day %3d %02d:%02d:%02d.%03d  ", (int)(s / 86400), (int)(s / 3600 % 24), (int)(s / 60 % 60), (int)(s % 60),
	        (int)(w->now / 1000 % 1000));
}

void story_add(const struct world *w, const char *fmt, ...)
{
	va_list ap;

	stamp(w, stdout);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

void broken(struct world *w, const char *fmt, ...)
{
	va_list ap;

	if (w->broken)
		return;
	w->broken = true;
	va_start(ap, fmt);
	vsnprintf(w->verdict, sizeof(w->verdict), fmt, ap);
	va_end(ap);
	say(w, "PROMISE BROKEN: %s", w->verdict);
}

const char *terminal_name(const struct terminal *t)
{
	static char text[4][48];
	static int next;
	char *out = text[next++ % 4];
	int n = snprintf(out, sizeof(text[0]), "%s %d", t->public_ ? "totem" : "desk", t->id);

	if (t->as != t->id)
		snprintf(out + n, sizeof(text[0]) - (size_t)n, " (clone of %d)", t->as);
	return out;
}

const char *op_words(const struct world *w, int32_t op)
{
	static char text[4][64];
	static int next;
	char *out = text[next++ % 4];
	size_t rule = w->op[op].rule;

	snprintf(out, sizeof(text[0]), "%s #%d", rule < op_rules_len ? op_rules[rule].name : "weather", op);
	return out;
}
