#include "common/sync/kinds.h"

const struct op_rule op_rules[] = {
	[OP_REQUEST] = { "request", .resident = true, .agent = true, .sealed = true, .about = ABOUT_ITSELF, .merge = MERGE_APPEND },
	[OP_MESSAGE] = { "message", .resident = true, .agent = true, .sealed = true, .about = ABOUT_REQUEST, .merge = MERGE_APPEND },
	[OP_STATE] = { "state", .agent = true, .about = ABOUT_REQUEST, .merge = MERGE_FROM },
	[OP_ASSIGNMENT] = { "assignment", .agent = true, .about = ABOUT_REQUEST, .merge = MERGE_FROM },
	[OP_REPLACE] = { "replace", .agent = true, .about = ABOUT_REQUEST, .merge = MERGE_FROM },
	[OP_SETTLE] = { "settle", .agent = true, .about = ABOUT_REQUEST, .merge = MERGE_APPEND },
	[OP_PRINTED] = { "printed", .resident = true, .agent = true, .about = ABOUT_NOTHING, .merge = MERGE_APPEND },
	{ "appointment", .resident = true, .agent = true, .sealed = true, .kept = true, .about = ABOUT_SUBJECT, .merge = MERGE_FIRST },
	{ "vote", .resident = true, .sealed = true, .kept = true, .about = ABOUT_SUBJECT, .merge = MERGE_ONCE },
	{ "subscription", .resident = true, .agent = true, .sealed = true, .kept = true, .about = ABOUT_SUBJECT, .merge = MERGE_LAST },
	{ "publication", .agent = true, .kept = true, .about = ABOUT_SUBJECT, .merge = MERGE_FROM },
	{ "handover", .agent = true, .kept = true, .about = ABOUT_SUBJECT, .merge = MERGE_FROM },
};
const size_t op_rules_len = ARRAY_LEN(op_rules);

const struct op_rule *op_rule_find(const char *name)
{
	for (size_t i = 0; i < op_rules_len; i++)
		if (streq(name, op_rules[i].name))
			return &op_rules[i];
	return NULL;
}
