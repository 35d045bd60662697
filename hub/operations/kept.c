/* Kinds that this hub has no code of its own for: kept whole, and which of them stands is said by the kind's rule. */
#include "hub/operations/internal.h"

enum { WORD_MAX = 200 };

static const char *word(const struct operation *op, const char *key)
{
	const char *text = body_text(op, key);

	return text && strlen(text) <= WORD_MAX ? text : "";
}

bool op_apply_kept(struct operation *op, enum serve_outcome *ret_outcome, struct err *err)
{
	struct kept_op kept = {
		.op = op->id, .kind = op->rule->name, .subject = word(op, "subject"), .key = word(op, "key"), .value = body_text(op, "to"),
		.terminal = op->terminal->id, .line = op->line,
	};
	struct serve_stands facts = { .has_subject = *kept.subject };
	struct serve_kept verdict;
	char *value;
	bool ok;

	if (!store_kept_stands(op->store, &kept, &facts.subject_taken, &facts.key_taken, &value, err))
		return false;
	facts.from_stands = streq(body_text(op, "from"), value);
	verdict = serve_keep(op->rule, op->scope->public_, &facts);
	*ret_outcome = op_decided(op, verdict.decision);
	if (*ret_outcome == SERVE_CONFLICT)
		op->current = json_pack("{s:s, s:s, s:s?}", "kind", kept.kind, "subject", kept.subject, "value", value);
	kept.stands = verdict.stands;
	kept.instead = verdict.instead;
	switch (*ret_outcome) {
	case SERVE_APPLIED:
		ok = store_kept_add(op->store, &kept, err);
		break;
	case SERVE_SETTLE:
		ok = op_settle(op, op->reason, err);
		break;
	default:
		ok = true;
	}
	free(value);
	return ok;
}

bool op_keep_unknown(struct operation *op, struct err *err)
{
	struct kept_op kept = {
		.op = op->id, .kind = op->kind, .subject = "", .key = "", .waits = true, .terminal = op->terminal->id, .line = op->line,
	};

	return store_kept_add(op->store, &kept, err);
}
