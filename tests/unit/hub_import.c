/* Importers: what they take, what they refuse and how they say it. */
#include "tests/unit/hub_fixture.h"

#include "hub/importers/csv.h"
#include "hub/importers/guide.h"
#include "hub/importers/osm_kinds.h"
#include "hub/importers/points.h"
#include "hub/importers/tar.h"
#include "hub/imports.h"

static const char guide_xml[] =
	"<?xml version=\"1.0\"?><Publication xmlns:dc=\"http://purl.org/dc/elements/1.1/\" ID=\"F1342\"><dc:title>Carte d'identité : "
	"perdue</dc:title><dc:subject>Papiers, Autre</dc:subject><dc:description>Cour</dc:description><dc:date>modified 2020-07-21</dc:date>"
	"<Theme ID=\"N1\"><Titre>Papiers</Titre></Theme><Introduction><Texte><Paragraphe>Allez  en\n mairie.</Paragraphe></Texte></Introduction>"
	"<ListeSituations><Situation><Titre>En France</Titre><Texte><Chapitre><Titre><Paragraphe>Où ?</Paragraphe></Titre>"
	"<Paragraphe>À <LienInterne LienPublication=\"F1\">la mairie</LienInterne>.</Paragraphe><Liste><Item><Paragraphe>Un</Paragraphe>"
	"<Liste><Item><Paragraphe>Sous</Paragraphe></Item></Liste></Item></Liste><Attention><Titre>Attention</Titre><Paragraphe>vite"
	"</Paragraphe></Attention><Tableau><Titre>Prix</Titre><Rangée type=\"header\"><Cellule><Paragraphe>Âge</Paragraphe></Cellule><Cellule>"
	"<Paragraphe>Prix</Paragraphe></Cellule></Rangée><Rangée type=\"normal\"><Cellule><Paragraphe>12 ans</Paragraphe></Cellule><Cellule>"
	"<Paragraphe>25 €</Paragraphe></Cellule></Rangée></Tableau></Chapitre></Texte></Situation></ListeSituations>"
	"<Reference><Titre>Code civil</Titre></Reference></Publication>";

static struct bytes bytes_of(const char *s)
{
	return (struct bytes){ (const unsigned char *)s, strlen(s) };
}

static void a_guide_becomes_headings_paragraphs_lists_and_notes(void **state)
{
	json_t *row;
	struct err err;

	(void)state;
	guide_init();
	ok(guide_from_xml(bytes_of(guide_xml), &row, &err), &err);
	assert_string_equal(column(row, "id"), "F1342");
	assert_string_equal(column(row, "title"), "Carte d’identité\u00a0: perdue");
	assert_string_equal(column(row, "theme"), "Papiers");
	assert_string_equal(column(row, "updated"), "2020-07-21");
	assert_string_equal(column(row, "summary"), "Allez en mairie.");
	assert_string_equal(column(row, "body"),
	                    "[{\"p\":\"Allez en mairie.\"},{\"h\":\"En France\"},{\"h\":\"Où\u00a0?\"},{\"p\":\"À la mairie.\"},"
	                    "{\"li\":[\"Un\",\"– Sous\"]},{\"note\":\"Attention\u00a0: vite\"},{\"h\":\"Prix\"},{\"li\":[\"12 ans\u00a0: 25\u00a0€\"]}]");
	json_decref(row);
}

static void the_json_shape_gives_the_same_guide(void **state)
{
	static const char json[] =
		"{\"id\":\"F1\",\"children\":[{\"type\":\"element\",\"name\":\"Publication\",\"attributes\":{\"ID\":\"F1\"},\"children\":["
		"{\"type\":\"element\",\"name\":\"dc:title\",\"children\":[{\"type\":\"text\",\"text\":\"Titre & co\"}]},"
		"{\"type\":\"element\",\"name\":\"Texte\",\"children\":[{\"type\":\"element\",\"name\":\"Paragraphe\",\"children\":"
		"[{\"type\":\"text\",\"text\":\"Bonjour <b>\"}]}]}]}]}";
	json_t *row;
	struct err err;

	(void)state;
	guide_init();
	ok(guide_from_json(bytes_of(json), &row, &err), &err);
	assert_string_equal(column(row, "title"), "Titre & co");
	assert_string_equal(column(row, "body"), "[{\"p\":\"Bonjour <b>\"}]");
	json_decref(row);
}

