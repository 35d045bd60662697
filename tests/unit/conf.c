#include "common/conf/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

static bool is_one_word(const char *text)
{
	return !strchr(text, ' ');
}

static const struct conf_row rows[] = {
	{ .section = "session", .key = "typing_s", .type = CONF_SECONDS, .min = 60, .max = 90, .def = "75", .help = "A." },
	{ .section = "session", .key = "motion", .type = CONF_BOOL, .def = "yes", .help = "B.\nSecond line." },
	{ .section = "screen", .key = "width_mm", .type = CONF_MM, .min = 50, .max = 3000, .def = "300", .help = "C." },
	{ .section = "screen", .key = "rotation", .type = CONF_ENUM, .choices = { "0", "90" }, .def = "0", .help = "D." },
	{ .section = "terminal", .key = "state_dir", .type = CONF_PATH, .def = "/var/lib/parvis", .help = "E." },
	{ .section = "counter", .key = "lock_minutes", .type = CONF_INT, .min = 1, .max = 60, .def = "5", .help = "F." },
	{ .section = "maintenance", .key = "pin_hash", .type = CONF_TEXT, .def = "", .help = "G." },
	{ .section = "sync", .key = "hub", .type = CONF_TEXT, .fits = is_one_word, .expected = "one word", .def = "", .help = "H." },
};

static char path[200];

static void write_file(const char *text, size_t len)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

static bool load(const char *text, struct conf **ret_conf, struct err *err)
{
	write_file(text, strlen(text));
	return conf_load(path, rows, ARRAY_LEN(rows), ret_conf, err);
}

static void without_a_file_every_setting_has_its_default(void **state)
{
	struct conf *conf;
	struct err err;

	(void)state;
	assert_true(conf_load(NULL, rows, ARRAY_LEN(rows), &conf, &err));
	assert_int_equal(conf_int(conf, "session.typing_s"), 75);
	assert_true(conf_bool(conf, "session.motion"));
	assert_true(conf_mm(conf, "screen.width_mm") == 300);
	assert_string_equal(conf_text(conf, "terminal.state_dir"), "/var/lib/parvis");
	conf_free(conf);
	assert_true(settings_load(NULL, &conf, &err));
	conf_free(conf);
	conf_free(NULL);
}

static void values_are_read_in_the_ways_people_write_them(void **state)
{
	struct conf *conf;
	struct err err;

	(void)state;
	assert_true(load("\xEF\xBB\xBF# a comment\r\n[session]\r\ntyping_s = 1,5 min ; and why\r\nmotion=off\r\n\r\n[screen]\r\n"
			 "width_mm: 297.5 mm\r\nrotation = 90\r\n[terminal]\nstate_dir = ~/parvis\n[counter]\nlock_minutes = 60",
			 &conf, &err));
	assert_int_equal(conf_int(conf, "session.typing_s"), 90);
	assert_false(conf_bool(conf, "session.motion"));
	assert_true(conf_mm(conf, "screen.width_mm") == 297.5);
	assert_int_equal(conf_choice(conf, "screen.rotation"), 1);
	assert_string_equal(conf_text(conf, "screen.rotation"), "90");
	assert_int_equal(conf_int(conf, "counter.lock_minutes"), 60);
	if (getenv("HOME"))
		assert_memory_equal(conf_text(conf, "terminal.state_dir"), getenv("HOME"), strlen(getenv("HOME")));
	conf_free(conf);
}

