/* The mayor's page as text and as HTML: the same cells, laid out twice. */
#include "hub/report.h"

#include "common/base/clock.h"
#include "common/base/utf8.h"
#include "common/text/fmt.h"
#include "common/text/tr.h"
#include "hub/web.h"

enum { COLUMNS = 5 };

struct writer {
	struct arena *arena;
	const char *lang;
	struct strbuf *text; /* one of the two */
	struct web *web;
};

static const char *percent(struct writer *w, int64_t part, int64_t whole)
{
	return whole ? arena_printf(w->arena, "%s\u00a0%%", fmt_number(w->arena, w->lang, (part * 100 + whole / 2) / whole)) : "–";
}

static const char *delay(struct writer *w, int64_t us)
{
	if (us < 0)
		return "–";
	if (us >= 2 * DAY_US)
		return trnf(w->arena, w->lang, "hub.report.days", (us + DAY_US / 2) / DAY_US, NULL);
	return fmt_duration(w->arena, w->lang, us >= HOUR_US ? us / HOUR_US * HOUR_US : us);
}

static void cells_of(struct writer *w, const struct tally *tally, const char *name, const char *cells[COLUMNS])
{
	cells[0] = name;
	cells[1] = fmt_number(w->arena, w->lang, tally->count);
	cells[2] = fmt_number(w->arena, w->lang, tally->open);
	cells[3] = delay(w, tally->median);
	cells[4] = percent(w, tally->late, tally->count);
}

/* Padded by characters, since bytes are not columns. */
static void text_row(struct writer *w, const char *const cells[COLUMNS])
{
	static const size_t widths[COLUMNS] = { 38, 9, 10, 15, 11 };

	for (size_t c = 0; c < COLUMNS; c++) {
		char cut[256];
		size_t chars;

		snprintf(cut, sizeof(cut), "%.*s", (int)MIN(utf8_offset(cells[c], widths[c]), sizeof(cut) - 1), cells[c]);
		chars = utf8_count(cut);
		for (size_t i = chars; c && i < widths[c]; i++)
			strbuf_addc(w->text, ' ');
		strbuf_add(w->text, cut);
		for (size_t i = chars; !c && i < widths[c]; i++)
			strbuf_addc(w->text, ' ');
	}
	strbuf_addc(w->text, '\n');
}

static void row(struct writer *w, const char *const cells[COLUMNS], bool head)
{
	if (w->text) {
		text_row(w, cells);
		return;
	}
	web_raw(w->web, "<tr>");
	for (size_t c = 0; c < COLUMNS; c++) {
		web_raw(w->web, head ? "<th scope=\"col\">" : c ? "<td>" : "<th scope=\"row\">");
		web_text(w->web, cells[c]);
		web_raw(w->web, head || !c ? "</th>" : "</td>");
	}
	web_raw(w->web, "</tr>\n");
}

static void heading(struct writer *w, const char *text)
{
	if (w->text)
		strbuf_addf(w->text, "\n%s\n", text);
	else
		web_element(w->web, "h2", text, NULL);
}

static void table_begin(struct writer *w, const char *title_key)
{
	const char *cells[COLUMNS] = { tr(w->lang, title_key), tr(w->lang, "hub.report.count"), tr(w->lang, "hub.report.open"),
		                       tr(w->lang, "hub.report.median"), tr(w->lang, "hub.report.late") };

	if (w->web)
		web_raw(w->web, "<table>\n<thead>\n");
	else
		strbuf_addc(w->text, '\n');
	row(w, cells, true);
	if (w->web)
		web_raw(w->web, "</thead>\n<tbody>\n");
}

static void table_end(struct writer *w)
{
	if (w->web)
		web_raw(w->web, "</tbody>\n</table>\n");
}

