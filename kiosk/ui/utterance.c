#include "kiosk/ui/utterance.h"

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

void utter(struct strbuf *out, const char *lang, const char *text)
{
	while (text && (*text == ' ' || *text == '\n'))
		text++;
	if (!text || !*text)
		return;
	if (out->len && !ends_like_a_sentence(strbuf_str(out), out->len))
		strbuf_addc(out, ',');
	strbuf_addc(out, PART);
	strbuf_add(out, lang);
	strbuf_addc(out, TEXT);
	for (; *text; text++)
		strbuf_addc(out, *text == PART || *text == TEXT ? ' ' : *text);
	while (out->len && out->data[out->len - 1] == ' ')
		strbuf_truncate(out, out->len - 1);
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
