/* search_times REPLICA.db: types what people type, letter by letter, and prints how long each keystroke took to answer (µs):
 * median, p99, worst and which one. For tests/bench. */
#include "common/base/clock.h"
#include "common/base/utf8.h"
#include "common/store/address.h"
#include "common/store/search.h"

enum { KEYSTROKES_MAX = 4096 };

static const char *const typed[] = {
	"poubelle", "carte identité", "carte d’identité perdue", "passeport", "lampadaire en panne", "piscine", "mariage", "acte de naissance",
	"école", "cantine", "rue de lausanne", "12 rue de carouge", "toilettes", "médiathèque", "permis de construire", "nid de poule",
	"certificat de nationalité", "demande de logement social", "pharmacie", "parking", "naissance", "allocation", "retraite", "impôts",
	"poublele", "paseport", "lampadiare", "certifcat nationalite", "a", "de la", "restaurant rue", "bibliotheque", "vélo", "chien",
	"quand sortir la poubelle", "comment refaire ma carte", "étranger titre de séjour", "quai du mont blanc", "divorce", "xyzzyq",
};

struct keystroke {
	int64_t took;
	char text[64];
};

static int by_time(const void *a, const void *b)
{
	int64_t x = ((const struct keystroke *)a)->took, y = ((const struct keystroke *)b)->took;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	static struct keystroke all[KEYSTROKES_MAX];
	struct clock clock = clock_system(false);
	struct search *search = search_new();
	struct arena *arena = arena_new();
	struct db *db = NULL;
	struct err err;
	size_t count = 0;

	if (argc != 2 || !db_open(argv[1], DB_READ_ONLY, &db, &err) || !search_prepare(search, db, 1, &err)) {
		fprintf(stderr, "%s\n", argc == 2 ? err.text : "search_times REPLICA.db");
		return 1;
	}
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < ARRAY_LEN(typed); i++) {
			for (size_t letters = 1; letters <= utf8_count(typed[i]) && count < KEYSTROKES_MAX; letters++) {
				struct keystroke *key = &all[count++];
				struct hits hits;
				int64_t began;

				snprintf(key->text, sizeof(key->text), "%.*s", (int)utf8_offset(typed[i], letters), typed[i]);
				arena_reset(arena);
				began = clock_mono(&clock);
				if (!search_find(search, db, 1, key->text, "fr", clock_wall(&clock), 6, arena, &hits, &err)) {
					fprintf(stderr, "%s: %s\n", key->text, err.text);
					return 1;
				}
				key->took = clock_mono(&clock) - began;
				if (getenv("PARVIS_TIMES") && round == 0)
					printf("%8lld %-30s %zu %s\n", (long long)key->took, key->text, hits.count, or_empty(hits.instead));
			}
		}
	}
	qsort(all, count, sizeof(all[0]), by_time);
	printf("keystrokes %zu median %lld p99 %lld max %lld (%s)\n", count, (long long)all[count / 2].took,
	       (long long)all[count * 99 / 100].took, (long long)all[count - 1].took, all[count - 1].text);
	db_close(db);
	arena_free(arena);
	search_free(search);
	return 0;
}
