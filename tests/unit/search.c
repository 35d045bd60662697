/* What search promises: what people type finds what they mean, in the order they expect, also with slips. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "common/base/strbuf.h"
#include "common/store/address.h"
#include "common/store/migrate.h"
#include "common/store/search.h"
#include "common/store/terms.h"

static const char content[] =
	"INSERT INTO service (id, rev, name, kind, department, theme, icon, summary, keywords, purpose, legal_basis, recipients, retention, silence, i18n)"
	" VALUES ('lamp', 1, 'Lampadaire en panne', 'signalement', 'voirie', 'Rue', 'lamp', 'Un éclairage ne marche plus', 'réverbère lumière',"
	" 'a', 'b', 'c', 'd', 'none', '{\"en\": {\"name\": \"Broken street lamp\"}}'),"
	" ('cni', 2, 'Carte nationale d’identité', 'demande', 'etat', 'Papiers', NULL, 'Quelles pièces apporter', NULL, 'a', 'b', 'c', 'd', 'none', NULL),"
	" ('bac', 3, 'Bac cassé', 'demande', 'voirie', 'Rue', NULL, 'Votre poubelle est abîmée', NULL, 'a', 'b', 'c', 'd', 'none', NULL);"
	"INSERT INTO department (id, rev, name, keywords) VALUES ('etat', 4, 'État civil et identité', 'naissance mariage');"
	"INSERT INTO place (id, rev, kind, name, address) VALUES ('bib', 5, 'library', 'Médiathèque du Cœur', '2 rue des Tisserands'),"
	" ('pis', 6, 'pool', 'Piscine', '3 rue de l’Eau');"
	"INSERT INTO waste VALUES ('w1', 7, 'nord', 'household', 'Ordures ménagères', 2, 1, '2026-01-01', NULL, NULL),"
	" ('w2', 8, 'nord', 'recycling', 'Tri', 4, 2, '2026-01-01', NULL, NULL);"
	"INSERT INTO guide VALUES ('F1', 9, 'Enlèvement des ordures', 's', 'Logement', '[{\"p\": \"La poubelle appartient à la commune.\"}]', NULL,"
	" '2026-01-01', 'DILA', 'fr', NULL), ('F2', 10, 'Carte d’identité perdue', 's', 'Papiers', '[{\"li\": [\"déclarer la perte\"]}]', NULL,"
	" '2026-01-01', 'DILA', 'fr', NULL);"
	"INSERT INTO event (id, rev, title, starts, ends) VALUES ('e1', 11, 'Concert d’hiver', 1000, 2000), ('e2', 12, 'Concert de printemps', 5000, 6000);"
	"INSERT INTO address VALUES ('s1', 13, NULL, 'rue des Tisserands', NULL, 'nord', 50.1, 2.9), ('a12', 14, '12', 'rue des Tisserands', NULL, 'nord', 50.1, 2.9),"
	" ('a12b', 15, '12 bis', 'rue des Tisserands', NULL, 'nord', 50.1, 2.9), ('a120', 16, '120', 'rue des Tisserands', NULL, 'nord', 50.11, 2.9),"
	" ('a8', 17, '8', 'rue du 8 mai 1945', NULL, 'sud', 50.2, 2.9), ('a9', 18, '3', 'rue de la Gare', NULL, 'sud', 50.2, 2.9);";

struct fixture {
	struct db *db;
	struct search *search;
	struct arena *arena;
};

static void ok(bool success, const struct err *err)
{
	if (!success)
		fail_msg("%s", err->text);
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct err err;

	ok(db_open("search", DB_MEMORY | DB_TRUSTED, &f->db, &err), &err);
	ok(schema_replica(f->db, REPLICA_FORMAT, &err), &err);
	ok(db_exec(f->db, content, &err), &err);
	f->search = search_new();
	f->arena = arena_new();
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	search_free(f->search);
	arena_free(f->arena);
	db_close(f->db);
	free(f);
	return 0;
}

static struct hits find(struct fixture *f, const char *text)
{
	struct hits hits;
	struct err err;

	ok(search_find(f->search, f->db, 1, text, "fr", 3000, 5, f->arena, &hits, &err), &err);
	return hits;
}

static const char *first(const struct hits *hits, enum hit_group group)
{
	return hits->groups[group].count ? hits->groups[group].items[0].title : "";
}

static void bins_are_found_by_the_word_people_use(void **state)
{
	struct hits hits = find(*state, "poubelle");

	assert_int_equal(hits.groups[GROUP_SERVICES].count, 2); /* the days once, however many bins */
	assert_int_equal(hits.groups[GROUP_SERVICES].items[0].kind, HIT_WASTE);
	assert_string_equal(hits.groups[GROUP_SERVICES].items[1].id, "bac");
	assert_string_equal(first(&hits, GROUP_GUIDES), "Enlèvement des ordures"); /* from its body */
}

