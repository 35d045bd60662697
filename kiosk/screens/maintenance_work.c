#include "kiosk/screens/maintenance_work.h"

#include <sys/statvfs.h>

#include "common/secret/pin.h"
#include "common/secret/secret.h"
#include "common/store/outbox.h"
#include "common/store/outbox_salvage.h"
#include "common/store/replica.h"
#include "common/store/terminal.h"
#include "common/text/fmt.h"
#include "common/text/tr.h"
#include "common/ticket/ticket.h"

static void add(struct maintenance_work *work, enum icon icon, const char *key, enum tone tone, const char *value)
{
	if (work->fact_count < FACTS_MAX)
		work->facts[work->fact_count++] = (struct fact){ .label = tr(work->lang, key), .value = value, .tone = tone, .icon = icon };
}

static bool open_printer(const struct maintenance_work *work, struct printer **ret_printer, struct err *err)
{
	struct printer_settings settings =
		printer_settings_read(work->conf, arena_printf(work->arena, "%s/outbox/roll", work->state), work->clock);

	return printer_open(&settings, ret_printer, err);
}

static void look_at_printer(struct maintenance_work *work, struct printer *printer)
{
	struct printer_status status = printer_status(printer);
	bool good = status.state == PRINTER_READY || status.state == PRINTER_UNKNOWN;
	const char *key = arena_printf(work->arena, "maintenance.printer_%s", printer_state_name(status.state));

	add(work, ICON_PRINT, "maintenance.printer", good ? TONE_DONE : status.state == PRINTER_NEAR_END ? TONE_WARNING : TONE_DANGER,
	    tr(work->lang, key));
	if (status.mm_left >= 0)
		add(work, ICON_RECEIPT, "maintenance.paper", status.state == PRINTER_NEAR_END ? TONE_WARNING : TONE_DONE,
		    trf(work->arena, work->lang, "maintenance.paper_left", "metres", fmt_decimal(work->arena, work->lang, status.mm_left / 1000.0, 1),
		        "tickets", fmt_number(work->arena, work->lang, MAX(0, status.tickets_left)), NULL));
}

static void look_at_link(struct maintenance_work *work, int64_t now)
{
	static const char *const keys[] = { [LINK_UNKNOWN] = "maintenance.link_unknown", [LINK_ONLINE] = "maintenance.link_online",
		                            [LINK_OFFLINE] = "maintenance.link_offline", [LINK_REFUSED] = "maintenance.link_refused" };
	struct link_status link;

	link_status_read(work->state, now, &link);
	add(work, link.state == LINK_ONLINE ? ICON_NETWORK : ICON_NO_NETWORK, "maintenance.network",
	    link.state == LINK_ONLINE ? TONE_DONE : link.state == LINK_REFUSED ? TONE_DANGER : TONE_WARNING,
	    link.contact ? trf(work->arena, work->lang, "list.comma", "a", tr(work->lang, keys[link.state]), "b",
	                       fmt_ago(work->arena, work->lang, NULL, link.contact, now), NULL)
	                 : tr(work->lang, keys[link.state]));
}

static void look_at_replica(struct maintenance_work *work, int64_t now)
{
	struct replica *replica = replica_open(work->state);
	const struct replica_meta *meta = replica_meta(replica);
	int64_t old = meta ? now - meta->hub_time : 0;

	if (meta)
		add(work, ICON_STORAGE, "maintenance.replica",
		    old > conf_int(work->conf, "session.stale_after_h") * HOUR_US ? TONE_WARNING : TONE_DONE,
		    trf(work->arena, work->lang, "maintenance.replica_age", "ago", fmt_ago(work->arena, work->lang, NULL, meta->hub_time, now),
		        "rev", arena_printf(work->arena, "%lld", (long long)meta->rev), NULL));
	else
		add(work, ICON_STORAGE, "maintenance.replica", TONE_DANGER, tr(work->lang, "maintenance.replica_none"));
	replica_close(replica);
}

static void look_at_salvage(struct maintenance_work *work, int64_t now)
{
	struct outbox_salvaged salvaged;

	if (outbox_salvaged_read(arena_printf(work->arena, "%s/outbox", work->state), &salvaged))
		add(work, ICON_INBOX, "maintenance.outbox", TONE_WARNING,
		    trf(work->arena, work->lang, "status.salvaged", "ago", fmt_ago(work->arena, work->lang, NULL, salvaged.at, now), "n",
		        fmt_number(work->arena, work->lang, salvaged.rows), "missing", salvaged.missing ? salvaged.numbers : "0", "file",
		        arena_strdup(work->arena, salvaged.aside), NULL));
}

