#include "common/store/terms.h"

#include "common/text/fold.h"

enum { BLOCK_FIRST = 64 * 1024, TERM_LONGEST = 39 };

/* ---- words */

/* Folded. French and English words that stand in every second text. */
static const char *const small_words[] = {
	"a", "au", "aux", "avec", "ce", "ces", "c", "d", "dans", "de", "des", "du", "en", "est", "et", "il", "j", "je", "l", "la", "le",
	"les", "ma", "mes", "mon", "n", "ne", "on", "ou", "par", "pas", "pour", "qu", "que", "quel", "quelle", "qui", "quand", "comment", "s",
	"sa", "se", "ses", "son", "sur", "un", "une", "veux", "voudrais", "y", "and", "for", "how", "i", "in", "is", "my", "of", "the", "to",
	"what", "when", "where",
};

static bool is_small(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(small_words); i++)
		if (streq(word, small_words[i]))
			return true;
	return false;
}

void words_read(const char *text, struct words *ret_words)
{
	char folded[QUERY_BYTES];
	size_t len = strlen(text);
	bool ended = len > 0 && text[len - 1] == ' ';

	fold_into(folded, sizeof(folded), text);
	*ret_words = (struct words){ .count = 0 };
	for (const char *at = folded; *at && ret_words->count < WORDS_MAX;) {
		size_t word_len = strcspn(at, " ");
		struct word *word = &ret_words->items[ret_words->count];

		if (word_len > 0) {
			snprintf(word->text, sizeof(word->text), "%.*s", (int)MIN(word_len, sizeof(word->text) - 1), at);
			word->unfinished = !ended && at[word_len] == '\0';
			word->small = is_small(word->text) && !(word->unfinished && ret_words->count == 0);
			ret_words->telling += !word->small;
			ret_words->count++;
		}
		at += word_len;
		at += strspn(at, " ");
	}
	/* « sortir la » on the way to « sortir la poubelle »: the article is not what they look for */
	explicit_bzero(folded, sizeof(folded));
}

void word_expression(const struct word *word, struct strbuf *out)
{
	size_t len = strlen(word->text);
	char last = len ? word->text[len - 1] : '\0';
	bool plural = len >= 4 && (last == 's' || last == 'x');

	if (word->unfinished && plural)
		strbuf_addf(out, "(\"%s\" * OR \"%.*s\")", word->text, (int)(len - 1), word->text);
	else if (word->unfinished)
		strbuf_addf(out, "\"%s\" *", word->text);
	else if (plural)
		strbuf_addf(out, "(\"%s\" OR \"%.*s\")", word->text, (int)(len - 1), word->text);
	else if (len >= 3)
		strbuf_addf(out, "(\"%s\" OR \"%ss\" OR \"%sx\")", word->text, word->text, word->text);
	else
		strbuf_addf(out, "\"%s\"", word->text);
}

void words_expression(const struct words *words, const char *joint, struct strbuf *out)
{
	bool first = true;

	for (size_t i = 0; i < words->count; i++) {
		if (words->telling > 0 && words->items[i].small)
			continue;
		if (!first)
			strbuf_add(out, joint);
		word_expression(&words->items[i], out);
		first = false;
	}
}

/* ---- terms */

struct term {
	uint32_t at;
	uint32_t rows;
};

struct terms {
	char *text; /* all terms, each with its NUL */
	size_t text_len, text_room;
	struct term *items;
	size_t count, room;
};

struct terms *terms_new(void)
{
	struct terms *terms = calloc(1, sizeof(*terms));

	if (!terms)
		abort();
	return terms;
}

void terms_free(struct terms *terms)
{
	if (!terms)
		return;
	free(terms->text);
	free(terms->items);
	free(terms);
}

void terms_clear(struct terms *terms)
{
	terms->text_len = terms->count = 0;
}

static void *grown(void *memory, size_t size)
{
	void *more = realloc(memory, size);

	if (!more)
		abort();
	return more;
}

