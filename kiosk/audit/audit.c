#include "kiosk/audit/audit.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/log.h"
#include "common/base/utf8.h"
#include "common/text/tr.h"
#include "kiosk/audit/look.h"
#include "kiosk/audit/pairs.h"
#include "kiosk/audit/pictures.h"
#include "kiosk/audit/report.h"
#include "kiosk/audit/thumbs.h"
#include "kiosk/nav.h"

enum { PROCESSES = 2, WHERE_MAX = 96, REACHES = 2, STATE_S = 180 };

struct shared { /* between the processes */
	atomic_ulong states, laid, painted;/* what was looked at */
	char town[96];                     /* whose screens these are */
};

struct auditor {
	const char *worlds, *thumbnails;
	const char *pictures;              /* the folder they go to, instead of any check; NULL: none are drawn */
	struct combination drawn;          /* what they show */
	const char *only;                  /* states whose name begins so; NULL: all */
	int sample;                        /* laid out combinations a state; 0: all */
	struct shared *shared;
	struct findings found;
	struct audit_state *states;        /* of the table, and of screens that have no row in it */
	int n_states;
	int spoken[LANGS_LEN], n_spoken;   /* rows of langs[] that have a catalogue */
	struct pair_row pairs[PAIR_ROWS];
	int n_pairs;
};

/* ---- what there is to look at */

static bool wanted(const struct auditor *a, const struct audit_state *state)
{
	return a->only ? starts_with(state->name, a->only) : !a->sample || state->sample;
}

/* A screen without a row is opened as it is, in the town and without one. */
static void collect_states(struct auditor *a)
{
	static const char *const plain[] = { "town", "empty" };
	int most = (int)audit_states_len + SCREEN_COUNT * (int)ARRAY_LEN(plain);

	a->states = calloc((size_t)most, sizeof(*a->states));
	if (!a->states)
		abort();
	for (size_t i = 0; i < audit_states_len; i++)
		if (wanted(a, &audit_states[i]))
			a->states[a->n_states++] = audit_states[i];
	for (int id = 0; id < SCREEN_COUNT; id++) {
		const char *name = screen_row((enum screen_id)id)->name;
		bool known = false;

		for (size_t i = 0; i < audit_states_len && !known; i++)
			known = starts_with(audit_states[i].name, name) && strchr(".", audit_states[i].name[strlen(name)]);
		for (size_t w = 0; w < ARRAY_LEN(plain) && !known; w++) {
			struct audit_state plain_state = { .name = name, .world = plain[w], .start = name, .title = w ? NULL : name, .sample = true };

			if (wanted(a, &plain_state))
				a->states[a->n_states++] = plain_state;
		}
	}
}

static void collect_combinations(struct auditor *a)
{
	int sizes[] = { 0, TEXT_SIZES, GLASSES, REACHES, THEMES };

	for (int i = 0; i < LANGS_LEN; i++)
		if (lang_offered(&langs[i]))
			a->spoken[a->n_spoken++] = i;
	sizes[0] = a->n_spoken;
	a->n_pairs = pairs_make(sizes, ARRAY_LEN(sizes), a->pairs);
}

static int combinations(const struct auditor *a)
{
	return a->n_spoken * TEXT_SIZES * GLASSES * REACHES;
}

/* The languages change slowest: it is what costs most. */
static struct combination combination_at(const struct auditor *a, int at)
{
	struct combination c = { .theme = THEME_LIGHT };

	c.low_reach = at % REACHES;
	at /= REACHES;
	c.size = (enum text_size)(at % TEXT_SIZES);
	at /= TEXT_SIZES;
	c.glass = at % GLASSES;
	c.lang = a->spoken[at / GLASSES];
	return c;
}

/* ---- looking */

static void name_it(struct auditor *a, struct audit_page *page, const struct audit_state *state, const struct combination *c, char *where)
{
	page->state = arena_printf(page->ui->arena, "%s (%s)", state->name, state->world);
	page->where = combination_words(c, where, WHERE_MAX);
	page->out = &a->found;
}

static void check_one(struct auditor *a, struct audit_page *page, const struct audit_state *state, const struct combination *c, bool painted)
{
	char where[WHERE_MAX];

	name_it(a, page, state, c, where);
	check_page(page, painted ? CHECK_PAINTED : CHECK_LAID);
	if (painted)
		a->shared->painted++;
	else
		a->shared->laid++;
}

static void look_laid(struct auditor *a, struct looker *looker, const struct audit_state *state, int nth)
{
	int all = combinations(a), step = a->sample && a->sample < all ? (all / a->sample) | 1 : 1; /* odd: reach, size and glass change too */
	struct audit_page page;

	for (int at = step > 1 ? nth % step : 0; at < all; at += step) {
		struct combination c = combination_at(a, at);

		looker_show(looker, &c, false, &page);
		check_one(a, &page, state, &c, false);
		if (looker_last(looker, &page))
			check_one(a, &page, state, &c, false);
	}
}

