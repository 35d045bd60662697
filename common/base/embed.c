#include "common/base/embed.h"

struct embedded {
	const char *name;
	const unsigned char *data;
	uint64_t len;
};

extern const struct embedded embed_table[]; /* closed by a row of zeros */

struct bytes embed_find(const char *name)
{
	for (const struct embedded *row = embed_table; row->name; row++)
		if (streq(row->name, name))
			return (struct bytes){ .data = row->data, .len = row->len };
	return (struct bytes){ .data = NULL };
}

const char *embed_text(const char *name)
{
	struct bytes found = embed_find(name);

	if (!found.data)
		abort();
	return (const char *)found.data;
}
