/* GET /s/NUMBER, GET|POST /s/: where a request stands, for a telephone that read the ticket's QR. Shows what the record on a
 * totem shows and no more. A typed number is posted, so that it stays out of addresses and logs.
 */
#include "common/base/civil.h"
#include "common/base/log.h"
#include "common/base/utf8.h"
#include "common/domain/names.h"
#include "common/domain/tracking.h"
#include "common/text/fmt.h"
#include "common/text/guess.h"
#include "common/text/tr.h"
#include "hub/records.h"
#include "hub/routes.h"
#include "hub/web.h"

struct page {
	struct call *call;
	struct web web;
	const json_t *town;
	const char *lang;
	struct zone *zone;
	int64_t now;
};

static const char *text(const json_t *row, const char *column)
{
	return json_string_value(json_object_get(row, column));
}

static int64_t integer(const json_t *row, const char *column)
{
	return json_integer_value(json_object_get(row, column));
}

static const char *town_lang(const struct page *page)
{
	return or_empty(text(page->town, "lang"));
}

static void paragraph(struct page *page, const char *key)
{
	web_element(&page->web, "p", tr(page->lang, key), NULL);
}

/* ---- the form */
static void add_form(struct page *page, const char *typed, const char *fault)
{
	struct web *web = &page->web;

	web_raw(web, "<form method=\"post\"");
	web_attribute(web, "action", arena_printf(page->call->arena, "/s/?lang=%s", page->lang));
	web_raw(web, " autocomplete=\"off\">\n<label for=\"number\">");
	web_text(web, tr(page->lang, "hub.page.number"));
	web_raw(web, "</label>\n");
	if (fault) {
		web_raw(web, "<p class=\"card note\" id=\"fault\" role=\"alert\">");
		web_text(web, fault);
		web_raw(web, "</p>\n");
	}
	web_raw(web, "<p class=\"hint\" id=\"hint\">");
	web_text(web, tr(page->lang, "hub.page.hint"));
	web_raw(web, "</p>\n<input id=\"number\" name=\"number\" type=\"text\" maxlength=\"200\" autocapitalize=\"characters\" "
	             "spellcheck=\"false\" required");
	web_attribute(web, "aria-describedby", fault ? "fault hint" : "hint");
	if (fault)
		web_raw(web, " aria-invalid=\"true\"");
	web_attribute(web, "value", typed);
	web_raw(web, ">\n<button type=\"submit\">");
	web_text(web, tr(page->lang, "hub.page.submit"));
	web_raw(web, "</button>\n</form>\n");
}

static void add_town(struct page *page)
{
	struct web *web = &page->web;

	web_element(web, "h2", tr(page->lang, "hub.page.ask"), NULL);
	web_raw(web, "<p>");
	web_text(web, fmt_phone(page->call->arena, page->lang, or_empty(text(page->town, "phone"))));
	web_raw(web, "<br>\n");
	web_text(web, text(page->town, "address"));
	web_raw(web, "</p>\n");
}

static enum call_next finish(struct page *page, unsigned status)
{
	web_end(&page->web, "/s/");
	return web_answer(&page->web, page->call, status);
}

/* A button that posts NUMBER: as a link it would stand in the address. */
static void add_proposal(struct page *page, const struct tracking *number)
{
	char grouped[TRACKING_GROUPED];

	tracking_group(number, grouped);
	web_raw(&page->web, "<form class=\"card\" method=\"post\"");
	web_attribute(&page->web, "action", arena_printf(page->call->arena, "/s/?lang=%s", page->lang));
	web_raw(&page->web, ">\n");
	paragraph(page, "hub.page.meant");
	web_raw(&page->web, "<input type=\"hidden\" name=\"number\"");
	web_attribute(&page->web, "value", number->text);
	web_raw(&page->web, ">\n<button type=\"submit\">");
	web_text(&page->web, grouped);
	web_raw(&page->web, "</button>\n</form>\n");
}

/* MEANT may be NULL. */
static enum call_next form_page(struct page *page, unsigned status, const char *typed, const char *fault, const struct tracking *meant)
{
	web_begin(&page->web, page->call->arena, page->lang, page->town, tr(page->lang, "hub.page.title"));
	if (meant)
		add_proposal(page, meant);
	add_form(page, typed, fault);
	add_town(page);
	return finish(page, status);
}

/* A page that says one thing, and offers the form again. */
static enum call_next message_page(struct page *page, unsigned status, const char *title_key, const char *said)
{
	web_begin(&page->web, page->call->arena, page->lang, page->town, tr(page->lang, title_key));
	web_raw(&page->web, "<div class=\"card note\" role=\"alert\">");
	web_element(&page->web, "p", said, NULL);
	web_raw(&page->web, "</div>\n");
	add_form(page, "", NULL);
	add_town(page);
	return finish(page, status);
}

/* ---- the record */
static void fact(struct page *page, const char *key, const char *value, const char *lang)
{
	if (!value || !*value)
		return;
	web_raw(&page->web, "<div>");
	web_element(&page->web, "dt", tr(page->lang, key), NULL);
	web_element(&page->web, "dd", value, lang);
	web_raw(&page->web, "</div>\n");
}