static void look_at_outbox(struct maintenance_work *work, int64_t now)
{
	struct outbox *box;
	struct outbox_counts counts;
	struct err err;
	int64_t waiting;
	char *path = arena_printf(work->arena, "%s/outbox/outbox.db", work->state);

	look_at_salvage(work, now);
	if (!outbox_open(path, &box, &err)) {
		add(work, ICON_INBOX, "maintenance.outbox", TONE_DANGER, arena_strdup(work->arena, err.text));
		return;
	}
	if (outbox_count(box, &counts, &err)) {
		waiting = counts.in[OP_QUEUED] + counts.in[OP_SENDING];
		add(work, ICON_INBOX, "maintenance.outbox", waiting ? TONE_WARNING : TONE_DONE,
		    waiting ? trf(work->arena, work->lang, "maintenance.outbox_waiting", "n", fmt_number(work->arena, work->lang, waiting), "ago",
		                  fmt_ago(work->arena, work->lang, NULL, counts.oldest_undelivered, now), NULL)
		            : tr(work->lang, "maintenance.outbox_empty"));
	} else {
		add(work, ICON_INBOX, "maintenance.outbox", TONE_DANGER, arena_strdup(work->arena, err.text));
	}
	if (!outbox_has_room(box))
		add(work, ICON_ERROR, "maintenance.disk", TONE_DANGER, tr(work->lang, "maintenance.disk_full"));
	outbox_close(box);
}

static void look_at_machine(struct maintenance_work *work)
{
	struct terminal terminal;
	struct statvfs disk;

	add(work, ICON_CLOCK, "maintenance.clock", clock_trusted(&work->clock) ? TONE_DONE : TONE_DANGER,
	    tr(work->lang, clock_trusted(&work->clock) ? "maintenance.clock_good" : "maintenance.clock_unsure"));
	if (statvfs(work->state, &disk) == 0)
		add(work, ICON_STORAGE, "maintenance.disk", TONE_DONE,
		    trf(work->arena, work->lang, "maintenance.disk_free", "mb",
		        fmt_number(work->arena, work->lang, (int64_t)(disk.f_bavail * (disk.f_frsize / 1024) / 1024)), NULL));
	if (terminal_read(work->state, &terminal, NULL)) {
		add(work, ICON_INFO, "maintenance.terminal", TONE_DONE,
		    arena_printf(work->arena, "%s (%s)", terminal_name(&terminal, work->lang, work->arena), terminal.id));
		terminal_done(&terminal);
	} else {
		add(work, ICON_INFO, "maintenance.terminal", TONE_DANGER, tr(work->lang, "maintenance.not_enrolled"));
	}
}

static void print_report(struct maintenance_work *work, struct printer *printer)
{
	struct ticket_step lines[FACTS_MAX] = { { .when = { .main = NULL } } };
	struct ticket ticket = { .kind = TICKET_REPORT, .lang = work->lang, .title = { .main = tr(work->lang, "maintenance.report") },
		                 .lines = lines, .n_lines = work->fact_count };
	struct ticket_sheets sheets = { .job = { .length_mm = 0 } };
	struct zone *zone = NULL;

	if (!zone_open(work->zone, &zone, NULL)) /* before the first replica: UTC */
		zone = NULL;
	ticket.subject.main = fmt_date_time(work->arena, work->lang, zone, clock_wall(&work->clock));
	zone_close(zone);
	for (size_t i = 0; i < work->fact_count; i++) {
		lines[i].when.main = work->facts[i].label;
		lines[i].what.main = work->facts[i].value;
	}
	work->outcome = PRINT_FAILED;
	if (ticket_sheets(&ticket, printer_paper(printer), printer_wants(printer), &sheets, NULL))
		work->outcome = printer_print(printer, &sheets.job).outcome;
	ticket_sheets_done(&sheets);
}

static void run(struct work *base)
{
	struct maintenance_work *work = (struct maintenance_work *)base;
	int64_t now = clock_wall(&work->clock);
	struct printer *printer = NULL;
	struct err err;

	if (work->what == MAINTENANCE_PIN) {
		work->ok = pin_matches(work->pin, conf_text(work->conf, "maintenance.pin_hash"));
		secret_wipe(work->pin, sizeof(work->pin));
		return;
	}
	if (open_printer(work, &printer, &err)) {
		if (work->what == MAINTENANCE_ROLL)
			printer_new_roll(printer);
		look_at_printer(work, printer);
	} else {
		add(work, ICON_PRINT, "maintenance.printer", TONE_DANGER, arena_strdup(work->arena, err.text));
	}
	look_at_link(work, now);
	look_at_replica(work, now);
	look_at_outbox(work, now);
	look_at_machine(work);
	if (work->what == MAINTENANCE_PRINT && printer)
		print_report(work, printer);
	printer_close(printer);
	work->ok = true;
}

static void free_work(struct work *base)
{
	struct maintenance_work *work = (struct maintenance_work *)base;

	arena_free(work->arena);
	explicit_bzero(work, sizeof(*work));
	free(work);
}

struct maintenance_work *maintenance_work_new(enum maintenance_what what, const struct conf *conf, const char *state, const char *lang,
                                              const char *zone, const struct clock *clock)
{
	struct maintenance_work *work = calloc(1, sizeof(*work));

	if (!work)
		abort();
	work->work = (struct work){ .kind = MAINTENANCE_WORK, .run = run, .free = free_work };
	work->work.to_the_end = what == MAINTENANCE_PRINT;
	work->what = what;
	work->conf = conf;
	work->state = state;
	work->clock = *clock;
	work->arena = arena_new();
	snprintf(work->lang, sizeof(work->lang), "%s", lang);
	snprintf(work->zone, sizeof(work->zone), "%s", or_empty(zone));
	return work;
}
