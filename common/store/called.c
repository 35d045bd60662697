#include "common/store/called.h"

/* The same word, its plural aside. */
static bool same_word(const char *a, const char *b)
{
	size_t len = MIN(strlen(a), strlen(b));
	const char *rest = strlen(a) > len ? a + len : b + len;

	return strncmp(a, b, len) == 0 && (!*rest || streq(rest, "s") || streq(rest, "x"));
}

/* Where WORD, or a longer one that begins so, stands in TITLE; RET_SAME: it is the word itself. */
static bool in_title(const struct words *title, const struct word *word, bool *ret_same)
{
	bool begins = false;

	*ret_same = false;
	for (size_t i = 0; i < title->count; i++) {
		*ret_same |= same_word(title->items[i].text, word->text);
		begins |= strncmp(title->items[i].text, word->text, strlen(word->text)) == 0;
	}
	return begins || *ret_same;
}

enum called called_how(const struct hit *hit, const struct words *words)
{
	bool all = true, exactly = true, first = false, met = false, same;
	struct words title;

	words_read(or_empty(hit->title), &title);
	for (size_t i = 0; i < words->count; i++) {
		const struct word *word = &words->items[i];

		if (word->small && words->telling)
			continue;
		all &= in_title(&title, word, &same);
		exactly &= same;
		if (!met)
			first = same;
		met = true;
	}
	return all && exactly ? CALLED_EXACTLY : all ? CALLED_SO : first ? CALLED_LIKE_THE_FIRST : CALLED_OTHERWISE;
}

void called_sort(struct hit *hits, size_t count, const struct words *words)
{
	struct hit sorted[HITS_MAX];
	size_t n = 0;

	for (int how = -1; how < CALLED; how++)
		for (size_t i = 0; i < count; i++)
			if (how == (hits[i].kind == HIT_WASTE ? -1 : (int)called_how(&hits[i], words)))
				sorted[n++] = hits[i];
	memcpy(hits, sorted, n * sizeof(*hits));
}

bool called_place(const struct hits *hits, const struct words *words)
{
	const struct hit *services = hits->groups[GROUP_SERVICES].items;
	enum called place;

	if (!hits->groups[GROUP_PLACES].count)
		return false;
	place = called_how(&hits->groups[GROUP_PLACES].items[0], words);
	if (place == CALLED_OTHERWISE)
		return false;
	for (size_t i = 0; i < hits->groups[GROUP_SERVICES].count; i++)
		if (services[i].kind == HIT_WASTE || called_how(&services[i], words) <= MAX(place, CALLED_SO))
			return false;
	return true;
}
