#include "common/domain/tracking.h"

#include "common/base/strbuf.h"
#include "common/base/utf8.h"
#include "common/text/tr.h"

enum { MODULUS = 17, LETTERS_MAX = TRACKING_LEN + 1 };

static const char alphabet[MODULUS + 1] = TRACKING_ALPHABET;

/* 0…16, or -1. */
static int value_of(uint32_t c)
{
	const char *found;

	if (c >= 'a' && c <= 'z')
		c -= 'a' - 'A';
	if (c < 'A' || c > 'Z')
		return -1;
	found = memchr(alphabet, (int)c, MODULUS);
	return found ? (int)(found - alphabet) : -1;
}

/* Sum of weight times value over the 16 letters, modulo 17; a position with a foreign letter counts as 0. */
static int weighted_sum(const char *letters)
{
	int sum = 0;

	for (int i = 0; i < TRACKING_LEN; i++) {
		int value = value_of((unsigned char)letters[i]);

		sum += (i + 1) * MAX(value, 0);
	}
	return sum % MODULUS;
}

struct tracking tracking_make(const struct rng *rng)
{
	struct tracking number = { .text = "" };
	int sum = 0;

	for (int i = 0; i < TRACKING_LEN - 1; i++) {
		uint32_t value = rng_below(rng, MODULUS);

		number.text[i] = alphabet[value];
		sum += (i + 1) * (int)value;
	}
	/* The last weight is 16, which is -1: the check is the sum of the others itself. */
	number.text[TRACKING_LEN - 1] = alphabet[sum % MODULUS];
	return number;
}

bool tracking_valid(const char *text)
{
	if (!text || strlen(text) != TRACKING_LEN || strspn(text, alphabet) != TRACKING_LEN)
		return false;
	return weighted_sum(text) == 0;
}

/* What may stand between the groups: spaces, the no-break ones too, hyphens, dots, and what ends a scan. */
static bool is_separator(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '-' || c == '.' || c == '_' || c == 0xA0 || c == 0x202F ||
	       (c >= 0x2009 && c <= 0x2015);
}

/* A word character of some other text: one that may not touch a number. */
static bool is_word(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xC0;
}

/* The last 16 letters of TEXT when something that is no letter stands before them: the end of an address, in whatever
 * layout it was typed. A longer run of letters is somebody typing too many, not an address. */
static bool read_end(const char *text, char letters[TRACKING_TEXT])
{
	size_t at = strlen(text);
	int left = TRACKING_LEN;

	while (at > 0 && left > 0) {
		size_t before = utf8_prev(text, at);
		const char *s = text + before;
		uint32_t c = utf8_next(&s);
		int value = value_of(c);

		if (value >= 0)
			letters[--left] = alphabet[value];
		else if (!is_separator(c))
			return false;
		at = before;
	}
	if (left > 0)
		return false;
	letters[TRACKING_LEN] = '\0';
	if (at > 0) {
		const char *s = text + utf8_prev(text, at);
		uint32_t c = utf8_next(&s);

		/* "…/s/KFTJ…" ends at a sign, "numéro KFTJ…" at a space after a word. */
		return !is_word(c);
	}
	return true;
}

/* Some sign before the end that no typed number has: then TEXT is an address or a sentence with a number at its end. */
static bool has_other_signs(const char *text)
{
	for (const char *s = text; *s;) {
		uint32_t c = utf8_next(&s);

		if (!is_word(c) && !is_separator(c))
			return true;
	}
	return false;
}

static struct tracking_reading read_typed(const char *text)
{
	struct tracking_reading reading = { .verdict = TRACKING_OK };
	bool foreign = false;

	for (const char *s = text; *s;) {
		const char *start = s;
		uint32_t c = utf8_next(&s);
		int value = value_of(c);

		if (is_separator(c))
			continue;
		if (value < 0 && !foreign) {
			size_t len = (size_t)(s - start);

			foreign = true;
			memcpy(reading.wrong, start, MIN(len, sizeof(reading.wrong) - 1));
			if (c >= 'a' && c <= 'z')
				reading.wrong[0] = (char)(c - 'a' + 'A');
		}
		if (reading.count < LETTERS_MAX)
			reading.letters[reading.count] = value >= 0 ? alphabet[value] : '?';
		if (reading.count <= LETTERS_MAX)
			reading.count++;
	}
	if (foreign)
		reading.verdict = TRACKING_LETTER;
	else if (reading.count < TRACKING_LEN)
		reading.verdict = TRACKING_SHORT;
	else if (reading.count > TRACKING_LEN)
		reading.verdict = TRACKING_LONG;
	return reading;
}

