#include "sync/status.h"

#include "common/base/strbuf.h"
#include "common/print/roll.h"
#include "common/store/outbox_salvage.h"
#include "common/store/replica.h"
#include "common/text/fmt.h"
#include "common/text/tr.h"

#include <jansson.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { OLD_DATA_H = 24, OLD_OPERATION_MIN = 60 };

/* One line of the report. */
struct finding {
	const char *name;   /* for --json */
	bool well;
	const char *text;   /* for people */
};

enum { FINDINGS_MAX = 9 };

struct report {
	const struct sync_settings *settings;
	struct arena *arena;
	const char *lang;
	int64_t now;
	struct finding findings[FINDINGS_MAX];
	size_t count;
	struct strbuf values; /* members of a JSON object */
};

static void add(struct report *report, const char *name, bool well, const char *text)
{
	report->findings[report->count++] = (struct finding){ .name = name, .well = well, .text = text };
}

static void value(struct report *report, const char *name, int64_t number)
{
	strbuf_addf(&report->values, ",\"%s\":%lld", name, (long long)number);
}

/* The sentence of sync.json in the language asked for; its own words when it comes from another version. */
static const char *sentence(struct report *report, const struct link_status *link)
{
	struct strbuf text = STRBUF_INIT, path = STRBUF_INIT;
	json_t *root = NULL;
	const char *key, *words;

	strbuf_addf(&path, "%s/replica/sync.json", report->settings->state);
	if (strbuf_read_file(&text, path.data, 65536))
		root = json_loadb(text.data, text.len, 0, NULL);
	key = json_string_value(json_object_get(root, "key"));
	words = arena_strdup(report->arena, key && tr_has(report->lang, key) ? tr(report->lang, key) : link->text);
	json_decref(root);
	strbuf_done(&text);
	strbuf_done(&path);
	return words;
}

static void look_at_network(struct report *report)
{
	struct link_status link;
	const char *text;

	link_status_read(report->settings->state, report->now, &link);
	value(report, "contact", link.contact);
	value(report, "heard", link.at);
	if (link.state == LINK_UNKNOWN || report->now - link.at > LINK_STALE_S * SECOND_US) {
		add(report, "network", false, tr(report->lang, "status.not_running"));
		return;
	}
	text = link.contact > 0 ? trf(report->arena, report->lang, "status.network_since", "text", sentence(report, &link), "ago",
	                              fmt_ago(report->arena, report->lang, NULL, link.contact, report->now), NULL)
	                        : sentence(report, &link);
	add(report, "network", link.state == LINK_ONLINE && !link.hindered, text);
}

static void look_at_replica(struct report *report)
{
	struct replica *replica = replica_open(report->settings->state);
	const struct replica_meta *meta = replica_meta(replica);

	if (meta) {
		bool fresh = report->now - meta->hub_time < OLD_DATA_H * HOUR_US;

		strbuf_addf(&report->values, ",\"epoch\":\"%s\"", meta->epoch);
		value(report, "rev", meta->rev);
		value(report, "hub_time", meta->hub_time);
		add(report, "replica", fresh, trf(report->arena, report->lang, "status.replica", "ago",
		    fmt_ago(report->arena, report->lang, NULL, meta->hub_time, report->now), "rev",
		    fmt_number(report->arena, report->lang, meta->rev), NULL));
	} else {
		add(report, "replica", false, tr(report->lang, replica_problem(replica) ? "status.replica_bad" : "status.replica_none"));
	}
	replica_close(replica);
}

static void look_at_outbox(struct report *report)
{
	struct outbox_counts counts;
	struct outbox *box = NULL;
	char path[FILES_PATH];
	int64_t waiting;
	struct err err;

	snprintf(path, sizeof(path), "%s/outbox/outbox.db", report->settings->state);
	if (access(path, F_OK) != 0) {
		add(report, "outbox", true, tr(report->lang, "status.outbox_none"));
		return;
	}
	if (!outbox_open(path, &box, &err) || !outbox_count(box, &counts, &err)) {
		add(report, "outbox", false, trf(report->arena, report->lang, "status.outbox_bad", "why", err.text, NULL));
		outbox_close(box);
		return;
	}
	waiting = counts.in[OP_QUEUED] + counts.in[OP_SENDING];
	value(report, "queued", waiting);
	value(report, "oldest", counts.oldest_undelivered);
	value(report, "conflicts", counts.in[OP_CONFLICT] + counts.in[OP_REJECTED]);
	add(report, "outbox", waiting == 0 || report->now - counts.oldest_undelivered < OLD_OPERATION_MIN * MINUTE_US,
	    waiting == 0 ? tr(report->lang, "status.outbox_empty")
	                 : trnf(report->arena, report->lang, "status.outbox", waiting, "ago",
	                        fmt_ago(report->arena, report->lang, NULL, counts.oldest_undelivered, report->now), NULL));
	outbox_close(box);
}