static const char *when(struct page *page, int64_t wall)
{
	return wall ? fmt_date_time(page->call->arena, page->lang, page->zone, wall) : NULL;
}

static const char *promise(struct page *page, const json_t *record)
{
	const char *due = text(record, "promised_by");
	struct civil day;

	if (!due || integer(record, "closed") || !civil_parse_date(due, &day))
		return NULL;
	return fmt_date_year(page->call->arena, page->lang, civil_days(day.year, day.month, day.day));
}

static void add_facts(struct page *page, const json_t *record, const char *service, const char *service_lang)
{
	const char *registered = when(page, integer(record, "registered"));

	if (!json_is_true(json_object_get(record, "trusted")))
		registered = trf(page->call->arena, page->lang, "hub.page.untrusted", "when", registered, NULL);
	web_element(&page->web, "h2", tr(page->lang, "hub.page.facts"), NULL);
	web_raw(&page->web, "<dl>\n");
	fact(page, "hub.page.service", service, service_lang);
	fact(page, "hub.page.subject", text(record, "subject"), text(record, "lang"));
	fact(page, "hub.page.registered", registered, NULL);
	fact(page, "hub.page.place", text(record, "terminal"), town_lang(page));
	fact(page, "hub.page.received", when(page, integer(record, "received")), NULL);
	fact(page, "hub.page.promised", promise(page, record), NULL);
	fact(page, "hub.page.closed", when(page, integer(record, "closed")), NULL);
	web_raw(&page->web, "</dl>\n");
}

/* What somebody wrote, in the language they wrote it in, said above it when it is not the reader's. An agent writes in the town's
 * language or in the one of who asked. */
static void add_words(struct page *page, const json_t *line, bool town, const char *resident_lang)
{
	const char *const written[] = { town || !*or_empty(resident_lang) ? town_lang(page) : resident_lang, resident_lang, town_lang(page) };
	const char *words = or_empty(text(line, "text"));
	const char *lang = *words ? lang_guess(words, written, ARRAY_LEN(written)) : NULL;

	if (!*words)
		return;
	if (lang_is_other(page->lang, lang))
		web_element(&page->web, "p class=\"hint\"", lang_in_words(page->lang, lang), NULL);
	web_element(&page->web, "p", words, lang);
}

static void add_step(struct page *page, const json_t *line, const char *resident_lang)
{
	struct web *web = &page->web;
	bool town = streq(text(line, "who"), "town");
	enum request_state state;

	web_raw(web, "<li>\n<p class=\"when\">");
	web_text(web, when(page, integer(line, "at")));
	web_raw(web, "</p>\n<p><strong>");
	if (streq(text(line, "kind"), "state") && request_state_parse(or_empty(text(line, "state")), &state))
		web_text(web, tr(page->lang, request_state_key(state)));
	else
		web_text(web, town ? trf(page->call->arena, page->lang, "hub.page.wrote", "who", or_empty(text(line, "name")), NULL)
		                   : tr(page->lang, "hub.page.you_wrote"));
	web_raw(web, "</strong></p>\n");
	add_words(page, line, town, resident_lang);
	web_raw(web, "</li>\n");
}

static void add_steps(struct page *page, const json_t *record)
{
	const json_t *line;
	size_t i;

	if (json_array_size(json_object_get(record, "thread")) == 0)
		return;
	web_element(&page->web, "h2", tr(page->lang, "hub.page.steps"), NULL);
	web_raw(&page->web, "<ol>\n");
	json_array_foreach(json_object_get(record, "thread"), i, line)
		add_step(page, line, text(record, "lang"));
	web_raw(&page->web, "</ol>\n");
}

static enum call_next record_page(struct page *page, const json_t *record, const json_t *service)
{
	struct said name = i18n_text(page->call->arena, text(service, "i18n"), page->lang, "name", text(record, "name"), town_lang(page));
	enum request_state state = STATE_RECEIVED;

	if (!request_state_parse(or_empty(text(record, "state")), &state))
		state = STATE_RECEIVED;
	web_begin(&page->web, page->call->arena, page->lang, page->town, tr(page->lang, "hub.page.title"));
	web_raw(&page->web, "<div class=\"card\">\n");
	web_element(&page->web, "p class=\"state\"", tr(page->lang, request_state_key(state)), NULL);
	web_element(&page->web, "p", tr(page->lang, request_state_means_key(state)), NULL);
	web_raw(&page->web, "</div>\n");
	add_facts(page, record, text(record, "name") ? name.text : NULL, name.lang);
	if (json_is_true(json_object_get(record, "sensitive")))
		paragraph(page, "hub.page.sensitive");
	add_steps(page, record);
	add_town(page);
	return finish(page, 200);
}

static enum call_next show(struct page *page, json_t *request)
{
	struct store *store = page->call->store;
	json_t *service = NULL, *department = NULL, *thread = NULL, *record;
	enum call_next next;
	struct err err;