static void look_painted(struct auditor *a, struct looker *looker, const struct audit_state *state, const struct combination *c, bool focus)
{
	char where[WHERE_MAX];
	struct audit_page page;

	looker_show(looker, c, true, &page);
	do {
		check_one(a, &page, state, c, true);
		name_it(a, &page, state, c, where);
		if (focus)
			check_page(&page, CHECK_FOCUS);
	} while (looker_next(looker, &page));
}

/* A theme changes colours, and nothing else: so what was laid out in one holds in all. */
static void look_alike(struct auditor *a, struct looker *looker, const struct audit_state *state)
{
	uint64_t places = 0;

	for (int theme = 0; theme < THEMES; theme++) {
		struct combination c = { .lang = a->spoken[0], .size = TEXT_LARGE, .theme = (enum theme_id)theme };
		char where[WHERE_MAX];
		struct audit_page page;

		looker_show(looker, &c, false, &page);
		if (theme && check_places(page.ui) != places) {
			name_it(a, &page, state, &c, where);
			page.check = "themes";
			found(&page, NULL, "lies elsewhere than in the theme %s", theme_name(THEME_LIGHT));
		}
		places = check_places(page.ui);
	}
}

static void look_themes(struct auditor *a, struct looker *looker, const struct audit_state *state, int nth)
{
	int step = a->sample ? 12 : 1;

	look_alike(a, looker, state);
	for (int theme = 0; theme < THEMES; theme++)
		look_painted(a, looker, state, &(struct combination){ .lang = a->spoken[0], .size = TEXT_LARGE, .theme = (enum theme_id)theme }, true);
	for (int i = nth % step; i < a->n_pairs; i += step) {
		const int *v = a->pairs[i].value;

		look_painted(a, looker, state, &(struct combination){ .lang = a->spoken[v[0]], .size = (enum text_size)v[1], .glass = v[2],
		                                                      .low_reach = v[3], .theme = (enum theme_id)v[4] }, false);
	}
}

/* In a process of its own, which ends without closing anything. */
static void look_at(struct auditor *a, const struct audit_state *state, int nth)
{
	struct looker *looker;
	struct err err;
	char why[512], name[128];

	snprintf(name, sizeof(name), "%s (%s)", state->name, state->world);
	if (!looker_open(a->worlds, state, &looker, why, sizeof(why))) {
		findings_add(&a->found, "state", name, "page", why, "fr, text 3, 1080x1920", 1);
		return;
	}
	a->shared->states++;
	if (streq(state->world, "town"))
		utf8_copy(a->shared->town, sizeof(a->shared->town), looker_town(looker));
	if (a->pictures) {
		if (!pictures_draw(a->pictures, looker, state, &a->drawn, &err))
			findings_add(&a->found, "pictures", name, "page", err.text, "all", 1);
		return;
	}
	look_laid(a, looker, state, nth);
	look_themes(a, looker, state, nth);
	if (a->thumbnails && state->title && !thumbs_draw(a->thumbnails, looker, state, &err))
		findings_add(&a->found, "pictures", name, "page", err.text, "all", 1);
}

/* ---- sharing out: a process for each state, so that one that hangs or ends costs only itself */

struct hand {
	pid_t pid;  /* 0: idle */
	int nth;
	FILE *found;
};

static bool send_out(struct auditor *a, struct hand *hand, int nth, struct err *err)
{
	hand->nth = nth;
	hand->found = tmpfile();
	if (!hand->found)
		return err_errno(err, "a file for what is found");
	fflush(NULL);
	hand->pid = fork();
	if (hand->pid < 0) {
		err_errno(err, "a second process");
		fclose(hand->found);
		return false;
	}
	if (hand->pid == 0) {
		alarm(STATE_S);
		a->found = findings_new(); /* the others' are the parent's */
		look_at(a, &a->states[nth], nth);
		findings_write(&a->found, hand->found);
		fclose(hand->found);
		_exit(0);
	}
	return true;
}

static void take_back(struct auditor *a, struct hand *hand, int status)
{
	const struct audit_state *state = &a->states[hand->nth];
	char name[128], why[128];

	rewind(hand->found);
	findings_read(&a->found, hand->found);
	fclose(hand->found);
	hand->pid = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return;
	snprintf(name, sizeof(name), "%s (%s)", state->name, state->world);
	if (WIFSIGNALED(status))
		snprintf(why, sizeof(why), WTERMSIG(status) == SIGALRM ? "not done after %d s" : "ended by signal %d",
		         WTERMSIG(status) == SIGALRM ? (int)STATE_S : WTERMSIG(status));
	else
		snprintf(why, sizeof(why), "its session ended while it was looked at (%d)", WEXITSTATUS(status));
	findings_add(&a->found, "state", name, "page", why, "all", 1);
}