/* Once it was damaged, somebody should know, until the report is put aside. */
static void look_at_salvage(struct report *report)
{
	struct outbox_salvaged salvaged;
	char folder[FILES_PATH];

	snprintf(folder, sizeof(folder), "%s/outbox", report->settings->state);
	if (!outbox_salvaged_read(folder, &salvaged))
		return;
	value(report, "salvaged", salvaged.rows);
	value(report, "missing", salvaged.missing);
	add(report, "salvage", false, trf(report->arena, report->lang, "status.salvaged", "n", fmt_number(report->arena, report->lang, salvaged.rows),
	    "missing", salvaged.missing ? salvaged.numbers : "0", "file", salvaged.aside, "ago",
	    fmt_ago(report->arena, report->lang, NULL, salvaged.at, report->now), NULL));
}

static void look_at_disk(struct report *report)
{
	struct statvfs disk;
	int64_t free_bytes;

	if (statvfs(report->settings->state, &disk) != 0) {
		add(report, "disk", false, trf(report->arena, report->lang, "status.disk_none", "path", report->settings->state, NULL));
		return;
	}
	free_bytes = (int64_t)(disk.f_bavail * disk.f_frsize);
	value(report, "disk_free", free_bytes);
	add(report, "disk", free_bytes >= (int64_t)OUTBOX_RESERVE_MIB << 20,
	    trf(report->arena, report->lang, free_bytes >= (int64_t)OUTBOX_RESERVE_MIB << 20 ? "status.disk" : "status.disk_full",
	        "size", fmt_number(report->arena, report->lang, free_bytes / 1000000), NULL));
}

static void look_at_clock(struct report *report)
{
	struct clock clock = clock_system(true);
	struct link_status link;

	link_status_read(report->settings->state, report->now, &link);
	clock_heard(&clock, link.hub_time);
	add(report, "clock", clock_trusted(&clock), tr(report->lang, clock_trusted(&clock) ? "status.clock" : "status.clock_wrong"));
}

/* Paper as it was counted: the printer itself is asked by whoever prints. */
static void look_at_paper(struct report *report)
{
	char path[FILES_PATH];
	struct roll roll;
	int left;

	snprintf(path, sizeof(path), "%s/outbox/roll", report->settings->state);
	if (access(path, R_OK) != 0)
		return; /* nothing was printed here */
	roll_open(&roll, path, report->settings->roll_mm);
	left = roll_mm_left(&roll);
	if (left >= 0) {
		value(report, "paper_mm", left);
		value(report, "tickets_left", roll_tickets_left(&roll));
		add(report, "paper", left > report->settings->near_end_mm,
		    trnf(report->arena, report->lang, left > report->settings->near_end_mm ? "status.paper" : "status.paper_low",
		         roll_tickets_left(&roll), NULL));
	}
	roll_done(&roll);
}

/* ---- saying it */

static const char *language(const char *wanted)
{
	static const char *const places[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	char code[3] = "";

	if (wanted && lang_find(wanted))
		return lang_find(wanted)->code;
	for (size_t i = 0; i < ARRAY_LEN(places) && !code[0]; i++) {
		const char *locale = getenv(places[i]);

		if (locale && strlen(locale) >= 2 && locale[0] >= 'a' && locale[0] <= 'z')
			memcpy(code, locale, 2);
	}
	return lang_offered(lang_find(code)) ? lang_find(code)->code : "fr";
}

static void print_json(const struct report *report, bool well)
{
	struct strbuf out = STRBUF_INIT;

	strbuf_addf(&out, "{\"well\":%s", well ? "true" : "false");
	for (size_t i = 0; i < report->count; i++) {
		strbuf_addf(&out, ",\"%s\":{\"well\":%s,\"text\":", report->findings[i].name, report->findings[i].well ? "true" : "false");
		strbuf_add_json(&out, report->findings[i].text);
		strbuf_addc(&out, '}');
	}
	strbuf_addf(&out, "%s}", strbuf_str(&report->values));
	puts(out.data);
	strbuf_done(&out);
}

int status_print(const struct sync_settings *settings, int64_t now, const char *lang, bool json)
{
	struct report report = { .settings = settings, .arena = arena_new(), .lang = language(lang), .now = now };
	bool well = true;

	look_at_network(&report);
	look_at_replica(&report);
	look_at_outbox(&report);
	look_at_salvage(&report);
	look_at_disk(&report);
	look_at_clock(&report);
	look_at_paper(&report);
	for (size_t i = 0; i < report.count; i++)
		well = well && report.findings[i].well;
	if (json)
		print_json(&report, well);
	else
		for (size_t i = 0; i < report.count; i++)
			printf("%s %s\n", report.findings[i].well ? "✓" : "!", report.findings[i].text);
	strbuf_done(&report.values);
	arena_free(report.arena);
	return well ? 0 : 1;
}