	if (store_get(store, SYNCED_SERVICE, or_empty(text(request, "service")), &service, &err) &&
	    store_get(store, SYNCED_DEPARTMENT, or_empty(text(request, "department")), &department, &err) &&
	    store_thread(store, or_empty(text(request, "id")), &thread, &err)) {
		record = record_json(request, service, thread, department);
		next = record_page(page, record, service);
		json_decref(record);
	} else {
		log_error("page of a number: %s", err.text);
		next = message_page(page, 503, "hub.page.title", tr(page->lang, "hub.page.trouble"));
	}
	json_decref(service);
	json_decref(department);
	json_decref(thread);
	return next;
}

static enum call_next look_up(struct page *page, const struct tracking *number)
{
	json_t *request = NULL;
	enum serve_record verdict = RECORD_SHOWN;
	bool revoked = false;
	enum call_next next;
	struct err err;

	if (!store_number_revoked(page->call->store, number->text, &revoked, &err) ||
	    !store_request_by_number(page->call->store, number->text, &request, &err) ||
	    (request && !record_verdict(page->call->store, or_empty(text(request, "id")), &verdict, &err))) {
		log_error("page of a number: %s", err.text);
		next = message_page(page, 503, "hub.page.title", tr(page->lang, "hub.page.trouble"));
	} else if (revoked) {
		next = message_page(page, 410, "hub.page.title", tr(page->lang, "hub.page.revoked"));
	} else if (!request || verdict == RECORD_WITHDRAWN) {
		next = message_page(page, 404, "hub.page.title", tr(page->lang, "hub.page.unknown"));
	} else if (verdict == RECORD_WITHHELD) {
		next = message_page(page, 200, "hub.page.title", tr(page->lang, "hub.page.withheld"));
	} else {
		next = show(page, request);
	}
	json_decref(request);
	return next;
}

static const char *fault_sentence(struct page *page, const struct tracking_reading *reading)
{
	char count[16];

	snprintf(count, sizeof(count), "%d", reading->count);
	switch (reading->verdict) {
	case TRACKING_SHORT:
		return trf(page->call->arena, page->lang, "hub.page.short", "n", count, NULL);
	case TRACKING_LONG:
		return tr(page->lang, "hub.page.long");
	case TRACKING_LETTER:
		return trf(page->call->arena, page->lang, "hub.page.letter", "letter", reading->wrong, NULL);
	case TRACKING_CHECK:
		return tr(page->lang, "hub.page.check");
	case TRACKING_OK:
		break;
	}
	return NULL;
}

/* The one number that is known here and a slip away from what was typed; false for none, or several. */
static bool find_meant(struct page *page, const struct tracking_reading *reading, struct tracking *ret_number)
{
	struct tracking near[TRACKING_CORRECTIONS];
	size_t count = tracking_corrections(reading, near), known = 0;
	struct err err;

	for (size_t i = 0; i < count; i++) {
		json_t *request = NULL;

		if (store_request_by_number(page->call->store, near[i].text, &request, &err) && request) {
			*ret_number = near[i];
			known++;
		}
		json_decref(request);
	}
	return known == 1;
}

static enum call_next answer(struct page *page, const char *typed)
{
	struct tracking_reading reading;
	struct tracking meant;
	int wait = 0;

	if (!*typed)
		return form_page(page, 200, "", NULL, NULL);
	if (!rate_take(server_rate(page->call->server, RATE_FOLLOW), call_address(page->call), 1, clock_mono(&page->call->hub->clock), &wait)) {
		char seconds[16];

		snprintf(seconds, sizeof(seconds), "%d", wait);
		call_add_header(page->call, "Retry-After", seconds);
		return message_page(page, 429, "hub.page.title",
		                    trnf(page->call->arena, page->lang, "hub.page.too_often", wait, NULL));
	}
	reading = tracking_read(typed);
	if (reading.verdict != TRACKING_OK)
		return form_page(page, 422, typed, fault_sentence(page, &reading), find_meant(page, &reading, &meant) ? &meant : NULL);
	return look_up(page, &reading.number);
}

enum call_next handle_follow(struct call *call)
{
	struct page page = { .call = call, .now = store_now(call->store) };
	const char *typed = streq(call->route->method, "POST") ? call_field(call, "number") : call->path[strlen("/s")] ? call->path + strlen("/s/") : "";
	enum call_next next;
	json_t *town;
	char *kept;
	struct err err;

	/* It may stand in the page again: whole characters, none that acts. */
	kept = arena_strndup(call->arena, typed, utf8_fit(typed, 200));
	(void)utf8_disarm(kept);
	if (!store_town_row(call->store, &town, &err))
		return call_refuse(call, 503, "town", err.text);
	page.town = town;
	page.lang = web_language(call, town);
	if (!zone_open(or_empty(text(town, "zone")), &page.zone, &err))
		page.zone = NULL;
	next = answer(&page, kept);
	zone_close(page.zone);
	json_decref(town);
	return next;
}
