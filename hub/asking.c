#include "hub/asking.h"

static size_t chain_of(const char *terminal)
{
	uint32_t h = UINT32_C(2166136261);

	for (; *terminal; terminal++)
		h = (h ^ (unsigned char)*terminal) * UINT32_C(16777619);
	return h % ASKING_CHAINS;
}

void asking_add(struct asking *asking, struct call *call)
{
	struct call **chain = &asking->chains[chain_of(call->terminal.id)];

	call->next_asking = *chain;
	call->link_asking = chain;
	if (call->next_asking)
		call->next_asking->link_asking = &call->next_asking;
	*chain = call;
}

void asking_drop(struct call *call)
{
	if (!call->link_asking)
		return;
	*call->link_asking = call->next_asking;
	if (call->next_asking)
		call->next_asking->link_asking = call->link_asking;
	call->link_asking = NULL;
}

struct call *asking_find(const struct asking *asking, const char *terminal)
{
	struct call *call = asking->chains[chain_of(terminal)];

	while (call && !streq(call->terminal.id, terminal))
		call = call->next_asking;
	return call;
}
