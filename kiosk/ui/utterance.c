#include "kiosk/ui/utterance.h"

#include "common/base/utf8.h"

enum { PART = '\x1e', TEXT = '\x1f' }; /* PART lang TEXT words; neither is ever part of what people read */

static bool stops(char c)
{
	return c && strchr(".!?:;,", c);
}

/* A full stop of their own script, or a mark that is more than a byte. */
static bool ends_like_a_sentence(const char *text, size_t len)
{
	static const char *const marks[] = { "…", "؟", "؛", "،" };

	if (stops(text[len - 1]))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (len >= strlen(marks[i]) && memcmp(text + len - strlen(marks[i]), marks[i], strlen(marks[i])) == 0)
			return true;
	return false;
}

/* U+200E, U+200F, U+2066 to U+2069: for the eyes alone. */
static bool is_mark(const char *s)
{
	unsigned char last = (unsigned char)s[2];

	return s[0] == '\xe2' && ((s[1] == '\x80' && (last == 0x8e || last == 0x8f)) || (s[1] == '\x81' && last >= 0xa6 && last <= 0xa9));
}

static void part(struct strbuf *out, const char *lang, const char *text, size_t len)
{
	strbuf_addc(out, PART);
	strbuf_add(out, lang);
	strbuf_addc(out, TEXT);
	for (size_t i = 0; i < len; i++) {
		if (len - i > 2 && is_mark(text + i))
			i += 2;
		else if (!i || text[i] != ',' || !stops(text[i - 1])) /* joined behind a full stop */
			strbuf_addc(out, text[i] == PART || text[i] == TEXT ? ' ' : text[i]);
	}
	while (out->len && out->data[out->len - 1] == ' ')
		strbuf_truncate(out, out->len - 1);
}

/* ---- two scripts in one sentence */

enum script { SCRIPT_NONE, SCRIPT_LATIN, SCRIPT_OTHER };

static enum script script_of(uint32_t c)
{
	if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xc0 && c <= 0x24f && c != 0xd7 && c != 0xf7))
		return SCRIPT_LATIN;
	return c >= 0x370 && c < 0x2000 ? SCRIPT_OTHER : SCRIPT_NONE;
}

/* Signs that end what they stand behind, and the marks of direction, which nobody hears. */
static bool trails(uint32_t c)
{
	return (c < 0x80 && strchr(" ,.;:!?)/", (int)c)) || c == 0xbb || c == 0xa0 || (c >= 0x200e && c <= 0x200f) || c == 0x2026 ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0x60c || c == 0x61b || c == 0x61f;
}

/* « V3 » is one word; a number behind a space or a mark of direction begins another. */
static bool joins(const char *text, size_t len)
{
	return text[len - 1] != ' ' && !(len >= 3 && is_mark(text + len - 3));
}

/* Letters of one script from TEXT on, with the signs and digits between them; RET_SCRIPT: which. */
static size_t run(const char *text, enum script *ret_script)
{
	const char *at = text;
	size_t len = 0;

	*ret_script = SCRIPT_NONE;
	while (*at) {
		const char *from = at;
		uint32_t c = utf8_next(&at);
		enum script script = script_of(c);

		if (script && *ret_script && script != *ret_script)
			return len;
		if (script)
			*ret_script = script;
		if (script || !*ret_script || (len == (size_t)(from - text) && (trails(c) || (c >= '0' && c <= '9' && joins(text, len)))))
			len = (size_t)(at - text);
	}
	return strlen(text);
}

static bool in_latin(const char *lang)
{
	return !starts_with(lang, "ar") && !starts_with(lang, "uk");
}

void utter(struct strbuf *out, const char *lang, const char *text)
{
	while (text && (*text == ' ' || *text == '\n'))
		text++;
	if (!text || !*text)
		return;
	if (out->len && !ends_like_a_sentence(strbuf_str(out), out->len))
		strbuf_addc(out, ',');
	if (in_latin(lang)) {
		part(out, lang, text, strlen(text));
		return;
	}
	while (*text) { /* names of streets and the like, in between */
		enum script script;
		size_t len = run(text, &script);

		part(out, script == SCRIPT_LATIN ? UTTER_HOME : lang, text, len);
		text += len;
		text += strspn(text, " ");
	}
}

void utter_stop(struct strbuf *out)
{
	if (!out->len)
		return;
	if (out->data[out->len - 1] == ',')
		out->data[out->len - 1] = '.';
	else if (!ends_like_a_sentence(strbuf_str(out), out->len))
		strbuf_addc(out, '.');
}

const char *utter_next(const char **at, size_t *ret_len, char ret_lang[16])
{
	const char *from = *at, *text;

	if (*from != PART)
		return NULL;
	text = strchr(++from, TEXT);
	if (!text)
		return NULL;
	snprintf(ret_lang, 16, "%.*s", (int)(text - from), from);
	text++;
	*ret_len = strcspn(text, "\x1e");
	*at = text + *ret_len;
	return text;
}

void utter_plain(const char *utterance, const char *lang, struct strbuf *out)
{
	char own[16];
	const char *text;
	size_t len;

	while ((text = utter_next(&utterance, &len, own))) {
		if (out->len)
			strbuf_addc(out, ' ');
		if (!streq(own, lang))
			strbuf_addf(out, "[%s] ", own);
		for (size_t i = 0; i < len; i++)
			strbuf_addc(out, text[i] == '\n' ? ' ' : text[i]);
	}
}
