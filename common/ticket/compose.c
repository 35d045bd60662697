#include "common/ticket/compose.h"

#include "common/base/utf8.h"
#include "common/domain/deadline.h"
#include "common/domain/names.h"
#include "common/domain/tracking.h"
#include "common/text/fmt.h"
#include "common/text/tr.h"

#include <jansson.h>

enum voice { MAIN, ALSO };

struct maker {
	struct arena *arena;
	const struct ticket_facts *facts;
	const struct town *town;          /* never NULL */
	const char *lang[2];              /* lang[ALSO] NULL: one language */
	const struct service *service[2]; /* may be NULL */
};

/* One sentence in one language, or NULL where there is nothing to say. */
typedef const char *sentence(const struct maker *m, enum voice v);

static struct ticket_text in_both(const struct maker *m, sentence *say)
{
	struct ticket_text text = { .main = say(m, MAIN) };

	if (m->lang[ALSO])
		text.also = say(m, ALSO);
	if (!text.main) {
		text.main = text.also;
		text.also = NULL;
	}
	if (streq(text.main, text.also))
		text.also = NULL;
	return text;
}

/* ---- pieces */

static bool same_language(const char *a, const char *b)
{
	size_t len = strcspn(a, "-");

	return len == strcspn(b, "-") && strncmp(a, b, len) == 0;
}

/* A sentence of the town's data ends with a full stop on paper. */
static const char *stopped(const struct maker *m, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	if (len == 0)
		return NULL;
	return strchr(".!?", text[len - 1]) ? text : arena_printf(m->arena, "%s.", text);
}

static const char *phone_of(const struct maker *m, const char *lang)
{
	const struct ticket_facts *facts = m->facts;
	const char *phone = facts->department && facts->department->phone ? facts->department->phone : m->town->phone;

	return phone ? fmt_phone(m->arena, lang, phone) : NULL;
}

static const char *date_text(const struct maker *m, enum voice v, int64_t days)
{
	return fmt_date(m->arena, m->lang[v], days);
}

static bool holidays_fr(const struct maker *m)
{
	return streq(m->town->holidays, "FR");
}

/* The day by which the town promised something; false: it promised nothing. */
static bool promised_day(const struct maker *m, int64_t *ret_day)
{
	const struct ticket_facts *facts = m->facts;
	int64_t from = facts->received != TICKET_NO_TIME ? facts->received : facts->registered;
	struct civil date;

	if (facts->promised_by && civil_parse_date(facts->promised_by, &date)) {
		*ret_day = civil_days(date.year, date.month, date.day);
		return true;
	}
	if (!facts->service || facts->service->promised_days < 0 || from == TICKET_NO_TIME ||
	    (facts->clock_untrusted && facts->received == TICKET_NO_TIME)) /* no date is promised by a clock that nobody believes */
		return false;
	*ret_day = deadline_promised(deadline_day(facts->zone, from), (int)facts->service->promised_days, holidays_fr(m));
	return true;
}

static enum silence silence_of(const struct maker *m)
{
	enum silence silence = SILENCE_NONE;

	if (m->facts->kind != TICKET_RECEIPT || m->facts->received == TICKET_NO_TIME || !m->facts->service ||
	    m->facts->service->silence_days < 0 || !silence_parse(or_empty(m->facts->service->silence), &silence))
		return SILENCE_NONE;
	return silence;
}

/* ---- sentences */

static const char *title(const struct maker *m, enum voice v)
{
	static const char *const keys[] = {
		[TICKET_REGISTRATION] = "ticket.title.registration",
		[TICKET_RECEIPT] = "ticket.title.receipt",
		[TICKET_CHECKLIST] = "ticket.title.checklist",
		[TICKET_REPORT] = "ticket.title.report",
	};

	return tr(m->lang[v], keys[m->facts->kind]);
}

static const char *subject(const struct maker *m, enum voice v)
{
	return m->service[v] ? m->service[v]->name : m->facts->subject;
}

