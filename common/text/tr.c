#include "common/text/tr.h"

#include <jansson.h>

#include "common/base/embed.h"
#include "common/base/strbuf.h"
#include "common/base/utf8.h"
#include "common/text/catalogue.h"
#include "common/text/fmt.h"

const struct lang langs[LANGS_LEN] = {
	{ .code = "fr", .name = "Français", .plural = PLURAL_ABOVE_ONE },
	{ .code = "fr-simple", .name = "Français simple", .easy = "Français simple (FALC)", .plural = PLURAL_ABOVE_ONE },
	{ .code = "en", .name = "English", .plural = PLURAL_NOT_ONE },
	{ .code = "ar", .name = "العربية", .rtl = true, .plural = PLURAL_ARABIC },
	{ .code = "es", .name = "Español", .plural = PLURAL_NOT_ONE },
	{ .code = "pt", .name = "Português", .plural = PLURAL_NOT_ONE },
	{ .code = "it", .name = "Italiano", .plural = PLURAL_NOT_ONE },
	{ .code = "de", .name = "Deutsch", .plural = PLURAL_NOT_ONE },
	{ .code = "nl", .name = "Nederlands", .plural = PLURAL_NOT_ONE },
	{ .code = "pl", .name = "Polski", .plural = PLURAL_POLISH },
	{ .code = "tr", .name = "Türkçe", .plural = PLURAL_NOT_ONE },
	{ .code = "uk", .name = "Українська", .plural = PLURAL_UKRAINIAN },
};

const struct lang *lang_find(const char *code)
{
	const struct lang *base = NULL;

	if (!code)
		return NULL;
	for (size_t i = 0; i < LANGS_LEN; i++) {
		size_t len = strlen(langs[i].code);

		if (streq(code, langs[i].code))
			return &langs[i];
		if (starts_with(code, langs[i].code) && (code[len] == '-' || code[len] == '_'))
			base = &langs[i];
	}
	return base;
}

bool lang_is_rtl(const char *code)
{
	const struct lang *lang = lang_find(code);

	return lang && lang->rtl;
}

bool lang_is_other(const char *lang, const char *other)
{
	size_t len = strcspn(or_empty(lang), "-");

	return other && *other && (len != strcspn(other, "-") || strncmp(or_empty(lang), other, len) != 0);
}

/* ---- the compiled catalogues */

static bool catalogue_of(const char *lang, struct catalogue *ret)
{
	char name[40];

	return lang && snprintf(name, sizeof(name), "lang/%s.mo", lang) < (int)sizeof(name) &&
	       catalogue_open(embed_find(name), ret);
}

bool lang_offered(const struct lang *lang)
{
	struct catalogue c;

	return lang && catalogue_of(lang->code, &c);
}

const char *lang_name_as(const struct lang *lang, const struct catalogue *c)
{
	struct validation validation;

	return lang->easy && catalogue_validation(c, &validation) ? lang->easy : lang->name;
}

const char *lang_name(const struct lang *lang)
{
	struct catalogue c;

	return lang->easy && catalogue_of(lang->code, &c) ? lang_name_as(lang, &c) : lang->name;
}

char *validation_words(struct arena *arena, const char *reader, const struct lang *lang, const struct catalogue *c)
{
	struct validation validation;

	if (!lang->easy || !catalogue_validation(c, &validation))
		return NULL;
	return TR_FMT(arena, reader, "languages.falc", { "name", lang->name }, { "by", validation.by },
	              { "date", fmt_date_year(arena, reader, validation.on) });
}

char *lang_validation_words(struct arena *arena, const char *reader, const struct lang *lang)
{
	struct catalogue c;

	return catalogue_of(lang->code, &c) ? validation_words(arena, reader, lang, &c) : NULL;
}

/* The text of KEY, all its plural forms parted by NUL, *RET_LEN bytes; NULL when there is none. */
static const char *look_up(const char *lang, const char *key, size_t *ret_len)
{
	struct catalogue c;

	return catalogue_of(lang, &c) ? catalogue_find(&c, key, ret_len) : NULL;
}

/* LANG, the language it is a variant of, French; *RET_PLURAL is the rule of the one that had KEY. */
static const char *find(const char *lang, const char *key, size_t *ret_len, enum plural_rule *ret_plural)
{
	const struct lang *known = lang_find(lang);
	const char *text = known ? look_up(known->code, key, ret_len) : NULL;

	*ret_plural = text ? known->plural : PLURAL_ABOVE_ONE;
	return text ? text : look_up("fr", key, ret_len);
}