/* A line's name: a service's own, a totem's own; a channel's and a language's from the catalogue. */
static const char *name_of(struct writer *w, const struct tally *tally, const char *prefix)
{
	const struct lang *lang = lang_find(tally->key);

	if (*tally->name)
		return tally->name;
	if (prefix)
		return tr(w->lang, arena_printf(w->arena, "%s.%s", prefix, tally->key));
	if (lang)
		return lang->name;
	return *tally->key ? tally->key : tr(w->lang, "hub.report.unknown");
}

static void table(struct writer *w, const char *title_key, const struct tally_list *list, const char *prefix)
{
	const char *cells[COLUMNS];

	if (!list->count)
		return;
	table_begin(w, title_key);
	for (size_t i = 0; i < list->count; i++) {
		cells_of(w, &list->items[i], name_of(w, &list->items[i], prefix), cells);
		row(w, cells, false);
	}
	table_end(w);
}

static void printed(struct writer *w, const json_t *list)
{
	const json_t *item;
	size_t i;

	heading(w, tr(w->lang, "hub.report.printed"));
	if (w->web)
		web_raw(w->web, "<ul>\n");
	json_array_foreach(list, i, item) {
		const char *key = arena_printf(w->arena, "hub.report.what.%s", or_empty(json_string_value(json_array_get(item, 0))));
		const char *line = arena_printf(w->arena, "%s\u00a0: %s", tr_has(w->lang, key) ? tr(w->lang, key) : key + 16,
		                                fmt_number(w->arena, w->lang, json_integer_value(json_array_get(item, 1))));

		if (w->web)
			web_element(w->web, "li", line, NULL);
		else
			strbuf_addf(w->text, "  %s\n", line);
	}
	if (json_array_size(list) == 0) {
		if (w->web)
			web_element(w->web, "li", tr(w->lang, "hub.report.nothing"), NULL);
		else
			strbuf_addf(w->text, "  %s\n", tr(w->lang, "hub.report.nothing"));
	}
	if (w->web)
		web_raw(w->web, "</ul>\n");
}

static const char *period(struct writer *w, const struct report *report)
{
	return trf(w->arena, w->lang, "hub.report.period", "from", fmt_date_year(w->arena, w->lang, report->first), "to",
	           fmt_date_year(w->arena, w->lang, report->last), NULL);
}

static void body(struct writer *w, const struct report *report)
{
	const char *cells[COLUMNS];

	table_begin(w, "hub.report.all");
	cells_of(w, &report->all, tr(w->lang, "hub.report.requests"), cells);
	row(w, cells, false);
	table_end(w);
	table(w, "hub.report.service", &report->services, NULL);
	table(w, "hub.report.terminal", &report->terminals, "channel");
	table(w, "hub.report.language", &report->languages, NULL);
	printed(w, report->printed);
	if (w->web)
		web_element(w->web, "p", tr(w->lang, "hub.report.note"), NULL);
	else
		strbuf_addf(w->text, "\n%s\n", tr(w->lang, "hub.report.note"));
}

void report_text(const struct report *report, const json_t *town, struct strbuf *out)
{
	struct writer w = { .arena = arena_new(), .lang = or_empty(json_string_value(json_object_get(town, "lang"))), .text = out };

	strbuf_addf(out, "%s – %s\n%s\n", or_empty(json_string_value(json_object_get(town, "title"))), tr(w.lang, "hub.report.title"),
	            period(&w, report));
	body(&w, report);
	arena_free(w.arena);
}

void report_html(const struct report *report, const json_t *town, struct strbuf *out)
{
	struct web web;
	struct writer w = { .arena = arena_new(), .lang = or_empty(json_string_value(json_object_get(town, "lang"))), .web = &web };

	web_begin(&web, w.arena, w.lang, town, tr(w.lang, "hub.report.title"));
	web_element(&web, "p", period(&w, report), NULL);
	body(&w, report);
	web_end(&web, NULL);
	strbuf_addn(out, strbuf_str(&web.html), web.html.len);
	strbuf_done(&web.html);
	arena_free(w.arena);
}
