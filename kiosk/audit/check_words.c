/* Words: all of them in the person's language, or marked with theirs; all of them said by the voice. */
#include <stdlib.h>

#include "common/base/utf8.h"
#include "common/text/tr.h"
#include "kiosk/audit/check.h"
#include "kiosk/ui/speech.h"
#include "kiosk/ui/utterance.h"

/* ---- the words of a catalogue, folded to lower case, in a set */

enum { SET_SIZE = 1 << 15, WORD_BYTES = 64, FOREIGN_LEAST = 3 };

struct set {
	char lang[16];
	uint64_t *hash; /* 0: free */
	size_t count;
};

static bool is_letter(uint32_t c)
{
	bool mark = c == 0xd7 || c == 0xf7 || c == 0x60c || c == 0x61b || c == 0x61f; /* × ÷ and the Arabic , ; ? */

	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xc0 && c < 0x2000 && !mark);
}

/* The next word at *AT as a hash, without capitals; 0: none is left. */
static uint64_t next_word(const char **at)
{
	uint64_t hash = 0;
	int letters = 0;

	for (;;) {
		const char *before = *at;
		uint32_t c = utf8_next(at);

		if (is_letter(c)) {
			if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde))
				c += 32;
			hash = (hash ^ c) * UINT64_C(0x100000001b3) + 1;
			letters++;
			continue;
		}
		if (letters > 1)
			return *at = before, hash ? hash : 1;
		hash = 0;
		letters = 0;
		if (!c)
			return *at = before, 0;
	}
}

static bool set_has(const struct set *set, uint64_t hash, bool add)
{
	size_t at = hash % SET_SIZE;

	while (set->hash[at] && set->hash[at] != hash)
		at = (at + 1) % SET_SIZE;
	if (set->hash[at])
		return true;
	if (add)
		set->hash[at] = hash;
	return false;
}

/* Of the last two languages that were asked for: French, and the one that is being looked at. */
static const struct set *words_of(const char *lang)
{
	static struct set sets[2];
	struct set *set = &sets[!streq(lang, "fr")];

	if (set->hash && streq(set->lang, lang))
		return set;
	free(set->hash);
	set->hash = calloc(SET_SIZE, sizeof(*set->hash));
	if (!set->hash)
		abort();
	snprintf(set->lang, sizeof(set->lang), "%s", lang);
	for (size_t i = 0; i < tr_count(lang); i++)
		for (int n = 0; n <= 5; n++) {
			const char *at = tr_n(lang, tr_key_at(lang, i), n);
			uint64_t word;

			while ((word = next_word(&at)))
				(void)set_has(set, word, true);
		}
	return set;
}

/* ---- untranslated */

static const char *lang_of(const struct node *node)
{
	for (; node; node = node->parent)
		if (node->lang)
			return node->lang;
	return NULL;
}

static bool in_header(const struct node *node)
{
	return node->parent && node->parent->parent && node->parent->parent->role == ROLE_HEADER;
}

/* {placeholder} that nobody filled */
static bool has_placeholder(const char *s)
{
	for (; (s = strchr(s, '{')); s++) {
		size_t n = strspn(s + 1, "abcdefghijklmnopqrstuvwxyz_");

		if (n && s[1 + n] == '}')
			return true;
	}
	return false;
}

/* Words that French has and the person's language has not, when there are more of them than of its own. */
static int foreign_words(const char *lang, const char *s)
{
	const struct set *own = words_of(lang), *french = words_of("fr");
	int foreign = 0, known = 0;
	uint64_t word;

	while ((word = next_word(&s)))
		if (set_has(own, word, false))
			known++;
		else if (set_has(french, word, false))
			foreign++;
	return foreign > known ? foreign : 0;
}

/* FROM, and what stands behind it up to the next UNTIL. */
static void cut_out(char *s, const char *from, const char *until)
{
	for (char *at = s, *end; *from && (at = strstr(at, from)) && (end = strstr(at + strlen(from), until));)
		memmove(at, end + strlen(until), strlen(end + strlen(until)) + 1);
}

/* A proper name within a sentence is no untranslated word: where this terminal stands, and in a sentence that runs from the right
 * what stands between marks of direction (common/text/tr.h), unless that is all there is. */
static const char *without_names(const struct audit_page *page, const char *s)
{
	char *rest = arena_strdup(page->ui->arena, s), *left;
	const char *at;

	cut_out(rest, or_empty(page->terminal), "");
	left = arena_strdup(page->ui->arena, rest);
	at = left;
	cut_out(left, "\u200E", "\u200E");
	return next_word(&at) ? left : rest;
}