struct tracking_reading tracking_read(const char *text)
{
	struct tracking_reading reading;
	char letters[TRACKING_TEXT];

	if (has_other_signs(text) && read_end(text, letters)) {
		reading = (struct tracking_reading){ .verdict = TRACKING_OK, .count = TRACKING_LEN };
		memcpy(reading.letters, letters, TRACKING_TEXT);
	} else {
		reading = read_typed(text);
	}
	if (reading.verdict == TRACKING_OK && weighted_sum(reading.letters) != 0)
		reading.verdict = TRACKING_CHECK;
	if (reading.verdict == TRACKING_OK)
		memcpy(reading.number.text, reading.letters, TRACKING_LEN);
	explicit_bzero(letters, sizeof(letters));
	return reading;
}

bool tracking_looks_like(const char *text)
{
	struct tracking_reading reading = tracking_read(text);
	int good = 0, spaces = 0;

	if (reading.verdict == TRACKING_OK || reading.verdict == TRACKING_CHECK)
		return true;
	if (has_other_signs(text) || reading.count < 12 || reading.count > LETTERS_MAX)
		return false;
	/* A sentence has vowels; a number typed with a slip or two has hardly any. */
	for (const char *s = reading.letters; *s; s++)
		good += *s != '?';
	for (const char *s = text; *s;)
		spaces += is_separator(utf8_next(&s));
	return reading.count - good <= 2 && spaces <= 5;
}

struct candidates {
	struct tracking *out;
	size_t n;
};

static void candidate(struct candidates *list, const char *letters)
{
	if (list->n == TRACKING_CORRECTIONS || weighted_sum(letters) != 0)
		return;
	for (size_t i = 0; i < list->n; i++)
		if (memcmp(list->out[i].text, letters, TRACKING_LEN) == 0)
			return;
	list->out[list->n] = (struct tracking){ .text = "" };
	memcpy(list->out[list->n++].text, letters, TRACKING_LEN);
}

/* The one letter at AT that makes the sum 0. */
static void with_letter_at(struct candidates *list, const char *letters, int at)
{
	char copy[TRACKING_TEXT] = "";
	int sum;

	memcpy(copy, letters, TRACKING_LEN);
	copy[at] = alphabet[0]; /* value 0: adds nothing */
	sum = weighted_sum(copy);
	for (int value = 0; value < MODULUS; value++) {
		if ((sum + (at + 1) * value) % MODULUS != 0)
			continue;
		copy[at] = alphabet[value];
		candidate(list, copy);
		break;
	}
	explicit_bzero(copy, sizeof(copy));
}

static void with_swap_at(struct candidates *list, const char *letters, int at)
{
	char copy[TRACKING_TEXT] = "";

	memcpy(copy, letters, TRACKING_LEN);
	copy[at] = letters[at + 1];
	copy[at + 1] = letters[at];
	candidate(list, copy);
	explicit_bzero(copy, sizeof(copy));
}

static void with_insertion_at(struct candidates *list, const char *letters, int at)
{
	char copy[TRACKING_TEXT] = "";

	memcpy(copy, letters, (size_t)at);
	copy[at] = alphabet[0];
	memcpy(copy + at + 1, letters + at, (size_t)(TRACKING_LEN - 1 - at));
	with_letter_at(list, copy, at);
	explicit_bzero(copy, sizeof(copy));
}

static void with_deletion_at(struct candidates *list, const char *letters, int at)
{
	char copy[TRACKING_TEXT] = "";

	memcpy(copy, letters, (size_t)at);
	memcpy(copy + at, letters + at + 1, (size_t)(TRACKING_LEN - at));
	candidate(list, copy);
	explicit_bzero(copy, sizeof(copy));
}

