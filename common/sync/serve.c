#include "common/sync/serve.h"

int serve_version(int asked, struct serve_versions ours)
{
	int version = MIN(asked, ours.newest);

	return version >= ours.oldest ? version : 0;
}

enum serve_access serve_access(bool token_known, bool revoked, bool push)
{
	if (!token_known)
		return SERVE_UNKNOWN;
	return revoked && !push ? SERVE_REVOKED : SERVE_WELCOME;
}

/* ---- pull */

enum serve_pull serve_changes(const char *epoch, int64_t since, const struct serve_stand *stand)
{
	if (!streq(epoch, stand->now.epoch))
		return SERVE_EPOCH;
	if (since > stand->now.rev)
		return SERVE_AHEAD;
	if (since < stand->scope_rev)
		return SERVE_SCOPE;
	return since < stand->floor ? SERVE_TOO_OLD : SERVE_PAGE;
}

bool serve_draws_epoch(enum serve_pull verdict, int64_t now, int64_t drawn)
{
	return verdict == SERVE_AHEAD && (drawn == 0 || now - drawn >= SERVE_EPOCH_EVERY_S * SECOND_US);
}

const char *serve_gone(enum serve_pull why)
{
	static const char *const names[] = {
		[SERVE_PAGE] = "", [SERVE_EPOCH] = "epoch", [SERVE_AHEAD] = "epoch", [SERVE_SCOPE] = "scope", [SERVE_TOO_OLD] = "too-old",
	};

	return names[why];
}

bool serve_page_full(size_t lines, size_t bytes)
{
	return lines >= SYNCED_LINES_MAX || bytes >= SYNCED_PAGE_BYTES;
}

bool serve_snapshot_fits(const struct cursor *at, const struct serve_stand *stand)
{
	return serve_changes(at->epoch, at->rev, stand) == SERVE_PAGE && stand->now.rev - at->rev <= SERVE_SNAPSHOT_BEHIND_MAX;
}

bool serve_sees_table(struct serve_scope scope, enum synced_scope table)
{
	return table == SYNCED_ALL || (table == SYNCED_PUBLIC) == scope.public_;
}

/* ---- operations */

static const char *const reason_keys[REASONS] = {
	[REASON_NONE] = "", [REASON_KIND] = "hub.settle.kind", [REASON_KEY] = "hub.settle.key", [REASON_SEALED] = "hub.settle.sealed",
	[REASON_UNREADABLE] = "hub.settle.unreadable", [REASON_ENVELOPE] = "hub.settle.envelope", [REASON_NUMBER] = "hub.settle.number",
	[REASON_SAME_NUMBER] = "hub.settle.same_number", [REASON_SERVICE] = "hub.settle.service", [REASON_ANSWERS] = "hub.settle.answers",
	[REASON_EARLY] = "hub.settle.early", [REASON_GONE] = "hub.reject.request", [REASON_SCOPE] = "hub.reject.scope",
	[REASON_AGENT] = "hub.reject.agent", [REASON_NOBODYS] = "hub.settle.message", [REASON_UNPROVEN] = "hub.settle.unproven",
	[REASON_MANY] = "hub.settle.many", [REASON_REVOKED] = "hub.settle.revoked", [REASON_LARGE] = "hub.reject.large",
	[REASON_EMPTY] = "hub.reject.empty", [REASON_STATE] = "hub.reject.state", [REASON_NO_SERVICE] = "hub.reject.service",
	[REASON_STATE_MOVED] = "hub.conflict.state",
	[REASON_ASSIGNEE_MOVED] = "hub.conflict.assignee", [REASON_NUMBER_MOVED] = "hub.conflict.number",
	[REASON_CONTRADICTION] = "hub.settle.contradiction",
};

const char *serve_reason_key(enum serve_reason reason)
{
	return reason_keys[reason];
}

static const char *const outcome_names[SERVE_OUTCOMES] = {
	[SERVE_APPLIED] = "applied", [SERVE_SETTLE] = "settle", [SERVE_CONFLICT] = "conflict", [SERVE_REJECTED] = "rejected",
};

const char *serve_outcome_name(enum serve_outcome outcome)
{
	return outcome_names[outcome];
}

const char *serve_again(const char *outcome)
{
	bool taken = streq(outcome, outcome_names[SERVE_APPLIED]) || streq(outcome, outcome_names[SERVE_SETTLE]);

	return taken ? "again" : outcome;
}

static const struct serve_decision go_on = { .outcome = SERVE_APPLIED };

/* What cannot be taken as it is: kept for an agent when a resident sent it, said to the desk when a desk did. */
static struct serve_decision refused(bool resident, enum serve_reason reason)
{
	return (struct serve_decision){ .outcome = resident ? SERVE_SETTLE : SERVE_REJECTED, .reason = reason };
}