static const char *received(const struct maker *m, enum voice v)
{
	if (m->facts->kind != TICKET_RECEIPT || m->facts->received == TICKET_NO_TIME)
		return NULL;
	return TR_FMT(m->arena, m->lang[v], "ticket.received",
	              { "when", fmt_date_time(m->arena, m->lang[v], m->facts->zone, m->facts->received) });
}

static const char *number_note(const struct maker *m, enum voice v)
{
	if (!m->facts->number)
		return NULL;
	return tr(m->lang[v], m->facts->replaces ? "ticket.number_replaces" : "ticket.number_note");
}

static const char *registered_lead(const struct maker *m, enum voice v)
{
	return tr(m->lang[v], "ticket.registered.lead");
}

static const char *registered(const struct maker *m, enum voice v)
{
	const struct ticket_facts *facts = m->facts;
	const char *when = fmt_date_time(m->arena, m->lang[v], facts->zone, facts->registered);
	const char *text = facts->terminal ?
		TR_FMT(m->arena, m->lang[v], "ticket.registered", { "when", when }, { "where", facts->terminal }) :
		TR_FMT(m->arena, m->lang[v], "ticket.registered_desk", { "when", when });

	return facts->clock_untrusted ? arena_printf(m->arena, "%s %s", text, tr(m->lang[v], "ticket.clock_untrusted")) : text;
}

static const char *offline_lead(const struct maker *m, enum voice v)
{
	return tr(m->lang[v], "ticket.offline.lead");
}

static const char *offline(const struct maker *m, enum voice v)
{
	return tr(m->lang[v], "ticket.offline");
}

/* Still here: the town does not have it yet, and may not for a while. */
static bool waits(const struct maker *m)
{
	return m->facts->offline && m->facts->received == TICKET_NO_TIME;
}

static const char *next_lead(const struct maker *m, enum voice v)
{
	int64_t day;

	if (!promised_day(m, &day))
		return tr(m->lang[v], "ticket.next.lead");
	return TR_FMT(m->arena, m->lang[v], waits(m) ? "ticket.by_date_offline" : "ticket.by_date",
	              { "date", date_text(m, v, day) });
}

static const char *next(const struct maker *m, enum voice v)
{
	const struct department *department = m->facts->department;

	if (m->service[v] && m->service[v]->promised_text)
		return stopped(m, m->service[v]->promised_text);
	if (!department)
		return tr(m->lang[v], "ticket.next_town");
	return TR_FMT(m->arena, m->lang[v], "ticket.next", { "department", department->name });
}

static const char *follow_lead(const struct maker *m, enum voice v)
{
	return tr(m->lang[v], "ticket.follow.lead");
}

static const char *follow(const struct maker *m, enum voice v)
{
	const char *phone = phone_of(m, m->lang[v]);

	return phone ? TR_FMT(m->arena, m->lang[v], "ticket.follow", { "phone", phone }) :
	               tr(m->lang[v], "ticket.follow_no_phone");
}

static const char *call_back(const struct maker *m, enum voice v)
{
	if (!m->facts->call_back_phone)
		return NULL;
	return TR_FMT(m->arena, m->lang[v], "ticket.call_back",
	              { "phone", fmt_phone(m->arena, m->lang[v], m->facts->call_back_phone) });
}

static const char *how_to_come(const struct maker *m, enum voice v)
{
	return m->facts->kind == TICKET_CHECKLIST && m->service[v] ? m->service[v]->how_to : NULL;
}

static const char *in_charge(const struct maker *m, enum voice v)
{
	return tr(m->lang[v], m->facts->kind == TICKET_CHECKLIST ? "ticket.ask" : "ticket.in_charge");
}

static const char *silence_means(const struct maker *m, enum voice v)
{
	enum silence silence = silence_of(m);
	int64_t day;

	if (silence == SILENCE_NONE)
		return NULL;
	day = deadline_silence(deadline_day(m->facts->zone, m->facts->received), (int)m->facts->service->silence_days);
	return TR_FMT(m->arena, m->lang[v], silence == SILENCE_ACCEPTS ? "ticket.silence_accepts" : "ticket.silence_refuses",
	              { "date", fmt_date_year(m->arena, m->lang[v], day) });
}

