#include "common/text/guess.h"

#include "common/base/utf8.h"
#include "common/text/fold.h"

/* Folded (common/text/fold.h), between spaces. Arabic and Ukrainian are known by their script. */
static const struct {
	const char *lang, *words;
} small_words[] = {
	{ "fr", " le la les l de des du d et est sont que qui vous votre vos nous pour dans une un avec sur pas ce cette au aux il a ont sera " },
	{ "en", " the of and is are to you your we our for in a an with on not this that it will be has have by at can please " },
	{ "es", " el la los las de del y es son que usted su sus para en una un con no por se lo al esta hemos puede ya " },
	{ "pt", " o a os as de do da dos das e que para em no na uma um com nao por se seu sua ao foi ja pode esta voce " },
	{ "it", " il lo la i gli le di del della dal nel nella e che sara stiamo piu fatto stato per in una un con non si suo sua al alla puo sono abbiamo questo " },
	{ "de", " der die das den dem und ist sind sie ihr ihre wir fur in ein eine mit nicht zu auf es wird haben bitte kann " },
	{ "nl", " de het een en is zijn u uw wij we voor in met niet van op te dat er aan wordt hebben kunt dit " },
	{ "pl", " i w z na do nie jest sie o po to ze prosze pan pani panstwo mozna dla od jak juz jego przez zostal " },
	{ "tr", " ve bir bu icin ile siz sizin da de ne var yok olarak daha gibi mi lutfen kadar sonra once biz " },
};

static bool in_script(uint32_t c, const char *lang)
{
	if (starts_with(lang, "ar"))
		return c >= 0x600 && c <= 0x6FF;
	return starts_with(lang, "uk") && c >= 0x400 && c <= 0x4FF;
}

static size_t script_points(const char *text, const char *lang)
{
	size_t points = 0;

	while (*text)
		points += in_script(utf8_next(&text), lang);
	return points;
}

/* How many words of FOLDED are small words of LANG. */
static size_t word_points(const char *folded, const char *lang)
{
	const char *words = NULL;
	size_t points = 0;
	char word[16];

	for (size_t i = 0; i < ARRAY_LEN(small_words); i++)
		if (starts_with(lang, small_words[i].lang))
			words = small_words[i].words;
	while (words && *folded) {
		size_t len = strcspn(folded, " ");

		if (len + 3 <= sizeof(word)) {
			snprintf(word, sizeof(word), " %.*s ", (int)len, folded);
			points += strstr(words, word) != NULL;
		}
		folded += len + (folded[len] == ' ');
	}
	return points;
}

const char *lang_guess(const char *text, const char *const *candidates, size_t n)
{
	struct arena *arena = arena_new();
	const char *folded = fold(arena, text), *best = NULL;
	size_t most = 0;

	for (size_t i = 0; i < n; i++) {
		size_t points = candidates[i] ? word_points(folded, candidates[i]) + script_points(text, candidates[i]) : 0;

		if (candidates[i] && (!best || points > most)) {
			best = candidates[i];
			most = points;
		}
	}
	arena_free(arena);
	return best;
}