size_t tracking_corrections(const struct tracking_reading *reading, struct tracking out[TRACKING_CORRECTIONS])
{
	struct candidates list = { .out = out };
	const char *letters = reading->letters;
	const char *foreign = strchr(letters, '?');
	bool one_foreign = foreign && !strchr(foreign + 1, '?');

	if (reading->verdict == TRACKING_OK || (foreign && !one_foreign))
		return 0;
	if (reading->count == TRACKING_LEN && one_foreign) {
		with_letter_at(&list, letters, (int)(foreign - letters));
	} else if (reading->count == LETTERS_MAX && one_foreign) {
		with_deletion_at(&list, letters, (int)(foreign - letters));
	} else if (!foreign && reading->count == TRACKING_LEN) {
		for (int i = 0; i < TRACKING_LEN; i++)
			with_letter_at(&list, letters, i);
		for (int i = 0; i < TRACKING_LEN - 1; i++)
			with_swap_at(&list, letters, i);
	} else if (!foreign && reading->count == TRACKING_LEN - 1) {
		for (int i = 0; i < TRACKING_LEN; i++)
			with_insertion_at(&list, letters, i);
	} else if (!foreign && reading->count == LETTERS_MAX) {
		for (int i = 0; i < LETTERS_MAX; i++)
			with_deletion_at(&list, letters, i);
	}
	return list.n;
}

void tracking_group(const struct tracking *number, char out[TRACKING_GROUPED])
{
	size_t at = 0;

	for (size_t i = 0; i < TRACKING_LEN && number->text[i]; i++) {
		if (i && i % 4 == 0)
			out[at++] = ' ';
		out[at++] = number->text[i];
	}
	out[at] = '\0';
}

char *tracking_group_typed(struct arena *arena, const char *text)
{
	struct strbuf out = STRBUF_INIT;
	size_t n = 0;
	char *grouped;

	for (const char *s = text; *s;) {
		const char *start = s;
		uint32_t c = utf8_next(&s);

		if (is_separator(c))
			continue;
		if (n && n % 4 == 0)
			strbuf_addc(&out, ' ');
		if (c >= 'a' && c <= 'z')
			strbuf_addc(&out, (char)(c - 'a' + 'A'));
		else
			strbuf_addn(&out, start, (size_t)(s - start));
		n++;
	}
	grouped = arena_strdup(arena, strbuf_str(&out));
	strbuf_done(&out);
	return grouped;
}

const char *tracking_spell_letter(const char *lang, char letter)
{
	/* Keys as literals, so that a search for a key finds its use. */
	static const char *const keys[MODULUS] = {
		"spell.b", "spell.c", "spell.d", "spell.f", "spell.g", "spell.h", "spell.j", "spell.k", "spell.l",
		"spell.n", "spell.p", "spell.r", "spell.s", "spell.t", "spell.v", "spell.x", "spell.y",
	};
	int value = value_of((unsigned char)letter);

	return value < 0 ? "" : tr(lang, keys[value]);
}

char *tracking_spell(struct arena *arena, const char *lang, const struct tracking *number)
{
	struct strbuf out = STRBUF_INIT;
	char *spelled;

	for (size_t i = 0; i < TRACKING_LEN && number->text[i]; i++) {
		if (i)
			strbuf_add(&out, i % 4 == 0 ? ". " : ", ");
		strbuf_add(&out, tracking_spell_letter(lang, number->text[i]));
	}
	strbuf_addc(&out, '.');
	spelled = arena_strdup(arena, strbuf_str(&out));
	strbuf_done(&out);
	return spelled;
}

bool tracking_web_valid(const char *web)
{
	size_t scheme = starts_with(web, "https://") ? 8 : starts_with(web, "http://") ? 7 : 0;

	if (!scheme || !web[scheme] || web[scheme] == '/')
		return false;
	for (const char *at = web; *at; at++)
		if (*at <= ' ' || *at > '~' || strchr("\"<>\\^`{|}", *at))
			return false;
	return true;
}

char *tracking_link(struct arena *arena, const char *web, const struct tracking *number)
{
	size_t len = strlen(web);

	while (len > 0 && web[len - 1] == '/')
		len--;
	return arena_printf(arena, "%.*s/s/%s", (int)len, web, number->text);
}