static void every_keystroke_finds_on(void **state)
{
	static const char *const steps[] = { "c", "ca", "car", "cart", "carte", "carte ", "carte i", "carte id", "CARTE IDENT", "carte d’identite" };

	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		struct hits hits = find(*state, steps[i]);

		assert_string_equal(first(&hits, GROUP_SERVICES), "Carte nationale d’identité");
	}
}

static void accents_ligatures_plurals_and_languages_do_not_matter(void **state)
{
	struct hits hits = find(*state, "mediatheque du coeur ");

	assert_string_equal(first(&hits, GROUP_PLACES), "Médiathèque du Cœur");
	hits = find(*state, "Œuf cœur");
	assert_string_equal(first(&hits, GROUP_PLACES), "Médiathèque du Cœur"); /* some words rather than nothing */
	hits = find(*state, "lampadaires en pannes");
	assert_string_equal(first(&hits, GROUP_SERVICES), "Lampadaire en panne");
	hits = find(*state, "street lamp");
	assert_string_equal(first(&hits, GROUP_SERVICES), "Lampadaire en panne");
}

static void a_slip_is_corrected_and_said(void **state)
{
	struct hits hits = find(*state, "lampadiare");

	assert_string_equal(first(&hits, GROUP_SERVICES), "Lampadaire en panne");
	assert_string_equal(hits.instead, "lampadaire");
	hits = find(*state, "pisicne");
	assert_string_equal(first(&hits, GROUP_PLACES), "Piscine");
	hits = find(*state, "xyzzyx");
	assert_int_equal(hits.count, 0);
	assert_null(hits.instead);
}

static void a_place_that_is_called_so_comes_before_what_only_speaks_of_it(void **state)
{
	struct fixture *f = *state;
	struct err err;
	struct hits hits;

	ok(db_exec(f->db, "INSERT INTO department (id, rev, name, keywords) VALUES ('urba', 20, 'Urbanisme', 'piscine piscine piscine');"
	                  "UPDATE service SET keywords = 'piscine' WHERE id = 'cni'", &err), &err);
	hits = find(f, "pisc");
	assert_true(hits.places_first);
	assert_string_equal(first(&hits, GROUP_PLACES), "Piscine");
	assert_int_equal(hits.groups[GROUP_PLACES].count, 2);
	assert_int_equal(hits.groups[GROUP_SERVICES].count, 1);
	assert_false(find(f, "poubelle").places_first);
	assert_false(find(f, "carte identité").places_first);
}

static void the_first_word_says_what_a_place_is(void **state)
{
	struct fixture *f = *state;
	struct err err;
	struct hits hits;

	ok(db_exec(f->db, "INSERT INTO place (id, rev, kind, name, keywords) VALUES ('pol', 20, 'police', 'Police municipale', NULL),"
	                  " ('sal', 21, 'sport', 'Salle des sports', 'piscine municipale');"
	                  "INSERT INTO guide SELECT 'F7', 22, 'Règlement d’une piscine municipale', NULL, theme, body, NULL, updated, source, lang, NULL"
	                  " FROM guide WHERE id = 'F1'", &err), &err);
	hits = find(f, "piscine municipale");
	assert_string_equal(first(&hits, GROUP_PLACES), "Piscine");
	for (size_t i = 0; i < hits.groups[GROUP_PLACES].count; i++)
		assert_string_not_equal(hits.groups[GROUP_PLACES].items[i].title, "Police municipale");
	hits = find(f, "police municipale");
	assert_string_equal(first(&hits, GROUP_PLACES), "Police municipale");
	/* nothing has both words, and departments that have the second would fill the group */
	ok(db_exec(f->db, "DELETE FROM guide WHERE id = 'F7'; DELETE FROM place WHERE id = 'sal'; UPDATE service SET keywords = 'piscine' WHERE id = 'cni';"
	                  "INSERT INTO department (id, rev, name) VALUES ('d1', 31, 'Régie municipale'), ('d2', 32, 'École municipale'), ('d3', 33, 'Salle municipale'),"
	                  " ('d4', 34, 'Halle municipale'), ('d5', 35, 'Serre municipale')", &err), &err);
	hits = find(f, "piscine municipale");
	assert_string_equal(first(&hits, GROUP_PLACES), "Piscine");
	assert_true(hits.places_first);
}

