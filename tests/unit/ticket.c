#include "common/ticket/compose.h"
#include "common/ticket/qr.h"
#include "common/text/tr.h"
#include "common/ticket/ticket.h"
#include "common/ticket/type.h"
#include "tests/tools/ticket_samples.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define NOON INT64_C(1795518000000000) /* Tuesday 24 November 2026, 12:00 in Paris */

static const struct town town = {
	.id = "62999", .title = "Ville de Valbrune", .lang = "fr", .zone = "Europe/Paris", .holidays = "FR",
	.web = "https://demarches.valbrune.example", .address = "1 place du Marché", .phone = "0321000000",
};
static const struct department roads = { .id = "voirie", .name = "Voirie", .phone = "0321000012", .email = "voirie@valbrune.example" };
static const struct service lamp = {
	.id = "lamp", .name = "Lampadaire en panne", .kind = "signalement", .promised_days = 7,
	.promised_text = "Le service Voirie vient réparer", .silence = "none", .silence_days = -1,
};
static const struct service lamp_en = {
	.id = "lamp", .name = "Broken street lamp", .kind = "signalement", .promised_days = 7,
	.promised_text = "The roads department comes to repair it", .silence = "none", .silence_days = -1,
};
static const struct service permit = {
	.id = "move", .name = "Emplacement pour un déménagement", .kind = "demande", .promised_days = -1, .silence = "refuses",
	.silence_days = 60,
};

struct room {
	struct arena *arena;
	struct zone *zone;
};

static int set_up(void **state)
{
	struct room *room = calloc(1, sizeof(*room));

	if (!room || !zone_open("Europe/Paris", &room->zone, NULL))
		return -1;
	room->arena = arena_new();
	*state = room;
	return 0;
}

static int tear_down(void **state)
{
	struct room *room = *state;

	zone_close(room->zone);
	arena_free(room->arena);
	free(room);
	return 0;
}

static struct ticket_facts facts_of(const struct room *room)
{
	return (struct ticket_facts){
		.kind = TICKET_REGISTRATION, .lang = "fr", .zone = room->zone, .town = &town, .service = &lamp, .department = &roads,
		.detail = "12 rue des Tisserands", .number = SAMPLE_NUMBER, .terminal = "Totem de la gare", .registered = NOON,
		.received = TICKET_NO_TIME,
	};
}

static struct ticket composed(const struct room *room, const struct ticket_facts *facts)
{
	struct ticket ticket;

	ticket_compose(room->arena, facts, &ticket);
	return ticket;
}

/* ---- words */

static void a_registration_says_what_comes_next_and_by_when(void **state)
{
	struct ticket_facts facts = facts_of(*state);
	struct ticket ticket = composed(*state, &facts);

	assert_string_equal(ticket.title.main, "Accusé d’enregistrement");
	assert_null(ticket.title.also);
	assert_string_equal(ticket.subject.main, "Lampadaire en panne");
	assert_int_equal(ticket.n_steps, 3);
	assert_string_equal(ticket.steps[0].when.main, "Demande enregistrée.");
	assert_string_equal(ticket.steps[0].what.main, "Totem de la gare, le mardi 24\u00A0novembre 2026 à 12\u00a0h.");
	assert_string_equal(ticket.steps[1].when.main, "Au plus tard le mardi 1er\u00A0décembre.");
	assert_string_equal(ticket.steps[1].what.main, "Le service Voirie vient réparer.");
	assert_non_null(strstr(ticket.steps[2].what.main, "03\u00a021\u00a000\u00a000\u00a012"));
	assert_string_equal(ticket.url, "https://demarches.valbrune.example/s/" SAMPLE_NUMBER);
	assert_null(ticket.received.main);
	assert_null(ticket.silence.main);
	assert_null(ticket.condition.main);
	assert_null(ticket.appeal.main);
	assert_string_equal(ticket.office.name, "Voirie");
	assert_string_equal(ticket.office.address, "1 place du Marché");
}

static void no_network_is_said_and_a_date_holds_only_if_it_leaves_today(void **state)
{
	struct ticket_facts facts = facts_of(*state);
	struct ticket ticket;

	facts.offline = true;
	ticket = composed(*state, &facts);
	assert_int_equal(ticket.n_steps, 4);
	assert_string_equal(ticket.steps[1].when.main, "Dès que la connexion revient.");
	assert_string_equal(ticket.steps[2].when.main, "Au plus tard le mardi 1er\u00A0décembre, si votre demande part aujourd’hui.");
	facts.received = NOON; /* the town has it: the date holds */
	ticket = composed(*state, &facts);
	assert_int_equal(ticket.n_steps, 3);
	assert_string_equal(ticket.steps[1].when.main, "Au plus tard le mardi 1er\u00A0décembre.");
}