static const char *condition(const struct maker *m, enum voice v)
{
	return m->facts->kind == TICKET_RECEIPT ? tr(m->lang[v], "ticket.condition") : NULL;
}

/* CRPA R112-11-1: against a refusal the ways and time limits of appeal, of an acceptance the attestation of L232-3. */
static const char *appeal(const struct maker *m, enum voice v)
{
	switch (silence_of(m)) {
	case SILENCE_REFUSES:
		return m->service[v]->appeal ? stopped(m, m->service[v]->appeal) : tr(m->lang[v], "ticket.appeal");
	case SILENCE_ACCEPTS:
		return tr(m->lang[v], "ticket.attestation");
	case SILENCE_NONE:
	case SILENCES:
		break;
	}
	return NULL;
}

static const char *keep(const struct maker *m, enum voice v)
{
	return tr(m->lang[v], "ticket.keep");
}

/* ---- lists and offices */

static const char *line_text(const struct maker *m, const json_t *list, size_t i, bool detail)
{
	const char *text = json_string_value(json_object_get(json_array_get(list, i), detail ? "detail" : "label"));

	return text ? arena_strdup(m->arena, text) : NULL;
}

static json_t *checklist_of(const struct service *service)
{
	return service && service->checklist ? json_loads(service->checklist, 0, NULL) : NULL;
}

/* The label in bold, the detail behind it. Damaged JSON is an empty list: the desk still says what to bring. */
static void add_papers(const struct maker *m, struct ticket *ticket)
{
	json_t *lists[2] = { checklist_of(m->service[MAIN]), m->lang[ALSO] ? checklist_of(m->service[ALSO]) : NULL };
	size_t n = MIN(json_array_size(lists[MAIN]), (size_t)TICKET_LINES_MAX);

	ticket->lines = n ? ARENA_ARRAY(m->arena, struct ticket_step, n) : NULL;
	ticket->n_lines = n;
	for (size_t i = 0; i < n; i++) {
		struct ticket_text label = { line_text(m, lists[MAIN], i, false), line_text(m, lists[ALSO], i, false) };
		struct ticket_text detail = { line_text(m, lists[MAIN], i, true), line_text(m, lists[ALSO], i, true) };

		if (streq(label.main, label.also) && streq(detail.main, detail.also))
			label.also = detail.also = NULL;
		label.main = detail.main ? stopped(m, label.main) : label.main;
		label.also = detail.also ? stopped(m, label.also) : label.also;
		ticket->lines[i] = (struct ticket_step){ .when = label, .what = detail };
	}
	json_decref(lists[MAIN]);
	json_decref(lists[ALSO]);
}

static const char *phone_line(const struct maker *m, const char *phone)
{
	if (!phone)
		return NULL;
	return TR_FMT(m->arena, m->lang[MAIN], "ticket.phone", { "phone", fmt_phone(m->arena, m->lang[MAIN], phone) });
}

static struct ticket_office office(const struct maker *m)
{
	const struct town *town = m->town;
	const struct department *department = m->facts->department;
	struct ticket_office office = { .name = town->title, .address = town->address, .email = town->email };

	if (!department) {
		office.phone = phone_line(m, town->phone);
		return office;
	}
	office.name = department->name;
	if (department->address)
		office.address = department->address;
	if (department->floor)
		office.address = TR_FMT(m->arena, m->lang[MAIN], "list.comma", { "a", or_empty(office.address) }, { "b", department->floor });
	office.phone = phone_line(m, department->phone ? department->phone : town->phone);
	if (department->email)
		office.email = department->email;
	return office;
}

static void add_step(const struct maker *m, struct ticket *ticket, sentence *lead, sentence *say)
{
	ticket->steps[ticket->n_steps++] = (struct ticket_step){ .when = in_both(m, lead), .what = in_both(m, say) };
}

/* ---- the whole */

static struct maker maker_for(struct arena *arena, const struct ticket_facts *facts)
{
	static const struct town nowhere = { .title = "" };
	const struct town *town = facts->town ? facts->town : &nowhere;
	const char *town_lang = town->lang ? town->lang : "fr";
	const char *lang = facts->lang ? facts->lang : town_lang;
	bool one = same_language(lang, town_lang);