static void each_mistake_says_where_it_is_and_what_was_expected(void **state)
{
	static const struct {
		const char *file, *says;
	} cases[] = {
		{ "[session]\n\ntyping_s = 120\n", ":3: [session] typing_s = 120: expected 60 to 90 seconds" },
		{ "[session]\ntyping_s = soon\n", ":2: [session] typing_s = soon: expected 60 to 90 seconds" },
		{ "[session]\ntyping_s = 61.5\n", "expected 60 to 90 seconds" },
		{ "[session]\nmotion = perhaps\n", ":2: [session] motion = perhaps: expected yes or no" },
		{ "[screen]\nrotation = 45\n", "expected one of 0, 90" },
		{ "[screen]\nwidth_mm = 12 inches\n", "expected millimetres from 50 to 3000" },
		{ "[counter]\nlock_minutes =\n", "expected a whole number from 1 to 60" },
		{ "[counter]\nlock_minutes = 99999999999999999999\n", "expected a whole number from 1 to 60" },
		{ "[session]\ntyping = 75\n", ":2: unknown key [session] typing: did you mean [session] typing_s?" },
		{ "[sesion]\ntyping_s = 75\n", "did you mean [session] typing_s?" },
		{ "[counter]\nmotion = no\n", "did you mean [session] motion?" },
		{ "[session]\ncolour_of_the_sky = blue\n", "unknown key [session] colour_of_the_sky: the shipped" },
		{ "motion = no\n", ":1: motion stands in front of the first [section]" },
		{ "[session]\nmoiton = no\n", "did you mean [session] motion?" },
		{ "[sync]\nhub = over there\n", ":2: [sync] hub = over there: expected one word" },
		{ "[session]\nmotion = no\nmotion = yes\n", ":3: [session] motion stands here again: it was set at" },
		{ "[session]\nwhat is this\n", ":2: expected \"[section]\", \"key = value\" or a comment" },
		{ "[session\n", ":1: expected" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct conf *conf = NULL;
		struct err err = { .text = "" };

		assert_false(load(cases[i].file, &conf, &err));
		assert_null(conf);
		if (!strstr(err.text, cases[i].says) || !strstr(err.text, path))
			fail_msg("%s  says: %s\n  not: %s", cases[i].file, err.text, cases[i].says);
	}
}

static void files_that_are_none_are_refused(void **state)
{
	struct conf *conf = NULL;
	struct err err;
	char long_line[400];

	(void)state;
	memset(long_line, 'x', sizeof(long_line));
	memcpy(long_line, "[session]\n", 10);
	long_line[sizeof(long_line) - 1] = '\0';
	assert_false(load(long_line, &conf, &err));
	assert_non_null(strstr(err.text, ":2: the line is longer than"));
	write_file("[session]\0motion = no\n", 22);
	assert_false(conf_load(path, rows, ARRAY_LEN(rows), &conf, &err));
	assert_non_null(strstr(err.text, "not a text file"));
	unlink(path);
	assert_false(conf_load(path, rows, ARRAY_LEN(rows), &conf, &err));
	assert_non_null(strstr(err.text, path));
}

static void the_command_line_is_stronger_and_a_dump_says_so(void **state)
{
	struct strbuf dump = STRBUF_INIT;
	struct conf *conf;
	struct err err;

	(void)state;
	assert_true(load("[session]\nmotion = no\n[maintenance]\npin_hash = $argon2id$secret\n", &conf, &err));
	assert_true(conf_set(conf, "session.typing_s", "60", &err));
	assert_false(conf_set(conf, "session.typing_s", "6", &err));
	assert_non_null(strstr(err.text, "command line"));
	assert_false(conf_set(conf, "typing_s", "60", &err));
	conf_dump(conf, &dump);
	assert_non_null(strstr(dump.data, "typing_s = 60    ; command line"));
	assert_non_null(strstr(dump.data, "conf.test:2"));
	assert_non_null(strstr(dump.data, "rotation = 0    ; default"));
	assert_non_null(strstr(dump.data, "pin_hash = (set)"));
	assert_null(strstr(dump.data, "secret"));
	strbuf_done(&dump);
	conf_free(conf);
}

/* The shipped file lists every key at its default, and is the table's own text. */
static void the_shipped_file_is_made_from_the_table(void **state)
{
	const char *top = getenv("TOP");
	struct strbuf shipped = STRBUF_INIT, made = STRBUF_INIT, open = STRBUF_INIT;
	char where[300];
	struct conf *conf;
	struct err err = { .text = "" };

	(void)state;
	snprintf(where, sizeof(where), "%s/kiosk.conf", top ? top : ".");
	assert_true(strbuf_read_file(&shipped, where, 64 * 1024));
	conf_example(settings_title, settings, settings_len, &made);
	if (!streq(shipped.data, made.data))
		fail_msg("%s is not what the table says: build/tests/tools/settings > kiosk.conf", where);
	/* with every comment mark in front of a key removed it still loads, and changes nothing */
	for (const char *line = made.data; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *text = line[0] == '#' && line[1] != ' ' ? line + 1 : line;

		strbuf_addn(&open, text, strcspn(text, "\n"));
		strbuf_addc(&open, '\n');
	}
	write_file(open.data, open.len);
	if (!conf_load(path, settings, settings_len, &conf, &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; i < settings_len; i++) {
		char name[100];

		snprintf(name, sizeof(name), "%s.%s", settings[i].section, settings[i].key);
		if (settings[i].type == CONF_TEXT)
			assert_string_equal(conf_text(conf, name), settings[i].def);
		assert_true(*settings[i].help);
	}
	conf_free(conf);
	strbuf_done(&shipped);
	strbuf_done(&made);
	strbuf_done(&open);
}

static char folder[160];

static int up(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof(folder), "%.120s/conf-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/conf.test", folder);
	return 0;
}

static int down(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_file_every_setting_has_its_default),
		cmocka_unit_test(values_are_read_in_the_ways_people_write_them),
		cmocka_unit_test(each_mistake_says_where_it_is_and_what_was_expected),
		cmocka_unit_test(files_that_are_none_are_refused),
		cmocka_unit_test(the_command_line_is_stronger_and_a_dump_says_so),
		cmocka_unit_test(the_shipped_file_is_made_from_the_table),
	};

	return cmocka_run_group_tests(tests, up, down);
}