static void an_untrusted_clock_is_said_and_promises_no_date(void **state)
{
	struct ticket_facts facts = facts_of(*state);
	struct ticket ticket;

	facts.clock_untrusted = true;
	ticket = composed(*state, &facts);
	assert_non_null(strstr(ticket.steps[0].what.main, "Heure non vérifiée."));
	assert_string_equal(ticket.steps[1].when.main, "Ensuite.");
	facts.received = facts.registered; /* by the hub's clock, which is right */
	ticket = composed(*state, &facts);
	assert_string_equal(ticket.steps[1].when.main, "Au plus tard le mardi 1er\u00A0décembre.");
}

static void without_town_or_service_there_is_still_a_ticket(void **state)
{
	struct ticket_facts facts = facts_of(*state);
	struct ticket ticket;
	struct raster raster;

	facts.town = NULL;
	facts.service = NULL;
	facts.department = NULL;
	facts.subject = "Lampadaire en panne";
	ticket = composed(*state, &facts);
	assert_string_equal(ticket.subject.main, "Lampadaire en panne");
	assert_null(ticket.url);
	assert_true(ticket_raster(&ticket, PAPER_80MM, &raster, NULL));
	raster_done(&raster);
}

static void a_receipt_of_a_request_that_silence_refuses_says_so(void **state)
{
	struct ticket_facts facts = facts_of(*state);
	struct ticket ticket;

	facts.kind = TICKET_RECEIPT;
	facts.service = &permit;
	facts.received = NOON;
	ticket = composed(*state, &facts);
	assert_string_equal(ticket.title.main, "Accusé de réception électronique");
	assert_string_equal(ticket.received.main, "Reçue par la mairie le mardi 24\u00A0novembre 2026 à 12\u00a0h.");
	assert_non_null(strstr(ticket.silence.main, "dimanche 24\u00A0janvier 2027"));
	assert_non_null(strstr(ticket.silence.main, "réputée refusée"));
	assert_string_equal(ticket.condition.main, "Sous réserve que votre demande soit complète.");
	assert_non_null(strstr(ticket.appeal.main, "deux mois"));
	assert_string_equal(ticket.in_charge.main, "Service chargé de votre demande");
}

static void a_receipt_of_a_broken_lamp_has_no_decision_and_no_appeal(void **state)
{
	struct ticket_facts facts = facts_of(*state);
	struct ticket ticket;

	facts.kind = TICKET_RECEIPT;
	facts.received = NOON;
	ticket = composed(*state, &facts);
	assert_null(ticket.silence.main);
	assert_null(ticket.appeal.main);
	assert_non_null(ticket.condition.main);
}

static void an_acceptance_by_silence_offers_the_attestation(void **state)
{
	struct ticket_facts facts = facts_of(*state);
	struct service accepts = permit;
	struct ticket ticket;

	accepts.silence = "accepts";
	facts.kind = TICKET_RECEIPT;
	facts.service = &accepts;
	facts.received = NOON;
	ticket = composed(*state, &facts);
	assert_non_null(strstr(ticket.silence.main, "réputée acceptée"));
	assert_non_null(strstr(ticket.appeal.main, "L232-3"));
}

static void the_residents_language_stands_beside_french(void **state)
{
	struct ticket_facts facts = facts_of(*state);
	struct ticket ticket;
	char *spoken;

	facts.lang = "en";
	facts.service_also = &lamp_en;
	ticket = composed(*state, &facts);
	assert_string_equal(ticket.lang, "fr");
	assert_string_equal(ticket.also_lang, "en");
	assert_string_equal(ticket.subject.main, "Lampadaire en panne");
	assert_string_equal(ticket.subject.also, "Broken street lamp");
	assert_string_equal(ticket.steps[1].what.also, "The roads department comes to repair it.");
	spoken = ticket_spoken(((struct room *)*state)->arena, "en", &ticket);
	assert_non_null(strstr(spoken, "Broken street lamp\n"));
	assert_null(strstr(spoken, "Lampadaire"));
}

static void what_has_no_translation_is_not_said_twice(void **state)
{
	struct ticket_facts facts = facts_of(*state);
	struct ticket ticket;

	facts.lang = "en"; /* the service itself exists in French only */
	ticket = composed(*state, &facts);
	assert_null(ticket.subject.also);
	facts.lang = "fr-simple";
	ticket = composed(*state, &facts);
	assert_string_equal(ticket.lang, "fr-simple");
	assert_null(ticket.also_lang);
	assert_null(ticket.title.also);
}