static void a_title_with_all_the_words_comes_first_and_whole_words_before_beginnings(void **state)
{
	struct fixture *f = *state;
	struct err err;
	struct hits hits;

	ok(db_exec(f->db, "INSERT INTO guide SELECT 'F5', 30, 'Carte grise', 'carte identité carte identité', theme,"
	                  " '[{\"p\": \"' || hex(zeroblob(2000)) || '\"}]', 'carte identité carte identité identité', updated, source, lang, NULL"
	                  " FROM guide WHERE id = 'F1';"
	                  "INSERT INTO department (id, rev, name) VALUES ('carto', 32, 'Cartographie'), ('cart', 33, 'La carte')", &err), &err);
	hits = find(f, "carte d’identité");
	assert_string_equal(first(&hits, GROUP_GUIDES), "Carte d’identité perdue");
	assert_string_equal(hits.groups[GROUP_GUIDES].items[hits.groups[GROUP_GUIDES].count - 1].title, "Carte grise");
	hits = find(f, "carte");
	assert_string_equal(first(&hits, GROUP_PLACES), "La carte");
}

static void an_address_is_understood_and_titles_that_begin_so_come_first(void **state)
{
	struct fixture *f = *state;
	struct err err;
	struct hits hits;

	hits = find(f, "12 rue des tis");
	assert_true(hits.streets_first);
	assert_string_equal(first(&hits, GROUP_STREETS), "rue des Tisserands");
	hits = find(f, "rue du 8 mai");
	assert_true(hits.streets_first);
	hits = find(f, "carte identité");
	assert_false(hits.streets_first);
	ok(db_exec(f->db, "INSERT INTO guide SELECT 'F9', 30, 'Téléservice carte d’identité', NULL, theme, '[]', NULL, updated, source, lang, NULL FROM guide"
	           " WHERE id = 'F1'; INSERT INTO guide SELECT 'F8', 31, 'Carte d’identité d’un majeur', NULL, theme,"
	           " '[{\"p\": \"' || hex(zeroblob(2000)) || '\"}]', NULL, updated, source, lang, NULL FROM guide WHERE id = 'F1'", &err), &err);
	hits = find(f, "carte identité");
	assert_string_equal(first(&hits, GROUP_GUIDES), "Carte d’identité d’un majeur"); /* it explains; the others only name a form */
}

static void what_is_over_is_not_found(void **state)
{
	struct hits hits = find(*state, "concert");

	assert_int_equal(hits.groups[GROUP_EVENTS].count, 1);
	assert_string_equal(first(&hits, GROUP_EVENTS), "Concert de printemps");
}

static void the_index_follows_every_change(void **state)
{
	struct fixture *f = *state;
	struct err err;
	struct hits hits;

	ok(db_exec(f->db, "INSERT INTO place (id, rev, kind, name) VALUES ('pis', 20, 'pool', 'Bassin nautique')"
	           " ON CONFLICT (id) DO UPDATE SET name = excluded.name;"
	           "INSERT INTO guide SELECT id, 21, 'Bacs', summary, theme, '[{\"p\": \"conteneur\"}]', NULL, updated, source, lang, NULL FROM guide"
	           " WHERE id = 'F1' ON CONFLICT (id) DO UPDATE SET title = excluded.title, body = excluded.body;"
	           "DELETE FROM guide WHERE id = 'F2'; DELETE FROM service WHERE id = 'bac';"
	           "DELETE FROM address WHERE street = 'rue de la Gare'", &err), &err);
	hits = find(f, "piscine");
	assert_int_equal(hits.groups[GROUP_PLACES].count, 0);
	hits = find(f, "bassin");
	assert_int_equal(hits.groups[GROUP_PLACES].count, 1);
	hits = find(f, "conteneur");
	assert_int_equal(hits.groups[GROUP_GUIDES].count, 1);
	hits = find(f, "poubelle");
	assert_int_equal(hits.groups[GROUP_GUIDES].count, 0);
	hits = find(f, "identité");
	assert_int_equal(hits.groups[GROUP_GUIDES].count, 0);
	hits = find(f, "gare");
	assert_int_equal(hits.groups[GROUP_STREETS].count, 0);
	ok(db_exec(f->db, "INSERT INTO find_guide(find_guide) VALUES ('integrity-check'); INSERT INTO find(find) VALUES ('integrity-check')", &err),
	   &err);
}