static void a_guide_that_is_damaged_or_hostile_is_an_error(void **state)
{
	static const char *const bad[] = {
		"", "<Publication", "<a/>", "<Publication ID=\"../x\"><title>t</title></Publication>", "<Publication ID=\"F1\"/>",
		"<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Publication ID=\"F1\"><title>&x;</title></Publication>",
	};
	json_t *row;
	struct err err;

	(void)state;
	guide_init();
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(guide_from_xml(bytes_of(bad[i]), &row, &err));
	assert_false(guide_from_json(bytes_of("{\"children\": [1, null, {\"type\": \"element\"}]}"), &row, &err));
	assert_false(guide_from_json(bytes_of("[["), &row, &err));
	assert_non_null(strstr(err.text, "line 1"));
}

static void french_signs_get_their_no_break_spaces(void **state)
{
	static const char *const pairs[][2] = {
		{ "  a  b ", "a b" }, { "Où ?", "Où\u00a0?" }, { "« oui »", "«\u00a0oui\u00a0»" }, { "12:30", "12:30" }, { "l'eau", "l’eau" },
		{ "25 €", "25\u00a0€" }, { "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		char *made = french_typography(pairs[i][0]);

		assert_string_equal(made, pairs[i][1]);
		free(made);
	}
}

static void a_csv_field_may_hold_quotes_commas_and_lines(void **state)
{
	char text[] = "a,\"b,\"\"c\"\"\",d\r\n\"x\ny\",,z\nlast";
	char *at = text, *fields[CSV_FIELDS_MAX];
	int line = 1;

	(void)state;
	assert_int_equal(csv_record(&at, fields, &line), 3);
	assert_string_equal(fields[1], "b,\"c\"");
	assert_string_equal(fields[2], "d");
	assert_int_equal(csv_record(&at, fields, &line), 3);
	assert_string_equal(fields[0], "x\ny");
	assert_string_equal(fields[1], "");
	assert_int_equal(line, 4);
	assert_int_equal(csv_record(&at, fields, &line), 1);
	assert_string_equal(fields[0], "last");
	assert_int_equal(csv_record(&at, fields, &line), 0);
}

static void points_are_found_again(void **state)
{
	struct points points = { .slots = NULL };

	(void)state;
	for (int64_t i = 1; i <= 100000; i++)
		assert_true(points_add(&points, i * 977, (double)i, 0));
	for (int64_t i = 1; i <= 100000; i++)
		assert_true(points_find(&points, i * 977)->lat >= (double)i);
	assert_null(points_find(&points, 5));
	points_done(&points);
}

/* ---- files */
static char *write_file(const char *name, const char *text)
{
	static char path[200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", fixture_dir, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	return path;
}

static bool nothing(void *ctx, const char *name, struct bytes data, struct err *err)
{
	(void)name;
	(void)data;
	(void)err;
	(*(int *)ctx)++;
	return true;
}

static void a_file_that_is_no_archive_is_said_to_be_none(void **state)
{
	char long_text[1200];
	struct err err;
	int files = 0;

	(void)state;
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	assert_false(tar_read(write_file("a.tar", long_text), nothing, &files, &err));
	assert_int_equal(err.code, ERR_BAD_INPUT);
	assert_false(tar_read(write_file("a.tar.zst", long_text), nothing, &files, &err));
	assert_non_null(strstr(err.text, "zstd"));
	assert_false(tar_read("/nowhere/a.tar", nothing, &files, &err));
	assert_int_equal(files, 0);
}

/* COUNT files of 8 MiB each, of holes. */
static char *write_holes(int count)
{
	static char path[200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/holes.tar", fixture_dir);
	file = fopen(path, "w");
	assert_non_null(file);
	for (int i = 0; i < count; i++) {
		unsigned char head[512] = "a.xml";
		unsigned sum = 0;

		memcpy(head + 124, "00040000000", 11); /* octal */
		memset(head + 148, ' ', 8);
		head[156] = '0';
		for (size_t at = 0; at < sizeof(head); at++)
			sum += head[at];
		snprintf((char *)head + 148, 8, "%06o", sum);
		assert_int_equal(fwrite(head, 1, sizeof(head), file), sizeof(head));
		assert_int_equal(fseek(file, TAR_FILE_MAX, SEEK_CUR), 0);
	}
	assert_int_equal(fclose(file), 0);
	assert_int_equal(truncate(path, (off_t)count * (512 + TAR_FILE_MAX)), 0);
	return path;
}

static void an_archive_that_unpacks_to_more_than_any_guides_is_refused(void **state)
{
	struct err err;
	int files = 0;

	(void)state;
	assert_true(tar_read(write_holes(TAR_ALL_MAX / TAR_FILE_MAX), nothing, &files, &err));
	assert_int_equal(files, TAR_ALL_MAX / TAR_FILE_MAX);
	assert_false(tar_read(write_holes(TAR_ALL_MAX / TAR_FILE_MAX + 1), nothing, &files, &err));
	assert_int_equal(err.code, ERR_BAD_INPUT);
	assert_non_null(strstr(err.text, "256 MiB together"));
}

/* One grey pixel. */
static const char png[] =
	"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00"
	"\x00\x3a\x7e\x9b\x55\x00\x00\x00\x0a\x49\x44\x41\x54\x78\x9c\x63\x68\x00\x00\x00\x82\x00\x81\x77\xcd\x72\xb6\x00"
	"\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

static void write_bytes(const char *name, const char *data, size_t len)
{
	char path[200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", fixture_dir, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, len, file), len);
	fclose(file);
}

static bool import_text(const char *text, struct strbuf *errors)
{
	char *paths[] = { write_file("town.json", text) };
	FILE *out = fopen("/dev/null", "w");
	struct err err;
	bool done;

	done = import_town(fixture_dir, paths, 1, &fixture_clock, &fixture_rng, out, errors, &err);
	fclose(out);
	return done;
}

#define TOWN TOWN_AT("https://v.example")
#define TOWN_AT(web)                                                                                                       \
	"\"town\": [{\"id\": \"62999\", \"name\": \"V\", \"title\": \"Ville\", \"lang\": \"fr\", \"zone\": \"Europe/Paris\", \"colour\": \"#0B3C55\"," \
	" \"web\": \"" web "\", \"address\": \"a\", \"phone\": \"1\", \"hours\": \"24/7\"}]"

static void errors_of_a_town_name_file_line_row_and_column(void **state)
{
	static const struct {
		const char *text, *said;
	} cases[] = {
		{ "{" TOWN ",\n\"department\": [\n {\"id\": \"a\", \"nmae\": \"A\"}]}", "town.json:3: department a: there is no column \"nmae\"; did you mean \"name\"?" },
		{ "{" TOWN ",\n\"department\": [{\"id\": \"a\"}]}", "town.json:2: department a: \"name\" is missing" },
		{ "{" TOWN ",\n\"deparment\": []}", "\"deparment\" is no table that can be imported; did you mean \"department\"?" },
		{ "{\n\"town\": [}", "town.json:2:" },
		{ "{" TOWN ",\"event\": [{\"id\": \"e\", \"title\": \"t\", \"starts\": \"demain\"}]}", "event e: \"starts\" is \"demain\"; expected an instant" },
		{ "{" TOWN ",\"department\": [{\"id\": \"a\", \"name\": \"A\", \"hours\": \"Lundi\"}]}", "department a: hours: " },
		{ "{" TOWN_AT("www.ville.example") "}", "town 62999: \"web\" is \"www.ville.example\"; expected" },
		{ "{" TOWN ",\"place\": [{\"id\": \"p\", \"kind\": \"park\", \"name\": \"P\", \"department\": \"x\"}]}", "there is no such department" },
		{ "{\"place\": []}", "none of the files holds a \"town\"" },
		{ "{" TOWN ",\"agent\": [{\"id\": \"a\", \"login\": \"a\", \"name\": \"A\", \"role\": \"agent\", \"departments\": []}]}", "\"pin\" is missing" },
		{ "[]", "should be one object" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct strbuf errors = STRBUF_INIT;
		json_t *row;

		assert_false(import_text(cases[i].text, &errors));
		if (!strstr(strbuf_str(&errors), cases[i].said))
			fail_msg("expected \"%s\", got \"%s\"", cases[i].said, strbuf_str(&errors));
		row = row_of(SYNCED_TOWN, "62999");
		assert_string_equal(column(row, "name"), "Ville"); /* nothing was written */
		json_decref(row);
		strbuf_done(&errors);
	}
}

#define PLACES ",\"place\": [{\"id\": \"p\", \"kind\": \"park\", \"name\": \"P\"}, {\"id\": \"q\", \"kind\": \"park\", \"name\": \"Q\"}]"
#define PICTURE(id, owner, kind, file)                                                                                 \
	"{\"id\": \"" id "\", \"owner\": \"" owner "\", \"kind\": \"" kind "\", \"alt\": \"a\"" file "}"
#define NAMED(file) ", \"file\": \"" file "\""
#define WITH(pictures) "{" TOWN PLACES ",\n\"picture\": [" pictures "]}"

static void a_picture_becomes_its_bytes_and_is_taken_once(void **state)
{
	static const char with[] = WITH(PICTURE("a", "place:p", "photo", NAMED("p.png")));
	struct strbuf errors = STRBUF_INIT;
	struct scope scope = { .public_ = true };
	struct strbuf lines = STRBUF_INIT, base64 = STRBUF_INIT;
	struct cursor before, after;
	struct err err;
	int64_t rev;
	bool more;

	(void)state;
	write_bytes("p.png", png, sizeof(png) - 1);
	if (!import_text(with, &errors))
		fail_msg("%s", strbuf_str(&errors));
	ok(store_changes(store, &scope, 0, &lines, &rev, &more, &err), &err);
	base64_add(&base64, png, sizeof(png) - 1);
	assert_non_null(strstr(strbuf_str(&lines), strbuf_str(&base64)));
	ok(store_cursor(store, &before, &err), &err);
	assert_true(import_text(with, &errors));
	ok(store_cursor(store, &after, &err), &err);
	assert_int_equal(before.rev, after.rev);
	assert_true(import_text("{" TOWN PLACES "}", &errors));
	assert_null(row_of(SYNCED_PICTURE, "a"));
	strbuf_done(&lines);
	strbuf_done(&base64);
	strbuf_done(&errors);
}

static void a_bad_picture_is_refused_with_its_name(void **state)
{
	static const struct {
		const char *text, *said;
	} cases[] = {
		{ WITH(PICTURE("a", "place:p", "photo", NAMED("none.png"))), "town.json:2: picture a: none.png cannot be taken: No such file" },
		{ WITH(PICTURE("a", "place:p", "photo", NAMED("cut.png"))), "town.json:2: picture a: cut.png: cut off: its end is missing" },
		{ WITH(PICTURE("a", "place:p", "photo", NAMED("rot.png"))), "picture a: rot.png: damaged: a checksum in it does not fit" },
		{ WITH(PICTURE("a", "place:p", "photo", NAMED("huge.png"))), "picture a: huge.png: 30000 by 30000 pixels; at most 12 million of them" },
		{ WITH(PICTURE("a", "place:p", "photo", NAMED("long.png"))), "picture a: long.png cannot be taken: it is larger than 2 MB" },
		{ WITH(PICTURE("a", "place:p", "photo", NAMED("p.gif"))), "picture a: p.gif: neither a JPEG nor a PNG" },
		{ WITH(PICTURE("a", "place:p", "photo", NAMED("../p.png"))), "picture a: \"file\" should be a name beside this file" },
		{ WITH(PICTURE("a", "place:p", "photo", NAMED("/etc/hostname"))), "picture a: \"file\" should be a name beside this file" },
		{ WITH(PICTURE("a", "place:p", "photo", "")), "picture a: \"file\" is missing" },
		{ WITH(PICTURE("a", "place:p", "photo", NAMED("p.png") ", \"bytes\": \"SQ==\"")), "picture a: \"bytes\" is not written" },
		{ WITH(PICTURE("a", "place:x", "photo", NAMED("p.png"))), "picture a: \"owner\" is \"place:x\"; expected the id of a place" },
		{ WITH(PICTURE("a", "town:62999", "photo", NAMED("p.png"))), "picture a: \"owner\" is \"town:62999\"; expected the id of a place" },
		{ WITH(PICTURE("a", "place:p", "painting", NAMED("p.png"))), "picture a: \"kind\" is \"painting\"; expected \"photo\" or" },
		{ WITH(PICTURE("a", "place:p", "photo", NAMED("p.png")) "," PICTURE("b", "place:p", "photo", NAMED("p.png"))),
		  "picture b: place:p has a picture already: a" },
	};
	static char data[3 << 20];

	(void)state;
	memcpy(data, png, sizeof(png) - 1);
	write_bytes("p.png", data, sizeof(png) - 1);
	write_bytes("cut.png", data, sizeof(png) - 14);
	write_bytes("long.png", data, sizeof(data));
	data[40] ^= 1;
	write_bytes("rot.png", data, sizeof(png) - 1);
	memcpy(data + 16, "\0\0\x75\x30\0\0\x75\x30", 8);
	write_bytes("huge.png", data, sizeof(png) - 1);
	write_bytes("p.gif", "GIF89a, but nothing more than that", 34);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct strbuf errors = STRBUF_INIT;

		assert_false(import_text(cases[i].text, &errors));
		if (!strstr(strbuf_str(&errors), cases[i].said))
			fail_msg("expected \"%s\", got \"%s\"", cases[i].said, strbuf_str(&errors));
		assert_null(row_of(SYNCED_PLACE, "p")); /* nothing was written */
		strbuf_done(&errors);
	}
}

static void an_import_again_removes_what_the_file_no_longer_has(void **state)
{
	static const char with[] = "{" TOWN ",\"department\": [{\"id\": \"a\", \"name\": \"A\"}, {\"id\": \"b\", \"name\": \"B\"}]}";
	static const char without[] = "{" TOWN ",\"department\": [{\"id\": \"a\", \"name\": \"A\"}]}";
	struct strbuf errors = STRBUF_INIT;
	struct cursor before, after;
	json_t *row;
	struct err err;

	(void)state;
	assert_true(import_text(with, &errors));
	ok(store_cursor(store, &before, &err), &err);
	assert_true(import_text(with, &errors));
	ok(store_cursor(store, &after, &err), &err);
	assert_int_equal(before.rev, after.rev);
	assert_true(import_text(without, &errors));
	assert_null(row_of(SYNCED_DEPARTMENT, "b"));
	row = row_of(SYNCED_DEPARTMENT, "voirie"); /* it did not come from this source */
	assert_non_null(row);
	json_decref(row);
	strbuf_done(&errors);
}

static void a_request_that_agents_work_on_survives_an_import(void **state)
{
	static const char text[] =
		"{" TOWN ",\"department\": [{\"id\": \"a\", \"name\": \"A\"}], \"service\": [{\"id\": \"s\", \"name\": \"S\", \"kind\": \"demande\","
		" \"department\": \"a\", \"theme\": \"t\", \"purpose\": \"p\", \"legal_basis\": \"l\", \"recipients\": \"r\", \"retention\": \"x\","
		" \"silence\": \"none\"}], \"request\": [{\"id\": \"r1\", \"service\": \"s\", \"registered\": \"@-2d 10:00\", \"summary\": \"S\", \"thread\":"
		" [{\"at\": \"@-1d\", \"kind\": \"state\", \"body\": \"in_progress\", \"text\": \"On arrive\"}]}]}";
	struct strbuf errors = STRBUF_INIT;
	json_t *row;

	(void)state;
	assert_true(import_text(text, &errors));
	row = row_of(SYNCED_REQUEST, "r1");
	assert_string_equal(column(row, "state"), "in_progress");
	assert_true(tracking_valid(column(row, "number")));
	json_object_set_new(row, "state", json_string("done"));
	put(SYNCED_REQUEST, row);
	json_decref(row);
	assert_true(import_text(text, &errors));
	row = row_of(SYNCED_REQUEST, "r1");
	assert_string_equal(column(row, "state"), "done");
	json_decref(row);
	strbuf_done(&errors);
}

static const char *no_tag(const void *object, const char *key)
{
	return streq(key, "shop") ? object : NULL;
}

static void a_shop_is_a_shop_unless_it_stands_empty(void **state)
{
	(void)state;
	assert_int_equal(osm_kind_find(no_tag, "bakery")->kind, PLACE_SHOP);
	assert_null(osm_kind_find(no_tag, "vacant"));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_guide_becomes_headings_paragraphs_lists_and_notes),
		cmocka_unit_test(the_json_shape_gives_the_same_guide),
		cmocka_unit_test(a_guide_that_is_damaged_or_hostile_is_an_error),
		cmocka_unit_test(french_signs_get_their_no_break_spaces),
		cmocka_unit_test(a_csv_field_may_hold_quotes_commas_and_lines),
		cmocka_unit_test(points_are_found_again),
		cmocka_unit_test(a_shop_is_a_shop_unless_it_stands_empty),
		CASE(a_file_that_is_no_archive_is_said_to_be_none),
		CASE(an_archive_that_unpacks_to_more_than_any_guides_is_refused),
		CASE(errors_of_a_town_name_file_line_row_and_column),
		CASE(an_import_again_removes_what_the_file_no_longer_has),
		CASE(a_picture_becomes_its_bytes_and_is_taken_once),
		CASE(a_bad_picture_is_refused_with_its_name),
		CASE(a_request_that_agents_work_on_survives_an_import),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