/* An address is the town's, in its language on every ticket, and so is the comma before the floor: in Arabic it is another letter. */
static void the_floor_follows_the_street_as_the_towns_language_writes_it(void **state)
{
	const struct department north = { .id = "voirie", .name = "Voirie", .address = "1 place du Marché", .floor = "1er étage" };
	struct ticket_facts facts = facts_of(*state);
	struct town arabic = town;

	facts.department = &north;
	facts.lang = "ar";
	assert_string_equal(composed(*state, &facts).office.address, "1 place du Marché, 1er étage");
	arabic.lang = "ar";
	facts.town = &arabic;
	assert_non_null(strstr(composed(*state, &facts).office.address, "، "));
	assert_null(strchr(composed(*state, &facts).office.address, ','));
}

static void a_checklist_lists_the_papers_and_survives_damage(void **state)
{
	struct ticket_facts facts = facts_of(*state);
	struct service rapo = { .name = "Contester un FPS", .kind = "recours", .how_to = "À l’accueil.", .promised_days = -1,
		                .silence_days = -1, .silence = "none",
		                .checklist = "[{\"label\":\"Avis de paiement\",\"detail\":\"L’original.\"},{\"label\":\"Carte grise\"}]" };
	struct ticket ticket;

	facts.kind = TICKET_CHECKLIST;
	facts.service = &rapo;
	facts.number = NULL;
	ticket = composed(*state, &facts);
	assert_int_equal(ticket.n_lines, 2);
	assert_string_equal(ticket.lines[0].when.main, "Avis de paiement.");
	assert_string_equal(ticket.lines[0].what.main, "L’original.");
	assert_string_equal(ticket.lines[1].when.main, "Carte grise");
	assert_string_equal(ticket.how_to_come.main, "À l’accueil.");
	assert_int_equal(ticket.n_steps, 0);
	rapo.checklist = "[{\"label\": 12";
	assert_int_equal(composed(*state, &facts).n_lines, 0);
	rapo.checklist = "{\"label\": 12}";
	assert_int_equal(composed(*state, &facts).n_lines, 0);
}

/* ---- layout */

static bool same_picture(const struct ticket *a, const struct ticket *b)
{
	struct raster x, y;
	bool same;

	assert_true(ticket_raster(a, PAPER_80MM, &x, NULL));
	assert_true(ticket_raster(b, PAPER_80MM, &y, NULL));
	same = x.height == y.height && memcmp(x.bits, y.bits, x.stride * (size_t)x.height) == 0;
	raster_done(&x);
	raster_done(&y);
	return same;
}

static void every_sample_fits_its_paper(void **state)
{
	(void)state;
	for (size_t i = 0; i < ticket_samples_count(); i++) {
		const struct ticket_sample *sample = ticket_sample(i);
		const struct paper_size *size = paper_size(sample->paper);
		struct raster raster;
		bool ink = false;

		assert_true(ticket_raster(&sample->ticket, sample->paper, &raster, NULL));
		assert_int_equal(raster.width, size->width);
		if (size->height)
			assert_int_equal(raster.height, size->height); /* each of them on one sheet */
		for (int y = 0; y < raster.height; y++) {
			for (int x = 0; x < raster.width; x++) {
				bool margin = x < size->margin - 2 || x >= size->width - size->margin + 2;

				ink = ink || raster_dot(&raster, x, y);
				if (margin && raster_dot(&raster, x, y))
					fail_msg("%s on %s: ink in the margin at %d, %d", sample->name, size->name, x, y);
			}
		}
		assert_true(ink);
		raster_done(&raster);
	}
}

static void what_is_missing_leaves_no_trace(void **state)
{
	struct ticket bare = { .lang = "fr", .town = { .name = "Ville" }, .subject = { "Lampadaire", NULL } };
	struct ticket empty = bare;

	(void)state;
	empty.town.address = empty.town.phone = empty.office.name = empty.detail.main = empty.silence.main = "";
	empty.title.main = empty.in_charge.also = empty.call_back.main = "";
	assert_true(same_picture(&bare, &empty));
	empty.detail.main = "12 rue des Tisserands";
	assert_false(same_picture(&bare, &empty));
}

static void a_long_checklist_goes_on_over_sheets(void **state)
{
	struct ticket_step lines[TICKET_LINES_MAX];
	struct ticket ticket = { .kind = TICKET_CHECKLIST, .lang = "fr", .lines = lines, .n_lines = ARRAY_LEN(lines) };
	struct strbuf pdf = STRBUF_INIT;
	struct raster raster;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		lines[i] = (struct ticket_step){ .what = { "Un justificatif de domicile de moins de trois mois", NULL } };
	assert_true(ticket_raster(&ticket, PAPER_A5, &raster, NULL));
	assert_true(raster.height > paper_size(PAPER_A5)->height && raster.height % paper_size(PAPER_A5)->height == 0);
	raster_done(&raster);
	assert_true(ticket_pdf(&ticket, PAPER_A5, &pdf, NULL));
	strbuf_done(&pdf);
}

