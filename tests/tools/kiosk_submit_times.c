/* kiosk_submit_times N --conf FILE …: N requests on a totem, measured inside the program that draws, as JSON: from a press on
 * « Envoyer » until the page with the number is drawn (sealed and fsynced by then; the key was derived before), from there
 * until the ticket's bytes are ready, and the most memory that was resident (an upper bound of the peak PSS).
 * Options are the kiosk's (--surface without a display). What it sends stays in the outbox of that state. For tests/bench.
 */
#include <stdlib.h>
#include <sys/resource.h>

#include "common/print/escpos.h"
#include "common/secret/secret.h"
#include "kiosk/kiosk.h"
#include "kiosk/paper.h"
#include "kiosk/screens/draft.h"

enum { ROUNDS_MAX = 1000, PATIENCE_US = 5 * 1000 * 1000 };

static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Lets the worker's results in until SCREEN is on top. */
static bool wait_screen(struct kiosk *k, enum screen_id screen)
{
	int64_t until = clock_mono(&k->clock) + PATIENCE_US;
	SDL_Event event;

	while (nav_top(&k->nav)->id != screen && clock_mono(&k->clock) < until)
		if (SDL_WaitEventTimeout(&event, 100))
			kiosk_handle(k, &event);
	return nav_top(&k->nav)->id == screen;
}

static void let_in(struct kiosk *k, int ms)
{
	SDL_Event event;

	while (SDL_WaitEventTimeout(&event, ms))
		kiosk_handle(k, &event);
}

static bool one(struct kiosk *k, int64_t *ret_submit, int64_t *ret_ticket)
{
	struct arena *arena = arena_new();
	struct ticket_sheets sheets = { .job.raster = NULL };
	struct strbuf bytes = STRBUF_INIT;
	struct ticket ticket;
	struct draft *draft;
	struct err err;
	int64_t began;
	bool ok;

	nav_home(&k->nav);
	nav_push(&k->nav, SCREEN_FORM, "lampadaire");
	kiosk_frame(k, true);
	draft = k->session.draft;
	if (!draft)
		return false;
	answers_set(draft->answers, "adresse", "12 rue des Tisserands");
	answers_set(draft->answers, "panne", "eteint");
	answers_set(draft->answers, "danger", "no");
	answers_set(draft->answers, "telephone", "0639981234");
	nav_push(&k->nav, SCREEN_REVIEW, "");
	kiosk_frame(k, true);
	let_in(k, 60); /* somebody reads: the key is derived */
	began = clock_mono(&k->clock);
	kiosk_press(k, "send");
	kiosk_frame(k, true);
	if (!wait_screen(k, SCREEN_NUMBER))
		return false;
	kiosk_frame(k, true);
	*ret_submit = clock_mono(&k->clock) - began;
	began = clock_mono(&k->clock);
	paper_compose(nav_ctx(&k->nav, nav_top(&k->nav)),
	              &(struct paper_order){ .kind = TICKET_REGISTRATION, .service = "lampadaire", .detail = "12 rue des Tisserands",
	                                     .number = draft->number.text, .terminal = k->data.terminal.name,
	                                     .registered = draft->made.wall, .received = TICKET_NO_TIME },
	              arena, &ticket);
	ok = ticket_sheets(&ticket, PAPER_80MM, PRINT_WANTS_RASTER, &sheets, &err);
	if (ok)
		escpos_encode(sheets.job.raster, true, &bytes);
	*ret_ticket = clock_mono(&k->clock) - began;
	ticket_sheets_done(&sheets);
	strbuf_done(&bytes);
	arena_free(arena);
	let_in(k, 60);
	drafts_wipe(&k->session);
	return ok;
}

int main(int argc, char **argv)
{
	static struct kiosk kiosk;
	static int64_t submit[ROUNDS_MAX], ticket[ROUNDS_MAX];
	struct options options;
	struct rusage usage;
	struct err err;
	int n = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 0;

	if (n < 1 || n > ROUNDS_MAX) {
		fprintf(stderr, "kiosk_submit_times: expected a number of rounds, 1 to %d\n", ROUNDS_MAX);
		return 1;
	}
	argv[1] = argv[0];
	if (!secret_init(&err) || !options_read(argc - 1, argv + 1, &options, &err) || !kiosk_open(&kiosk, &options, argv + 1, &err)) {
		fprintf(stderr, "kiosk_submit_times: %s\n", err.text);
		return 1;
	}
	nav_home(&kiosk.nav);
	nav_replace(&kiosk.nav, SCREEN_HOME, "");
	kiosk.session.awake = true;
	for (int i = 0; i < n; i++)
		if (!one(&kiosk, &submit[i], &ticket[i])) {
			fprintf(stderr, "kiosk_submit_times: round %d got no number\n", i);
			return 1;
		}
	qsort(submit, (size_t)n, sizeof(submit[0]), by_time);
	qsort(ticket, (size_t)n, sizeof(ticket[0]), by_time);
	getrusage(RUSAGE_SELF, &usage);
	printf("{\"submit_median_ms\": %.2f, \"submit_p99_ms\": %.2f, \"ticket_median_ms\": %.2f, \"ticket_p99_ms\": %.2f, \"peak_mb\": %.1f}\n",
	       (double)submit[n / 2] / 1000, (double)submit[n * 99 / 100] / 1000, (double)ticket[n / 2] / 1000,
	       (double)ticket[n * 99 / 100] / 1000, (double)usage.ru_maxrss / 1024);
	kiosk_close(&kiosk);
	return 0;
}
