/* kiosk_times --conf FILE …: how long people wait, measured inside the program that draws (µs: median, p99, worst and which).
 *   keystroke  a letter in search → results drawn
 *   page       a tap → the new page drawn
 * Options are the kiosk's (--surface without a display). For tests/bench.
 */
#include "common/base/utf8.h"
#include "common/secret/secret.h"
#include "kiosk/kiosk.h"

enum { TIMES_MAX = 8192 };

static const char *const typed[] = {
	"poubelle", "carte identité", "passeport", "lampadaire en panne", "piscine", "acte de naissance", "rue de lausanne", "12 rue de carouge",
	"permis de construire", "nid de poule", "certificat de nationalité", "logement social", "pharmacie", "parking", "paseport", "lampadiare",
	"quand sortir la poubelle", "quai du mont blanc", "étranger titre de séjour", "xyzzyq",
};

static const struct {
	enum screen_id screen;
	const char *arg;
} pages[] = {
	{ SCREEN_HOME, "" },   { SCREEN_SERVICES, "" }, { SCREEN_DEPARTMENTS, "" }, { SCREEN_PLACES, "" },    { SCREEN_PLACES, "toilets" },
	{ SCREEN_AGENDA, "" }, { SCREEN_WASTE, "" },    { SCREEN_SEARCH, "" },      { SCREEN_LANGUAGES, "" }, { SCREEN_HELP, "" },
	{ SCREEN_TALK, "" },   { SCREEN_GUIDE, "F1342" },
};

struct timing {
	int64_t took;
	char what[64];
};

static struct timing times[TIMES_MAX];
static size_t count;

static int by_time(const void *a, const void *b)
{
	int64_t x = ((const struct timing *)a)->took, y = ((const struct timing *)b)->took;

	return (x > y) - (x < y);
}

static void note(struct kiosk *k, int64_t began, const char *what)
{
	if (count == TIMES_MAX)
		return;
	times[count].took = clock_mono(&k->clock) - began;
	utf8_copy(times[count++].what, sizeof(times[0].what), what);
}

static void report(const char *name)
{
	qsort(times, count, sizeof(times[0]), by_time);
	if (count)
		printf("%-10s n %zu median %lld p99 %lld max %lld (%s)\n", name, count, (long long)times[count / 2].took,
		       (long long)times[count * 99 / 100].took, (long long)times[count - 1].took, times[count - 1].what);
	count = 0;
}

static void type_all(struct kiosk *k)
{
	for (size_t i = 0; i < ARRAY_LEN(typed); i++) {
		nav_push(&k->nav, SCREEN_SEARCH, "");
		kiosk_frame(k, true);
		edit_begin(k, "text");
		for (const char *s = typed[i]; *s;) {
			const char *from = s;
			char letter[8];
			int64_t began;

			utf8_next(&s);
			snprintf(letter, sizeof(letter), "%.*s", (int)(s - from), from);
			began = clock_mono(&k->clock);
			edit_insert(k, letter);
			kiosk_frame(k, true);
			note(k, began, typed[i]);
		}
		edit_end(k);
		nav_back(&k->nav);
	}
}

static void turn_pages(struct kiosk *k)
{
	for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
		int64_t began = clock_mono(&k->clock);

		nav_push(&k->nav, pages[i].screen, pages[i].arg);
		kiosk_frame(k, true);
		note(k, began, nav_top(&k->nav)->screen->name);
		nav_back(&k->nav);
	}
}

int main(int argc, char **argv)
{
	static struct kiosk kiosk;
	struct options options;
	struct err err;

	if (!secret_init(&err) || !options_read(argc, argv, &options, &err) || !kiosk_open(&kiosk, &options, argv, &err)) {
		fprintf(stderr, "kiosk_times: %s\n", err.text);
		return 1;
	}
	nav_push(&kiosk.nav, SCREEN_HOME, "");
	for (int round = 0; round < 3; round++)
		type_all(&kiosk);
	report("keystroke");
	for (int round = 0; round < 30; round++)
		turn_pages(&kiosk);
	report("page");
	kiosk_close(&kiosk);
	return 0;
}