struct serve_decision serve_kind(const struct op_rule *rule, bool resident)
{
	/* A desk is staff: what a newer one sends is kept until this hub is as new. A totem's is looked at by an agent. */
	if (!rule && !resident)
		return (struct serve_decision){ .outcome = SERVE_SETTLE, .reason = REASON_KIND, .keep = true };
	if (!rule || (resident ? !rule->resident : !rule->agent))
		return refused(resident, REASON_KIND);
	return go_on;
}

struct serve_decision serve_open(const struct serve_envelope *envelope)
{
	struct serve_decision kind = serve_kind(envelope->rule, envelope->resident);

	if (kind.outcome != SERVE_APPLIED)
		return kind;
	/* What a desk had stored may be true, and whoever has its token may lie: an agent looks. A request is a resident's word anyway. */
	if (envelope->revoked && !envelope->resident && envelope->rule->about != ABOUT_ITSELF && envelope->rule->about != ABOUT_NOTHING)
		return (struct serve_decision){ .outcome = SERVE_SETTLE, .reason = REASON_REVOKED };
	switch (envelope->letter) {
	case LETTER_NO_KEY:
		return refused(envelope->resident, REASON_KEY);
	case LETTER_CLOSED:
		return refused(envelope->resident, REASON_SEALED);
	case LETTER_GARBAGE:
		return refused(envelope->resident, REASON_UNREADABLE);
	case LETTER_OPENED: /* the sealed part repeats the rest, so that nobody puts one's letter into another's envelope */
		return envelope->matches ? go_on : refused(envelope->resident, REASON_ENVELOPE);
	case LETTER_PLAIN:
		return envelope->resident && envelope->rule->sealed ? refused(true, REASON_UNREADABLE) : go_on;
	}
	return go_on;
}

struct serve_decision serve_submission(const struct serve_submission *facts)
{
	if (!facts->has_number)
		return refused(facts->resident, REASON_NUMBER);
	if (!facts->number_free)
		return refused(facts->resident, REASON_SAME_NUMBER);
	if (!facts->has_service)
		return refused(facts->resident, REASON_SERVICE);
	return facts->answers_fit ? go_on : refused(facts->resident, REASON_ANSWERS);
}

struct serve_decision serve_about(const struct serve_about *facts)
{
	if (facts->request == REQUEST_NEVER_SEEN && facts->id_sound) /* after a restore the desk may be back before the totem */
		return (struct serve_decision){ .outcome = SERVE_SETTLE, .reason = REASON_EARLY, .park = true };
	if (facts->request != REQUEST_HERE)
		return refused(false, REASON_GONE);
	if (!facts->in_scope)
		return refused(false, REASON_SCOPE);
	return facts->has_agent ? go_on : refused(false, REASON_AGENT);
}

struct serve_decision serve_too_large(bool resident)
{
	return refused(resident, REASON_LARGE);
}

struct serve_decision serve_change(bool sound, enum serve_reason unsound, bool from_stands, enum serve_reason moved)
{
	if (!sound)
		return refused(false, unsound);
	return from_stands ? go_on : (struct serve_decision){ .outcome = SERVE_CONFLICT, .reason = moved };
}

struct serve_decision serve_message(const struct serve_word *facts)
{
	if (!facts->has_text)
		return refused(true, REASON_UNREADABLE);
	if (facts->requests != 1)
		return refused(true, REASON_NOBODYS);
	if (!facts->has_key)
		return refused(true, REASON_UNPROVEN);
	return facts->has_room ? go_on : refused(true, REASON_MANY);
}

static struct serve_decision too_late(bool resident)
{
	return (struct serve_decision){ .outcome = resident ? SERVE_SETTLE : SERVE_CONFLICT, .reason = REASON_CONTRADICTION };
}

struct serve_kept serve_keep(const struct op_rule *rule, bool resident, const struct serve_stands *facts)
{
	if (rule->about == ABOUT_SUBJECT && !facts->has_subject)
		return (struct serve_kept){ .decision = refused(resident, REASON_UNREADABLE) };
	switch (rule->merge) {
	case MERGE_APPEND:
		break;
	case MERGE_FROM:
		if (!facts->from_stands)
			return (struct serve_kept){ .decision = too_late(resident) };
		return (struct serve_kept){ .decision = go_on, .stands = true, .instead = true };
	case MERGE_FIRST:
		if (facts->subject_taken)
			return (struct serve_kept){ .decision = too_late(resident) };
		break;
	case MERGE_LAST:
		return (struct serve_kept){ .decision = go_on, .stands = true, .instead = facts->key_taken };
	case MERGE_ONCE:
		return (struct serve_kept){ .decision = go_on, .stands = !facts->key_taken };
	}
	return (struct serve_kept){ .decision = go_on, .stands = true };
}

/* ---- records */

enum serve_record serve_record(size_t requests, bool revoked, bool is_here, bool has_number, bool closed_long_ago)
{
	if (requests > 1 || revoked)
		return RECORD_WITHHELD;
	return is_here && has_number && !closed_long_ago ? RECORD_SHOWN : RECORD_WITHDRAWN;
}
