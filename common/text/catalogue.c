#include "common/text/catalogue.h"

#include "common/base/civil.h"
#include "common/base/utf8.h"

enum { HEADER_BYTES = 28, ROW_BYTES = 8 };
static const uint32_t magic = 0x950412de;

static uint32_t word_at(const struct catalogue *c, size_t at)
{
	uint32_t word;

	memcpy(&word, c->file.data + at, sizeof(word));
	return word;
}

static bool table_fits(const struct catalogue *c, uint32_t at)
{
	return at <= c->file.len && c->n <= (c->file.len - at) / ROW_BYTES;
}

bool catalogue_open(struct bytes file, struct catalogue *ret)
{
	struct catalogue c = { .file = file };

	if (!file.data || file.len < HEADER_BYTES || word_at(&c, 0) != magic)
		return false;
	c.n = word_at(&c, 8);
	c.keys = word_at(&c, 12);
	c.texts = word_at(&c, 16);
	if (c.n == 0 || !table_fits(&c, c.keys) || !table_fits(&c, c.texts))
		return false;
	*ret = c;
	return true;
}

/* The string that row INDEX of TABLE tells of; NULL unless it lies in the file and ends in NUL. */
static const char *string_at(const struct catalogue *c, uint32_t table, uint32_t index, size_t *ret_len)
{
	size_t row = table + (size_t)index * ROW_BYTES, len, at;
	const char *data = (const char *)c->file.data;

	if (index >= c->n)
		return NULL;
	len = word_at(c, row);
	at = word_at(c, row + 4);
	if (at >= c->file.len || len >= c->file.len - at || data[at + len])
		return NULL;
	*ret_len = len;
	return data + at;
}

const char *catalogue_key(const struct catalogue *c, uint32_t index)
{
	size_t len;

	return string_at(c, c->keys, index, &len);
}

const char *catalogue_find(const struct catalogue *c, const char *key, size_t *ret_len)
{
	for (uint32_t low = 0, high = c->n; low < high;) {
		uint32_t middle = low + (high - low) / 2;
		const char *there = catalogue_key(c, middle);
		int order = there ? strcmp(key, there) : 1;

		if (there && order == 0) {
			const char *text = string_at(c, c->texts, middle, ret_len);

			return text && *text ? text : NULL;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const char *catalogue_header(const struct catalogue *c, const char *name, size_t *ret_len)
{
	size_t header_len, name_len = strlen(name);
	const char *line = catalogue_find(c, "", &header_len);

	for (const char *end; line && *line; line = *end ? end + 1 : end) {
		end = line + strcspn(line, "\n");
		if ((size_t)(end - line) > name_len && strncmp(line, name, name_len) == 0 && line[name_len] == ':') {
			line += name_len + 1;
			line += strspn(line, " ");
			*ret_len = line < end ? (size_t)(end - line) : 0;
			return *ret_len ? line : NULL;
		}
	}
	return NULL;
}

bool catalogue_validation(const struct catalogue *c, struct validation *ret)
{
	size_t by_len, on_len;
	const char *by = catalogue_header(c, "X-Validated-By", &by_len), *on = catalogue_header(c, "X-Validated-On", &on_len);
	char who[sizeof(ret->by)], date[16];
	struct civil day;

	if (!by || !on || by_len >= sizeof(who) || on_len >= sizeof(date))
		return false;
	snprintf(who, sizeof(who), "%.*s", (int)by_len, by);
	snprintf(date, sizeof(date), "%.*s", (int)on_len, on);
	if (!civil_parse_date(date, &day))
		return false;
	utf8_copy(ret->by, sizeof(ret->by), who);
	ret->on = civil_days(day.year, day.month, day.day);
	return true;
}
