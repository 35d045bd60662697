#include "common/store/line.h"

#include "common/base/utf8.h"

#include <math.h>

/* What is left of the line. */
struct reader {
	const char *at, *end;
	struct line *line;
	size_t room; /* that the line's escapes can take at most */
};

static bool take(struct reader *r, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(r->end - r->at) < len || memcmp(r->at, word, len) != 0)
		return false;
	r->at += len;
	return true;
}

/* The character that "\C" stands for; 0: another kind of escape. */
static char escaped(char c)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *found = c ? strchr(from, c) : NULL;

	return found ? to[found - from] : '\0';
}

static bool unescape(struct reader *r, const char *start, size_t len, const char **ret_text, size_t *ret_len)
{
	struct line *line = r->line;
	char *out;

	if (!line->room && !(line->room = malloc(r->room)))
		abort();
	out = line->room + line->room_used;
	*ret_text = out;
	for (size_t i = 0; i < len; i++) {
		char c = start[i];

		if (c == '\\' && !(c = escaped(start[++i]))) /* the string's end is not behind a lone backslash */
			return false;
		*out++ = c;
	}
	*ret_len = (size_t)(out - *ret_text);
	line->room_used += *ret_len;
	return true;
}

static bool read_text(struct reader *r, const char **ret_text, size_t *ret_len)
{
	bool escapes = false;
	unsigned char all = 0;
	const char *start;

	if (!take(r, "\""))
		return false;
	for (start = r->at; r->at < r->end && *r->at != '"'; r->at++) {
		if ((unsigned char)*r->at < 0x20)
			return false;
		all |= (unsigned char)*r->at;
		if (*r->at == '\\') {
			escapes = true;
			if (++r->at == r->end)
				return false;
		}
	}
	*ret_text = start;
	*ret_len = (size_t)(r->at - start);
	if (!take(r, "\"") || (all > 0x7f && !utf8_valid(start, *ret_len)))
		return false;
	return !escapes || unescape(r, start, *ret_len, ret_text, ret_len);
}

static size_t digits(struct reader *r)
{
	const char *start = r->at;

	while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
		r->at++;
	return (size_t)(r->at - start);
}

/* JSON's own grammar of numbers; a real in the machine's own rounding. */
static bool read_number(struct reader *r, struct line_value *value)
{
	const char *start = r->at;
	bool minus = take(r, "-"), zero = r->at < r->end && *r->at == '0';
	const char *first = r->at;
	size_t whole = digits(r);
	char *behind;

	if (whole == 0 || whole > 18 || (zero && whole > 1))
		return false;
	if (r->at == r->end || !strchr(".eE", *r->at)) {
		value->kind = LINE_INTEGER;
		value->integer = 0;
		for (const char *at = first; at < r->at; at++)
			value->integer = value->integer * 10 + (*at - '0');
		if (minus)
			value->integer = -value->integer;
		return true;
	}
	if (take(r, ".") && digits(r) == 0)
		return false;
	if (take(r, "e") || take(r, "E")) {
		if (!take(r, "-"))
			(void)take(r, "+");
		if (digits(r) == 0)
			return false;
	}
	value->kind = LINE_REAL;
	value->real = strtod(start, &behind);
	return behind == r->at && isfinite(value->real); /* else another locale's comma, or too large */
}

static bool read_value(struct reader *r, struct line_value *value)
{
	if (r->at == r->end)
		return false;
	switch (*r->at) {
	case '"':
		value->kind = LINE_TEXT;
		return read_text(r, &value->text, &value->len);
	case 'n':
		value->kind = LINE_NULL;
		return take(r, "null");
	case 't':
	case 'f':
		value->kind = LINE_BOOLEAN;
		value->integer = *r->at == 't';
		return take(r, "true") || take(r, "false");
	default:
		return read_number(r, value);
	}
}

static bool is_key(const struct line_value *value, const char *key, size_t len)
{
	return value->key_len == len && memcmp(value->key, key, len) == 0;
}

static bool read_row(struct reader *r, struct line *line)
{
	if (take(r, "}"))
		return true;
	do {
		struct line_value *value = &line->values[line->count];

		if (line->count == LINE_VALUES_MAX || !read_text(r, &value->key, &value->key_len) || !take(r, ":") || !read_value(r, value))
			return false;
		for (size_t i = 0; i < line->count; i++)
			if (is_key(&line->values[i], value->key, value->key_len))
				return false;
		line->count++;
	} while (take(r, ","));
	return take(r, "}");
}

bool line_read(const char *text, size_t len, struct line *ret_line)
{
	struct reader r = { .at = text, .end = text + len, .line = ret_line, .room = len };

	ret_line->count = 0;
	ret_line->room = NULL;
	ret_line->room_used = 0;
	return take(&r, "{\"t\":") && read_value(&r, &ret_line->table) && ret_line->table.kind == LINE_TEXT && take(&r, ",\"rev\":") &&
	       read_value(&r, &ret_line->rev) && ret_line->rev.kind == LINE_INTEGER && take(&r, ",\"id\":") &&
	       read_value(&r, &ret_line->id) && ret_line->id.kind == LINE_TEXT && take(&r, ",\"row\":{") && read_row(&r, ret_line) &&
	       take(&r, "}") && r.at == r.end;
}

void line_done(struct line *line)
{
	free(line->room);
	line->room = NULL;
}

const struct line_value *line_value(const struct line *line, const char *key, size_t *hint)
{
	size_t len = strlen(key);

	for (size_t i = 0; i < line->count; i++) {
		size_t at = (*hint + i) % line->count;

		if (is_key(&line->values[at], key, len)) {
			*hint = at + 1;
			return &line->values[at];
		}
	}
	return NULL;
}