const char *tr(const char *lang, const char *key)
{
	enum plural_rule plural;
	size_t len;
	const char *text = *key ? find(lang, key, &len, &plural) : NULL;

	return text ? text : key;
}

const char *lang_in_words(const char *lang, const char *other)
{
	enum plural_rule plural;
	const char *text;
	char key[32];
	size_t len;

	snprintf(key, sizeof(key), "language.in.%.*s", (int)MIN(strcspn(other, "-"), (size_t)8), other);
	text = find(lang, key, &len, &plural);
	return text ? text : other;
}

bool tr_has(const char *lang, const char *key)
{
	enum plural_rule plural;
	size_t len;

	return *key && find(lang, key, &len, &plural);
}

static bool between(int64_t n, int64_t low, int64_t high)
{
	return n >= low && n <= high;
}

static size_t plural_form(enum plural_rule rule, int64_t n)
{
	n = n < 0 ? -n : n;
	switch (rule) {
	case PLURAL_ABOVE_ONE:
		return n > 1;
	case PLURAL_NOT_ONE:
		return n != 1;
	case PLURAL_ARABIC:
		return n <= 2 ? (size_t)n : between(n % 100, 3, 10) ? 3 : n % 100 >= 11 ? 4 : 5;
	case PLURAL_POLISH:
		return n == 1 ? 0 : between(n % 10, 2, 4) && !between(n % 100, 12, 14) ? 1 : 2;
	case PLURAL_UKRAINIAN:
		return n % 10 == 1 && n % 100 != 11 ? 0 : between(n % 10, 2, 4) && !between(n % 100, 12, 14) ? 1 : 2;
	}
	return 0;
}

const char *tr_n(const char *lang, const char *key, int64_t n)
{
	enum plural_rule plural;
	size_t len = 0;
	const char *text = find(lang, key, &len, &plural);
	const char *end = text ? text + len : NULL;

	if (!text)
		return key;
	for (size_t form = plural_form(plural, n); form > 0; form--) {
		const char *next = text + strlen(text) + 1;

		if (next >= end)
			break; /* fewer forms than the rule: a key without plural */
		text = next;
	}
	return text;
}

/* ---- placeholders */

static const struct tr_arg *arg_named(const struct tr_arg *args, size_t n, const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(args[i].name) == len && memcmp(args[i].name, name, len) == 0)
			return &args[i];
	return NULL;
}

/* ---- sentences that run from the right. A French name within one brings its own direction; marks that cannot be seen
 * keep the brackets and figures at its ends with it, and a sentence that begins with it still begins on the right
 * (Unicode's bidirectional algorithm, UAX 9: LRM and RLM count as letters of their direction). */

#define LRM "\u200E"
#define RLM "\u200F"

enum direction { DIRECTION_NONE, DIRECTION_LTR, DIRECTION_RTL };

static enum direction direction_of(uint32_t c)
{
	if ((c >= 0x590 && c <= 0x8FF) || c == 0x200F || (c >= 0xFB1D && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFC))
		return DIRECTION_RTL;
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == 0x200E || (c >= 0xC0 && c < 0x590 && c != 0xD7 && c != 0xF7) ?
	       DIRECTION_LTR : DIRECTION_NONE;
}

/* Of the first letter; *RET_OTHER: letters of the other direction follow. */
static enum direction first_direction(const char *text, bool *ret_other)
{
	enum direction first = DIRECTION_NONE;

	*ret_other = false;
	while (*text) {
		enum direction next = direction_of(utf8_next(&text));

		if (first == DIRECTION_NONE)
			first = next;
		else if (next != DIRECTION_NONE && next != first)
			*ret_other = true;
	}
	return first;
}

static void add_value(struct strbuf *out, const char *value, bool rtl)
{
	bool other;

	if (rtl && first_direction(value, &other) == DIRECTION_LTR && !other)
		strbuf_addf(out, LRM "%s" LRM, value);
	else
		strbuf_add(out, value);
}

