#include "common/text/fold.h"

#include <assert.h>

#include "common/base/utf8.h"

/* Latin-1 and Latin Extended-A, U+00C0 … U+017F. */
static const char latin[][3] = {
	"a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", /* 00C0 */
	"d", "n", "o", "o", "o", "o", "o", " ", "o", "u", "u", "u", "u", "y", "th", "ss",
	"a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", /* 00E0 */
	"d", "n", "o", "o", "o", "o", "o", " ", "o", "u", "u", "u", "u", "y", "th", "y",
	"a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d",  /* 0100 */
	"d", "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g",
	"g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i",  /* 0120 */
	"i", "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l",
	"l", "l", "l", "n", "n", "n", "n", "n", "n", "n", "n", "n", "o", "o", "o", "o",  /* 0140 */
	"o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s",
	"s", "s", "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u", "u", "u", "u",  /* 0160 */
	"u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s",
};
static_assert(ARRAY_LEN(latin) == 0x180 - 0xC0, "one row a letter");

static size_t give(char out[FOLD_CHAR_MAX], const char *s)
{
	size_t len = strlen(s);

	memcpy(out, s, len);
	return len;
}

/* Romanian and Vietnamese letters beyond the table, by the ASCII letter they are written over; 0 for others. */
static char further_latin(uint32_t c)
{
	switch (c) {
	case 0x218: case 0x219: case 0x1E60: case 0x1E61: case 0x1E62: case 0x1E63: return 's';
	case 0x21A: case 0x21B: return 't';
	case 0x1A0: case 0x1A1: return 'o';
	case 0x1AF: case 0x1B0: return 'u';
	case 0x1E9E: return 's';
	default: break;
	}
	if (c >= 0x1EA0 && c <= 0x1EB7)
		return 'a';
	if (c >= 0x1EB8 && c <= 0x1EC7)
		return 'e';
	if (c >= 0x1EC8 && c <= 0x1ECB)
		return 'i';
	if (c >= 0x1ECC && c <= 0x1EE3)
		return 'o';
	if (c >= 0x1EE4 && c <= 0x1EF1)
		return 'u';
	if (c >= 0x1EF2 && c <= 0x1EF9)
		return 'y';
	return 0;
}

static bool vanishes(uint32_t c)
{
	return (c >= 0x300 && c <= 0x36F) || (c >= 0x64B && c <= 0x65F) || c == 0x670 || c == 0x640 || c == 0xAD ||
	       (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF;
}

static uint32_t arabic(uint32_t c)
{
	switch (c) {
	case 0x622: case 0x623: case 0x625: case 0x671: return 0x627; /* the forms of alef */
	case 0x649: return 0x64A;                                     /* alef maksura, often typed for yeh */
	case 0x629: return 0x647;                                     /* teh marbuta, often typed as heh */
	default: break;
	}
	if (c >= 0x660 && c <= 0x669)
		return '0' + (c - 0x660);
	return c;
}

/* Letters that stay in their own script; 0: the character parts words. */
static uint32_t other_script(uint32_t c)
{
	if (c >= 0x370 && c <= 0x3FF) /* Greek */
		return c >= 0x391 && c <= 0x3A9 ? c + 32 : c;
	if (c >= 0x410 && c <= 0x42F)
		return c + 32;
	if (c >= 0x400 && c <= 0x40F)
		return c + 80;
	if (c >= 0x460 && c <= 0x52F)
		return c | 1; /* pairs: capital even, small odd */
	if (c >= 0x430 && c <= 0x45F)
		return c;
	if (c >= 0x620 && c <= 0x6D3 && c != 0x66A && c != 0x66B && c != 0x66C && c != 0x66D)
		return arabic(c);
	return c >= 0x590 && c != 0xFFFD && !(c >= 0x600 && c < 0x620) && !(c >= 0x2000 && c < 0x3040) ? c : 0;
}

size_t fold_char(uint32_t c, char out[FOLD_CHAR_MAX])
{
	char letter;

	if (c < 0x80) {
		out[0] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? (char)c : ' ';
		return 1;
	}
	if (c >= 0xC0 && c < 0x180)
		return give(out, latin[c - 0xC0]);
	if (vanishes(c))
		return 0;
	letter = further_latin(c);
	if (letter) {
		out[0] = letter;
		return 1;
	}
	if (c == 0xAA || c == 0xBA) /* ordinals: 1ª, nº */
		return give(out, c == 0xAA ? "a" : "o");
	c = other_script(c);
	return c ? utf8_encode(c, out) : give(out, " ");
}

void fold_add(struct strbuf *buf, const char *s)
{
	bool space = buf->len > 0 && buf->data[buf->len - 1] != ' ';
	char out[FOLD_CHAR_MAX];

	while (*s) {
		size_t len = fold_char(utf8_next(&s), out);

		if (len == 0)
			continue;
		if (out[0] == ' ') {
			space = buf->len > 0 && buf->data[buf->len - 1] != ' ';
			continue;
		}
		if (space)
			strbuf_addc(buf, ' ');
		space = false;
		strbuf_addn(buf, out, len);
	}
}

char *fold(struct arena *arena, const char *s)
{
	struct strbuf buf = STRBUF_INIT;
	char *folded;

	fold_add(&buf, or_empty(s));
	folded = arena_strdup(arena, strbuf_str(&buf));
	strbuf_done(&buf);
	return folded;
}

size_t fold_into(char *out, size_t size, const char *s)
{
	bool space = false;
	char c[FOLD_CHAR_MAX];
	size_t at = 0;

	while (*s) {
		size_t len = fold_char(utf8_next(&s), c);

		if (len == 0)
			continue;
		if (c[0] == ' ') {
			space = at > 0;
			continue;
		}
		if (at + space + len >= size)
			break;
		if (space)
			out[at++] = ' ';
		space = false;
		memcpy(out + at, c, len);
		at += len;
	}
	if (size)
		out[at] = '\0';
	return at;
}

size_t fold_prefix(const char *text, const char *word)
{
	const char *s = text;
	size_t at = 0, want = strlen(word);
	char c[FOLD_CHAR_MAX];

	while (at < want && *s) {
		size_t len = fold_char(utf8_next(&s), c);
		size_t same = MIN(len, want - at);

		if (same == 0)
			continue;
		if (memcmp(c, word + at, same) != 0)
			return 0;
		at += same;
	}
	return want > 0 && at == want ? (size_t)(s - text) : 0;
}

bool fold_find_word(const char *text, const char *word, size_t *ret_at, size_t *ret_len)
{
	bool at_start = true;
	char c[FOLD_CHAR_MAX];

	for (const char *s = text; *s;) {
		const char *here = s;
		size_t len = fold_char(utf8_next(&s), c);

		if (at_start && len > 0 && c[0] != ' ') {
			size_t found = fold_prefix(here, word);

			if (found) {
				*ret_at = (size_t)(here - text);
				*ret_len = found;
				return true;
			}
		}
		if (len > 0)
			at_start = c[0] == ' ';
	}
	return false;
}

bool fold_same(const char *a, const char *b)
{
	struct strbuf one = STRBUF_INIT, two = STRBUF_INIT;
	bool same;

	fold_add(&one, a);
	fold_add(&two, b);
	same = streq(strbuf_str(&one), strbuf_str(&two));
	strbuf_done(&one);
	strbuf_done(&two);
	return same;
}