/* Exactly what the French catalogue says, and the language's own does not say anywhere: a key without a translation. */
static bool is_french_sentence(const char *lang, const char *s)
{
	bool french = false;

	for (size_t i = 0; i < tr_count("fr") && !french; i++)
		french = streq(tr("fr", tr_key_at("fr", i)), s);
	for (size_t i = 0; i < tr_count(lang) && french; i++)
		french = !streq(tr(lang, tr_key_at(lang, i)), s);
	return french;
}

/* The header holds proper names, of the town and of where its terminal stands: EN 301 549 5.1.3.14 takes them out. */
static void look_at(const struct audit_page *page, const struct node *node, const char *s)
{
	const char *session = page->ui->look->lang, *lang = lang_of(node);

	if (tr_has("fr", s)) {
		found(page, node, "a key stands on the glass: %s", s);
	} else if (has_placeholder(s)) {
		found(page, node, "a placeholder was not filled: « %.80s »", s);
	} else if (!starts_with(session, "fr") && (!lang || streq(lang, session)) && node->role != ROLE_FIELD && !in_header(node)) {
		int words = foreign_words(session, without_names(page, s));

		if (words >= FOREIGN_LEAST || (words && is_french_sentence(session, s)))
			found(page, node, "French, and nothing says so: « %.80s »", s);
	}
}

void check_untranslated(const struct audit_page *page)
{
	for (const struct node *n = page->ui->root; n; n = node_next(page->ui->root, n)) {
		if (n->kind == NODE_TEXT && n->text.s && (!n->parent || n->parent->role != ROLE_FIELD))
			look_at(page, n, n->text.s);
		if (n->name)
			look_at(page, n, n->name);
	}
}

/* ---- unspoken */

/* What stands around every page is said when one goes to it; the town's name and the time where a session begins. */
static bool said_elsewhere(const struct audit_page *page, const struct node *node)
{
	for (; node; node = node->parent)
		if (node->role == ROLE_BAR || node->role == ROLE_KEYBOARD || (node->role == ROLE_HEADER && !(page->flags & SCREEN_ROOT)))
			return true;
	return false;
}

/* Said otherwise, on purpose: the letters of a number, what a private answer is. */
static const struct node *named(const struct node *node)
{
	for (; node; node = node->parent)
		if (node->name && *node->name)
			return node;
	return NULL;
}

static const struct node *stop_of(const struct node *node)
{
	while (node && !node->id)
		node = node->parent;
	return node;
}

/* Only letters and digits: what a voice makes of S whatever stands between, since "V3.2.1" is said in four parts. */
static void bare(const char *s, struct strbuf *out)
{
	uint32_t c;

	strbuf_clear(out);
	while ((c = utf8_next(&s))) {
		char letter[5] = { 0 };

		if (!is_letter(c) && !(c >= '0' && c <= '9'))
			continue;
		utf8_encode(c, letter);
		strbuf_add(out, letter);
	}
}

/* The words of an utterance, without its languages. */
static void said_words(const char *utterance, struct strbuf *out)
{
	struct strbuf all = STRBUF_INIT;
	const char *part;
	char lang[16];
	size_t len;

	while ((part = utter_next(&utterance, &len, lang))) {
		strbuf_addn(&all, part, len);
		strbuf_addc(&all, ' ');
	}
	bare(strbuf_str(&all), out);
	strbuf_done(&all);
}

static bool says(const struct strbuf *said, const char *text)
{
	struct strbuf words = STRBUF_INIT;
	bool found;

	bare(text, &words);
	found = strstr(strbuf_str(said), strbuf_str(&words)) != NULL;
	strbuf_done(&words);
	return found;
}

void check_unspoken(const struct audit_page *page)
{
	struct strbuf spoken = STRBUF_INIT, whole = STRBUF_INIT, one = STRBUF_INIT;
	struct reading reading = reading_of(page->ui, true);

	speech_page(page->ui, &reading, &spoken);
	for (int i = 0; i < reading.count; i++)
		speech_piece(page->ui, &reading, i, true, &spoken);
	said_words(strbuf_str(&spoken), &whole);
	for (const struct node *n = page->ui->root; n; n = node_next(page->ui->root, n)) {
		const struct node *stop = stop_of(n), *other = named(n);

		if (n->kind != NODE_TEXT || !n->text.s || said_elsewhere(page, n) || says(&whole, n->text.s) || (n->said && says(&whole, n->said)) ||
		    (stop && stop->said && says(&whole, stop->said)) ||
		    (other && (other->role == ROLE_FIELD || says(&whole, other->name) || (other->value && says(&whole, other->value)))))
			continue;
		strbuf_clear(&spoken);
		if (stop)
			speech_state(page->ui, stop, &spoken);
		said_words(strbuf_str(&spoken), &one);
		if (!says(&one, n->text.s))
			found(page, n, "shown, and never said");
	}
	strbuf_done(&spoken);
	strbuf_done(&whole);
	strbuf_done(&one);
}