static char *expand(struct arena *arena, bool rtl, const char *text, const struct tr_arg *args, size_t n_args)
{
	struct strbuf out = STRBUF_INIT;
	char *expanded;
	bool other;

	while (*text) {
		size_t plain = strcspn(text, "{");
		const char *end = text[plain] ? strchr(text + plain, '}') : NULL;
		const struct tr_arg *arg;

		strbuf_addn(&out, text, plain);
		text += plain;
		if (!*text)
			break;
		arg = end ? arg_named(args, n_args, text + 1, (size_t)(end - text - 1)) : NULL;
		if (arg) {
			add_value(&out, or_empty(arg->value), rtl);
			text = end + 1;
		} else {
			strbuf_addc(&out, *text++);
		}
	}
	if (rtl && first_direction(strbuf_str(&out), &other) == DIRECTION_LTR && other)
		expanded = arena_printf(arena, RLM "%s", strbuf_str(&out));
	else
		expanded = arena_strdup(arena, strbuf_str(&out));
	strbuf_done(&out);
	return expanded;
}

char *tr_expand(struct arena *arena, const char *text, const struct tr_arg *args, size_t n_args)
{
	return expand(arena, false, text, args, n_args);
}

char *tr_fmt(struct arena *arena, const char *lang, const char *key, const struct tr_arg *args, size_t n_args)
{
	return expand(arena, lang_is_rtl(lang), tr(lang, key), args, n_args);
}

enum { PAIRS_MAX = 12 };

static size_t take_pairs(struct tr_arg *args, size_t n, va_list pairs)
{
	const char *name;

	while (n < PAIRS_MAX && (name = va_arg(pairs, const char *)))
		args[n++] = (struct tr_arg){ .name = name, .value = va_arg(pairs, const char *) };
	return n;
}

char *trfv(struct arena *arena, const char *lang, const char *key, va_list pairs)
{
	struct tr_arg args[PAIRS_MAX];
	size_t n = take_pairs(args, 0, pairs);

	return tr_fmt(arena, lang, key, args, n);
}

char *trf(struct arena *arena, const char *lang, const char *key, ...)
{
	va_list pairs;
	char *text;

	va_start(pairs, key);
	text = trfv(arena, lang, key, pairs);
	va_end(pairs);
	return text;
}

char *trnf(struct arena *arena, const char *lang, const char *key, int64_t n, ...)
{
	struct tr_arg args[PAIRS_MAX] = { { .name = "n", .value = fmt_number(arena, lang, n) } };
	size_t n_args;
	va_list pairs;

	va_start(pairs, n);
	n_args = take_pairs(args, 1, pairs);
	va_end(pairs);
	return expand(arena, lang_is_rtl(lang), tr_n(lang, key, n), args, n_args);
}

/* ---- every key, for tests and tools; the first row is the header, whose key is empty */

size_t tr_count(const char *lang)
{
	struct catalogue c;

	return catalogue_of(lang, &c) && c.n ? c.n - 1 : 0;
}

const char *tr_key_at(const char *lang, size_t index)
{
	struct catalogue c;

	return catalogue_of(lang, &c) && index + 1 < c.n ? catalogue_key(&c, (uint32_t)index + 1) : NULL;
}

/* ---- the town's own words */

enum { I18N_MAX_BYTES = 256 * 1024 };

/* Column of LANG in I18N; NULL when there is none. */
static const char *column_in(json_t *i18n, const char *lang, const char *column)
{
	const char *text = json_string_value(json_object_get(json_object_get(i18n, lang), column));

	return text && *text ? text : NULL;
}

struct said i18n_text(struct arena *arena, const char *i18n, const char *lang, const char *column, const char *own,
                      const char *own_lang)
{
	struct said said = { .text = or_empty(own), .lang = own_lang };
	const struct lang *known = lang_find(lang);
	const struct lang *base = NULL;
	const char *text = NULL;
	json_t *root;

	if (!i18n || !known || streq(known->code, own_lang) || strnlen(i18n, I18N_MAX_BYTES) == I18N_MAX_BYTES)
		return said;
	if (strchr(known->code, '-')) {
		char code[8];
		size_t len = strcspn(known->code, "-");

		snprintf(code, sizeof(code), "%.*s", (int)len, known->code);
		base = lang_find(code);
	}
	root = json_loads(i18n, JSON_REJECT_DUPLICATES, NULL);
	text = column_in(root, known->code, column);
	if (text)
		said.lang = known->code;
	if (!text && base && !streq(base->code, own_lang)) {
		text = column_in(root, base->code, column);
		said.lang = text ? base->code : own_lang;
	}
	if (text)
		said.text = arena_strdup(arena, text);
	json_decref(root);
	return said;
}