static void odd_input_is_only_text(void **state)
{
	static const char *const odd[] = { "", " ", "\"", "* OR (", "NEAR(", "title:x", "a\"b*", "’’’", "\xff\xfe", "-", "😀", "; DROP TABLE" };
	char *lots = malloc(10001);

	for (size_t i = 0; i < ARRAY_LEN(odd); i++)
		find(*state, odd[i]);
	memset(lots, 'a', 10000);
	lots[10000] = '\0';
	find(*state, lots);
	free(lots);
}

static size_t addresses(struct fixture *f, const char *text, const struct address **ret_list)
{
	struct err err;
	size_t count;

	ok(address_find(f->db, text, 8, f->arena, ret_list, &count, &err), &err);
	return count;
}

static void an_address_is_found_however_it_is_written(void **state)
{
	static const char *const ways[] = { "12 rue des tis", "12 tisserands", "12, Rue des TISSERANDS", "rue des tisserands 12", "tisser 12" };
	const struct address *list;
	size_t count;

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		count = addresses(*state, ways[i], &list);
		assert_int_equal(count, 3); /* 12, 12 bis, 120 */
		assert_string_equal(list[0].id, "a12");
		assert_string_equal(list[1].id, "a12b");
	}
	assert_int_equal(addresses(*state, "12 bis rue des tisserands", &list), 1);
	assert_int_equal(addresses(*state, "12bis rue des tisserands", &list), 1);
	count = addresses(*state, "rue des tisserands", &list);
	assert_string_equal(list[0].id, "s1"); /* the street before its numbers */
	assert_int_equal(count, 4);
	assert_int_equal(addresses(*state, "8 mai 1945", &list), 1);
	assert_string_equal(list[0].id, "a8");
	count = addresses(*state, "rue du 8 mai", &list);
	assert_string_equal(list[0].street, "rue du 8 mai 1945");
	assert_null(list[0].number);
	count = addresses(*state, "99 rue des tisserands", &list);
	assert_int_equal(count, 1); /* no such number: the street */
	assert_null(list[0].number);
	assert_int_equal(addresses(*state, "12", &list), 0);
}

static void the_nearest_address_is_near(void **state)
{
	struct fixture *f = *state;
	struct address address;
	struct err err;

	ok(address_nearest(f->db, (struct spot){ true, 50.1101, 2.9 }, 100, f->arena, &address, &err), &err);
	assert_string_equal(address_text(&address, f->arena), "120 rue des Tisserands");
	assert_false(address_nearest(f->db, (struct spot){ true, 51, 2.9 }, 100, f->arena, &address, &err));
}

static void distances_count_slips_and_swaps(void **state)
{
	(void)state;
	assert_int_equal(terms_distance("poubelle", "poubelle", false), 0);
	assert_int_equal(terms_distance("poubele", "poubelle", false), 1);
	assert_int_equal(terms_distance("puobelle", "poubelle", false), 1);
	assert_int_equal(terms_distance("kitten", "sitting", false), 3);
	assert_int_equal(terms_distance("poubel", "poubelle", true), 0);
	assert_int_equal(terms_distance("pubel", "poubelle", true), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(bins_are_found_by_the_word_people_use, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_keystroke_finds_on, set_up, tear_down),
		cmocka_unit_test_setup_teardown(accents_ligatures_plurals_and_languages_do_not_matter, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_slip_is_corrected_and_said, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_place_that_is_called_so_comes_before_what_only_speaks_of_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_first_word_says_what_a_place_is, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_title_with_all_the_words_comes_first_and_whole_words_before_beginnings, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_address_is_understood_and_titles_that_begin_so_come_first, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_over_is_not_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_index_follows_every_change, set_up, tear_down),
		cmocka_unit_test_setup_teardown(odd_input_is_only_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_address_is_found_however_it_is_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_nearest_address_is_near, set_up, tear_down),
		cmocka_unit_test(distances_count_slips_and_swaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