static void too_long_is_an_error_not_a_metre_of_paper(void **state)
{
	struct ticket ticket = { .lang = "fr" };
	struct strbuf text = STRBUF_INIT;
	struct raster raster = { .bits = NULL };
	struct err err = { .code = ERR_NONE };

	(void)state;
	for (int i = 0; i < 10000; i++)
		strbuf_add(&text, "demande ");
	ticket.detail.main = strbuf_str(&text);
	assert_false(ticket_raster(&ticket, PAPER_80MM, &raster, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	ticket.detail.main = NULL;
	ticket.url = strbuf_str(&text);
	assert_false(ticket_raster(&ticket, PAPER_80MM, &raster, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	assert_null(raster.bits);
	strbuf_done(&text);
}

static void a_word_longer_than_the_paper_and_damaged_text_are_borne(void **state)
{
	struct ticket ticket = { .lang = "fr", .subject = { "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz", NULL },
		                 .detail = { "\xff\xfe caf\xc3", NULL }, .number = "KFTJ", .number_note = { "\xe2\x80\xae", NULL } };
	struct raster raster;

	(void)state;
	assert_true(ticket_raster(&ticket, PAPER_58MM, &raster, NULL));
	raster_done(&raster);
}

static void a_qr_has_its_three_corners(void **state)
{
	struct qr qr;

	(void)state;
	assert_true(qr_make(SAMPLE_URL, &qr, NULL));
	assert_true(qr_black(&qr, 0, 0) && qr_black(&qr, qr.size - 1, 0) && qr_black(&qr, 0, qr.size - 1));
	assert_false(qr_black(&qr, 1, 1));
	assert_false(qr_black(&qr, -1, 0));
	qr_done(&qr);
}

/* A paragraph of five lines with a number in one of them: the font of its letters is flatter than the one of the figures. */
static void lines_of_arabic_are_evenly_far_apart(void **state)
{
	PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
	PangoFontDescription *font = type_font(30, false);
	PangoLayout *layout;
	PangoLayoutIter *iter;
	int least = INT_MAX, most = 0, before;

	(void)state;
	pango_context_set_base_dir(context, PANGO_DIRECTION_RTL);
	layout = type_layout(context, font, NULL, tr("ar", "ticket.follow"), false, 536);
	assert_true(pango_layout_get_line_count(layout) >= 3);
	iter = pango_layout_get_iter(layout);
	before = pango_layout_iter_get_baseline(iter);
	while (pango_layout_iter_next_line(iter)) {
		int apart = (pango_layout_iter_get_baseline(iter) - before) / PANGO_SCALE;

		before = pango_layout_iter_get_baseline(iter);
		least = MIN(least, apart);
		most = MAX(most, apart);
	}
	pango_layout_iter_free(iter);
	assert_in_range(most - least, 0, 2); /* dots */
	assert_true(least >= 33);
	g_object_unref(layout);
	pango_font_description_free(font);
	g_object_unref(context);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_registration_says_what_comes_next_and_by_when),
		cmocka_unit_test(no_network_is_said_and_a_date_holds_only_if_it_leaves_today),
		cmocka_unit_test(an_untrusted_clock_is_said_and_promises_no_date),
		cmocka_unit_test(without_town_or_service_there_is_still_a_ticket),
		cmocka_unit_test(a_receipt_of_a_request_that_silence_refuses_says_so),
		cmocka_unit_test(a_receipt_of_a_broken_lamp_has_no_decision_and_no_appeal),
		cmocka_unit_test(an_acceptance_by_silence_offers_the_attestation),
		cmocka_unit_test(the_residents_language_stands_beside_french),
		cmocka_unit_test(what_has_no_translation_is_not_said_twice),
		cmocka_unit_test(the_floor_follows_the_street_as_the_towns_language_writes_it),
		cmocka_unit_test(a_checklist_lists_the_papers_and_survives_damage),
		cmocka_unit_test(every_sample_fits_its_paper),
		cmocka_unit_test(what_is_missing_leaves_no_trace),
		cmocka_unit_test(a_long_checklist_goes_on_over_sheets),
		cmocka_unit_test(too_long_is_an_error_not_a_metre_of_paper),
		cmocka_unit_test(a_word_longer_than_the_paper_and_damaged_text_are_borne),
		cmocka_unit_test(lines_of_arabic_are_evenly_far_apart),
		cmocka_unit_test(a_qr_has_its_three_corners),
	};

	return cmocka_run_group_tests_name("ticket", tests, set_up, tear_down);
}