static bool share_out(struct auditor *a, struct err *err)
{
	struct hand hands[PROCESSES] = { { .pid = 0 } };
	int next = 0, busy = 0;

	a->shared = mmap(NULL, sizeof(*a->shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (a->shared == MAP_FAILED)
		return err_errno(err, "shared memory");
	while (next < a->n_states || busy) {
		int status;
		pid_t pid;

		for (int i = 0; i < PROCESSES && next < a->n_states; i++)
			if (!hands[i].pid) {
				if (!send_out(a, &hands[i], next++, err))
					return false;
				busy++;
			}
		pid = wait(&status);
		for (int i = 0; i < PROCESSES; i++)
			if (pid > 0 && hands[i].pid == pid) {
				take_back(a, &hands[i], status);
				busy--;
			}
	}
	return true;
}

/* ", and 40 more" */
static const char *more(unsigned count, char *out, size_t size)
{
	out[0] = '\0';
	if (count > 1)
		snprintf(out, size, ", and %u more", count - 1);
	return out;
}

static void print(const struct auditor *a, int64_t took)
{
	char words[32];
	unsigned n = 0;

	for (const struct finding *f = a->found.first; f; f = f->next, n++)
		printf("%s: %s: %s [%s%s]\n", f->check, f->state, f->sentence, f->where, more(f->count, words, sizeof(words)));
	printf("%lu states of %d screens; %lu pages laid out in %d combinations each, %lu painted (every theme, and %d combinations that "
	       "cover all pairs): %u faults, %lld s\n", a->shared->states, SCREEN_COUNT, a->shared->laid, combinations(a),
	       a->shared->painted, a->n_pairs, n, (long long)(took / SECOND_US));
}

/* What was asked for on paper: the page of thumbnails, the conformity report. */
static bool write_up(const struct auditor *a, const char *path, struct err *err)
{
	struct report_counts counts = { .states = a->shared->states, .screens = SCREEN_COUNT, .languages = (unsigned long)a->n_spoken,
	                                .combinations = (unsigned long)combinations(a), .laid = a->shared->laid, .painted = a->shared->painted,
	                                .pairs = (unsigned long)a->n_pairs };
	struct thumbs_about about = { .town = a->shared->town, .counts = &counts };

	for (const struct finding *f = a->found.first; f; f = f->next)
		about.faults++;
	return (!a->thumbnails || thumbs_page(a->thumbnails, a->states, (size_t)a->n_states, &about, err)) &&
	       (!path || report_write(path, &counts, &a->found, err));
}

/* What --lang, --text, --theme, --low and --size ask for; French, the third size, light and the first resolution where they ask nothing. */
static bool read_drawn(const struct options *o, struct combination *ret_c)
{
	struct combination c = { .size = o->text ? (enum text_size)(o->text - 1) : TEXT_LARGE, .theme = THEME_LIGHT, .low_reach = o->low };
	const char *lang = o->lang ? o->lang : "fr";

	while (c.lang < LANGS_LEN && !streq(langs[c.lang].code, lang))
		c.lang++;
	while (o->width && c.glass < GLASSES && (glasses[c.glass].width != o->width || glasses[c.glass].height != o->height))
		c.glass++;
	if (o->theme && !theme_by_name(o->theme, &c.theme))
		return false;
	*ret_c = c;
	return c.lang < LANGS_LEN && c.glass < GLASSES;
}

/* Of the thumbnails, made before anything is looked at. */
static bool folder(const char *path, struct err *err)
{
	return !path || !*path || mkdir(path, 0755) == 0 || errno == EEXIST || err_errno(err, "%s", path);
}

static int audit(struct auditor *a, const struct options *options)
{
	struct clock clock = clock_system(false);
	int64_t began = clock_mono(&clock);
	struct err err;

	collect_states(a);
	if (a->pictures && !read_drawn(options, &a->drawn)) {
		fprintf(stderr, "parvis-kiosk --audit: no such language, theme or resolution is looked at (kiosk/audit/look.c)\n");
		return 2;
	}
	if (!a->n_states) {
		fprintf(stderr, "parvis-kiosk --audit: no state's name begins with \"%s\"\n", or_empty(a->only));
		return 2;
	}
	collect_combinations(a);
	if (!folder(a->thumbnails, &err) || !share_out(a, &err)) {
		fprintf(stderr, "parvis-kiosk --audit: %s\n", err.text);
		return 2;
	}
	print(a, clock_mono(&clock) - began);
	if (!write_up(a, options->report, &err)) {
		fprintf(stderr, "parvis-kiosk --audit: %s\n", err.text);
		return 2;
	}
	return a->found.first ? 1 : 0;
}

int audit_run(const struct options *options)
{
	struct auditor a = { .worlds = options->audit, .thumbnails = options->thumbnails, .pictures = options->pictures, .sample = options->sample,
	                     .only = options->state, .found = findings_new() };
	int code;

	log_init("parvis-kiosk --audit", LOG_ERROR);
	code = audit(&a, options);
	findings_done(&a.found);
	free(a.states);
	return code;
}