void terms_add(struct terms *terms, const char *term, int64_t rows)
{
	size_t len = strlen(term);

	if (len > TERM_LONGEST || len < 3 || terms->text_len > UINT32_MAX / 2)
		return;
	if (terms->text_room - terms->text_len <= len) {
		terms->text_room = MAX(2 * terms->text_room, (size_t)BLOCK_FIRST);
		terms->text = grown(terms->text, terms->text_room);
	}
	if (terms->count == terms->room) {
		terms->room = MAX(2 * terms->room, (size_t)1024);
		terms->items = grown(terms->items, terms->room * sizeof(*terms->items));
	}
	memcpy(terms->text + terms->text_len, term, len + 1);
	terms->items[terms->count++] = (struct term){ .at = (uint32_t)terms->text_len, .rows = (uint32_t)CLAMP(rows, 0, INT32_MAX) };
	terms->text_len += len + 1;
}

/* ---- distance */

struct pattern {
	uint64_t of[256]; /* bit i: byte i of the pattern is this one */
	int len;
};

static void pattern_make(const char *word, struct pattern *ret_pattern)
{
	*ret_pattern = (struct pattern){ .len = 0 };
	for (; word[ret_pattern->len] && ret_pattern->len < 63; ret_pattern->len++)
		ret_pattern->of[(unsigned char)word[ret_pattern->len]] |= UINT64_C(1) << ret_pattern->len;
}

/* Gives up with LIMIT + 1 where it can. */
static int distance(const struct pattern *pattern, const char *text, bool prefix, int limit)
{
	uint64_t pv = ~UINT64_C(0), mv = 0, d0 = 0, before = 0;
	const uint64_t last = UINT64_C(1) << (pattern->len - 1);
	int score = pattern->len, best = pattern->len;
	int seen = 0;

	for (; *text; text++) {
		uint64_t eq = pattern->of[(unsigned char)*text];
		uint64_t swap = (~d0 & eq) << 1 & before;
		uint64_t ph, mh;

		d0 = (((eq & pv) + pv) ^ pv) | eq | mv | swap;
		ph = mv | ~(d0 | pv);
		mh = d0 & pv;
		if (ph & last)
			score++;
		else if (mh & last)
			score--;
		ph = ph << 1 | 1;
		mh <<= 1;
		pv = mh | ~(d0 | ph);
		mv = d0 & ph;
		before = eq;
		best = MIN(best, score);
		if (prefix && ++seen > pattern->len + limit)
			break;
	}
	return prefix ? best : score;
}

int terms_distance(const char *a, const char *b, bool prefix)
{
	struct pattern pattern;

	pattern_make(a, &pattern);
	return pattern.len ? distance(&pattern, b, prefix, INT32_MAX / 2) : prefix ? 0 : (int)strlen(b);
}

bool terms_has(const struct terms *terms, const struct word *word, char out[WORD_BYTES])
{
	size_t len = strlen(word->text);
	int limit = len >= 8 ? 2 : len >= (word->unfinished ? 5 : 4) ? 1 : 0;
	int64_t best = INT64_MAX;
	struct pattern pattern;

	out[0] = '\0';
	pattern_make(word->text, &pattern);
	for (size_t i = 0; i < terms->count; i++) {
		const char *term = terms->text + terms->items[i].at;
		int64_t cost;
		int d;

		if (word->unfinished ? starts_with(term, word->text) : streq(term, word->text))
			return true;
		if (limit == 0)
			continue;
		d = distance(&pattern, term, word->unfinished, limit);
		if (d > limit)
			continue;
		/* nearer first, then with the same first letter, then the more frequent */
		cost = (int64_t)d * 4 + (term[0] != word->text[0] ? 3 : 0);
		cost = (cost << 32) - terms->items[i].rows;
		if (cost < best) {
			best = cost;
			snprintf(out, WORD_BYTES, "%s", term);
		}
	}
	return false;
}
