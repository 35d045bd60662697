/* Words for people, from the catalogues assets/lang/LANG.po, compiled into the program.
 *
 * A key ("help.title") is the msgid; the words of a language are its msgstr, with named {placeholders}. What a language
 * lacks is taken from French, and a key that French lacks comes back as itself, so that nothing is ever blank.
 * Languages are BCP 47 codes given with every call: nothing here has a current language. Any thread.
 * What tr() and tr_n() return lives as long as the program; the others allocate in the arena.
 */
#ifndef PARVIS_TEXT_TR_H
#define PARVIS_TEXT_TR_H

#include <stdarg.h>

#include "common/base/arena.h"
#include "common/text/catalogue.h"

/* Which form a number takes (Unicode CLDR, in gettext's order of forms). */
enum plural_rule {
	PLURAL_ABOVE_ONE, /* 0 and 1 are singular: French */
	PLURAL_NOT_ONE,   /* only 1 is singular: English, German, Spanish, … */
	PLURAL_ARABIC,    /* six forms */
	PLURAL_POLISH,    /* three forms */
	PLURAL_UKRAINIAN, /* three forms */
};

struct lang {
	const char *code;    /* "fr", "fr-simple" */
	const char *name;    /* its own name: "English", "العربية" */
	const char *easy;    /* its name once it was validated as easy to read and understand; NULL: no simplified language */
	bool rtl;
	enum plural_rule plural;
};

/* Every language that is foreseen, in the order in which they are offered; LANGS_LEN rows. */
enum { LANGS_LEN = 12 };
extern const struct lang langs[LANGS_LEN];

/* Offered to people: its catalogue was built in and can be read. That a catalogue says everything is checked before it gets
 * there (tests/golden/words). NULL is not offered. */
bool lang_offered(const struct lang *lang);

/* CODE, or the language it is a variant of ("en-GB" is "en"), or NULL. */
const struct lang *lang_find(const char *code);
bool lang_is_rtl(const char *code);

/* Its own name as people see it: « Français simple »; « Français simple (FALC) » once that was validated (catalogue.h), not before. */
const char *lang_name(const struct lang *lang);

/* « Français simple : FALC, validé par … le … », in READER's words; NULL while LANG is not validated, or is no simplified one. */
char *lang_validation_words(struct arena *arena, const char *reader, const struct lang *lang);

/* The same two of a catalogue that is not the program's own: for tests. */
const char *lang_name_as(const struct lang *lang, const struct catalogue *c);
char *validation_words(struct arena *arena, const char *reader, const struct lang *lang, const struct catalogue *c);

/* Another language to who reads LANG: "fr-simple" and "fr" are one. NULL and "" are no language, and so no other one. */
bool lang_is_other(const char *lang, const char *other);

/* « En français », in LANG: for what is in OTHER. A language that nobody knows here is its code. */
const char *lang_in_words(const char *lang, const char *other);

/* The words of KEY. */
const char *tr(const char *lang, const char *key);

/* True when LANG itself, or French, has words for KEY. */
bool tr_has(const char *lang, const char *key);

/* The form of KEY for N ("{n} réponse" / "{n} réponses"). */
const char *tr_n(const char *lang, const char *key, int64_t n);

struct tr_arg {
	const char *name, *value; /* a NULL value counts as "" */
};

/* KEY with each {name} replaced; where LANG runs from the right, values in Latin letters stand between invisible marks
 * (U+200E) that keep them whole. A placeholder that has no argument stays as it is, so that a screenshot shows it. */
char *tr_fmt(struct arena *arena, const char *lang, const char *key, const struct tr_arg *args, size_t n_args);

/* TR_FMT(arena, lang, "follow.since", { "date", date }, { "place", place }) */
#define TR_FMT(arena, lang, key, ...)                                                                                  \
	tr_fmt((arena), (lang), (key), (const struct tr_arg[]){ __VA_ARGS__ },                                         \
	       sizeof((const struct tr_arg[]){ __VA_ARGS__ }) / sizeof(struct tr_arg))

/* The same as pairs that end in NULL: trf(arena, lang, "follow.since", "date", date, NULL). */
char *trf(struct arena *arena, const char *lang, const char *key, ...) __attribute__((sentinel));
char *trfv(struct arena *arena, const char *lang, const char *key, va_list pairs);

/* Plural form of KEY for N; {n} is N as people write it, other pairs as in trf. */
char *trnf(struct arena *arena, const char *lang, const char *key, int64_t n, ...) __attribute__((sentinel));

/* Replaces the {placeholders} of TEXT itself, for words that come from the town's data. */
char *tr_expand(struct arena *arena, const char *text, const struct tr_arg *args, size_t n_args);

/* Every key of a language's own catalogue: for tests and tools. */
size_t tr_count(const char *lang);
const char *tr_key_at(const char *lang, size_t index);

/* Text of the town, and the language it turned out to be in (for the voice, and for lang= in HTML). */
struct said {
	const char *text;
	const char *lang;
};

/* A column of a row with an i18n column (common/store/sql/content.sql). I18N is its JSON or NULL, OWN the row's own text,
 * OWN_LANG the language the row is written in. Damaged JSON counts as none. */
struct said i18n_text(struct arena *arena, const char *i18n, const char *lang, const char *column, const char *own,
                      const char *own_lang);

#endif