	return (struct maker){
		.arena = arena,
		.facts = facts,
		.town = town,
		.lang = { [MAIN] = one ? lang : town_lang, [ALSO] = one ? NULL : lang },
		.service = { [MAIN] = one && facts->service_also ? facts->service_also : facts->service,
		             [ALSO] = facts->service_also ? facts->service_also : facts->service },
	};
}

void ticket_compose(struct arena *arena, const struct ticket_facts *facts, struct ticket *ret_ticket)
{
	const struct maker m = maker_for(arena, facts);
	struct ticket ticket = {
		.kind = facts->kind,
		.lang = m.lang[MAIN],
		.also_lang = m.lang[ALSO],
		.also_rtl = m.lang[ALSO] && lang_is_rtl(m.lang[ALSO]),
		.large = facts->large,
		.town = { .name = m.town->title, .address = m.town->address, .phone = phone_line(&m, m.town->phone) },
		.title = in_both(&m, title),
		.subject = in_both(&m, subject),
		.detail = { .main = facts->detail },
		.received = in_both(&m, received),
		.number = facts->number,
		.number_note = in_both(&m, number_note),
		.call_back = in_both(&m, call_back),
		.how_to_come = in_both(&m, how_to_come),
		.in_charge = in_both(&m, in_charge),
		.office = office(&m),
		.silence = in_both(&m, silence_means),
		.condition = in_both(&m, condition),
		.appeal = in_both(&m, appeal),
		.keep = in_both(&m, keep),
	};

	if (facts->kind == TICKET_CHECKLIST) {
		add_papers(&m, &ticket);
		*ret_ticket = ticket;
		return;
	}
	if (facts->number) {
		struct tracking number = { .text = "" };

		utf8_copy(number.text, sizeof(number.text), facts->number);
		ticket.url = m.town->web ? tracking_link(arena, m.town->web, &number) : NULL;
	}
	if (facts->registered != TICKET_NO_TIME)
		add_step(&m, &ticket, registered_lead, registered);
	if (waits(&m))
		add_step(&m, &ticket, offline_lead, offline);
	add_step(&m, &ticket, next_lead, next);
	add_step(&m, &ticket, follow_lead, follow);
	*ret_ticket = ticket;
}

/* ---- aloud */

static void speak(struct strbuf *out, const struct ticket_text *text)
{
	const char *words = text->also ? text->also : text->main;

	if (or_empty(words)[0])
		strbuf_addf(out, "%s\n", words);
}

static void speak_step(struct strbuf *out, const struct ticket_step *step)
{
	bool also = step->when.also || step->what.also;
	const char *when = also ? step->when.also : step->when.main, *what = also ? step->what.also : step->what.main;

	strbuf_addf(out, "%s%s%s\n", or_empty(when), when && what ? " " : "", or_empty(what));
}

char *ticket_spoken(struct arena *arena, const char *lang, const struct ticket *ticket)
{
	struct strbuf out = STRBUF_INIT;
	struct tracking number = { .text = "" };
	char *text;

	speak(&out, &ticket->title);
	speak(&out, &ticket->subject);
	speak(&out, &ticket->received);
	if (ticket->number) {
		utf8_copy(number.text, sizeof(number.text), ticket->number);
		strbuf_addf(&out, "%s\n", tracking_spell(arena, lang, &number));
		speak(&out, &ticket->number_note);
	}
	for (size_t i = 0; i < ticket->n_steps; i++)
		speak_step(&out, &ticket->steps[i]);
	speak(&out, &ticket->call_back);
	for (size_t i = 0; i < ticket->n_lines; i++)
		speak_step(&out, &ticket->lines[i]);
	speak(&out, &ticket->how_to_come);
	speak(&out, &ticket->silence);
	speak(&out, &ticket->condition);
	speak(&out, &ticket->appeal);
	text = arena_strdup(arena, strbuf_str(&out));
	strbuf_done(&out);
	return text;
}
