/* What the store promises: full and damaged files have names, migrations start where they stopped, a reader follows the file
 * that `current` names, and texts come in the reader's language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "common/store/address.h"
#include "common/store/department.h"
#include "common/store/desk.h"
#include "common/store/event.h"
#include "common/store/migrate.h"
#include "common/store/picture.h"
#include "common/store/place.h"
#include "common/store/replica.h"
#include "common/store/search.h"
#include "common/store/service.h"
#include "common/store/terminal.h"
#include "tests/unit/folder_fixture.h"

#include <sys/stat.h>
#include <unistd.h>

static const char *path_of(const char *name)
{
	static char paths[4][160];
	static int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", directory, name);
	return path;
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void ok(bool success, const struct err *err)
{
	if (!success)
		fail_msg("%s", err->text);
}

static struct db *new_replica_of(int format, const char *path, const char *epoch, int rev)
{
	struct err err;
	struct db *db;
	char sql[256];

	ok(db_open(path, DB_CREATE | DB_TRUSTED | DB_PERSIST_WAL, &db, &err), &err);
	ok(schema_replica(db, format, &err), &err);
	snprintf(sql, sizeof(sql), "INSERT INTO replica VALUES (1, %d, '62999', 'public', '%s', %d, 5)", format, epoch, rev);
	ok(db_exec(db, sql, &err), &err);
	return db;
}

static struct db *new_replica(const char *path, const char *epoch, int rev)
{
	return new_replica_of(REPLICA_FORMAT, path, epoch, rev);
}

static const char town_sql[] =
	"INSERT INTO town VALUES ('62999', 1, 'Valbrune', 'Ville de Valbrune', 'fr', 'Europe/Paris', 'FR', '#0B3C55', NULL,"
	" 'https://d.example', '1 place', '0321000000', NULL, 'Mo-Fr 08:30-17:30', 'accueil', 'dpo', 50.1, 2.9,"
	" '{\"en\": {\"title\": \"Town of Valbrune\"}}');"
	"INSERT INTO department VALUES ('accueil', 2, 'Accueil', 'On vous répond', '1 place', NULL, '03', NULL, NULL, NULL, NULL, 50.1, 2.9,"
	" '{\"fr-simple\": {\"summary\": \"Nous aidons\"}}');"
	"INSERT INTO closure VALUES ('c1', 3, 'accueil', '2026-12-24', '2026-12-26', NULL, 'Noël', NULL);"
	"INSERT INTO closure VALUES ('c2', 4, 'town', '2026-01-01', '2026-01-01', NULL, 'Jour de l’an', NULL);"
	"INSERT INTO place (id, rev, kind, name, lat, lon) VALUES ('p1', 5, 'toilets', 'Loin', 50.2, 2.9), ('p2', 6, 'toilets', 'Près', 50.1, 2.9),"
	" ('p3', 7, 'pool', 'Piscine', 50.1, 2.9);"
	"INSERT INTO alert VALUES ('a', 8, 'info', 'Info', 'x', 0, NULL, NULL, NULL, NULL, NULL, NULL),"
	" ('b', 9, 'danger', 'Crue', 'x', 0, 100, 50.1, 2.9, 500, 'p3', NULL), ('c', 10, 'danger', 'Fini', 'x', 0, 10, NULL, NULL, NULL, NULL, NULL);";

static void every_query_prepares(void **state)
{
	static const struct db_queries *const sets[] = { &town_queries,    &department_queries, &place_queries,  &event_queries, &service_queries,
		                                         &address_queries, &search_queries,     &replica_queries, &desk_queries,    &picture_queries };
	struct db *db = new_replica(path_of("q.db"), "e", 1);
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		ok(db_prepare_all(db, sets[i], &err), &err);
	db_close(db);
}

static void a_full_disk_and_a_damaged_file_have_their_own_names(void **state)
{
	struct err err = { .code = ERR_NONE };
	struct db *db;

	(void)state;
	ok(db_open(path_of("full.db"), DB_CREATE | DB_FULL, &db, &err), &err);
	ok(db_exec(db, "CREATE TABLE t (x BLOB)", &err), &err);
	ok(db_exec(db, "PRAGMA max_page_count = 10", &err), &err);
	assert_false(db_exec(db, "INSERT INTO t VALUES (zeroblob(1000000))", &err));
	assert_int_equal(err.code, ERR_DISK_FULL);
	db_close(db);
	write_file(path_of("garbage.db"), "<html>this is what a portal sent instead of a database, long enough to be read as one ....</html>");
	assert_false(db_open(path_of("garbage.db"), 0, &db, &err));
	assert_int_equal(err.code, ERR_CORRUPT);
	assert_non_null(strstr(err.text, "garbage.db"));
	assert_false(db_open(path_of("nothing.db"), DB_READ_ONLY, &db, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
}

static void add_number(struct strbuf *out, uint32_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		strbuf_addc(out, (char)(value >> shift));
}

/* A rollback journal as a crash leaves it, of a transaction that wrote nothing here and something in another database as well: it names the
 * journal of both (https://www.sqlite.org/fileformat2.html#the_rollback_journal). */
static void write_journal(const char *path, const char *names)
{
	static const char magic[] = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";
	struct strbuf journal = STRBUF_INIT;
	uint32_t sum = 0;
	FILE *file;

	strbuf_addn(&journal, magic, 8);
	for (int i = 0; i < 5; i++)
		add_number(&journal, (const uint32_t[]){ 0, 1234, 2, 512, 4096 }[i]); /* records, nonce, pages, sector, page */
	while (journal.len < 512)
		strbuf_addc(&journal, '\0');
	for (const char *at = names; *at; at++)
		sum += (unsigned char)*at;
	add_number(&journal, 0x40000000 / 4096 + 1);
	strbuf_addn(&journal, names, strlen(names));
	add_number(&journal, (uint32_t)strlen(names));
	add_number(&journal, sum);
	strbuf_addn(&journal, magic, 8);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(journal.data, 1, journal.len, file), journal.len);
	fclose(file);
	strbuf_done(&journal);
}

static void a_journal_made_by_hand_removes_no_other_file(void **state)
{
	struct err err = { .code = ERR_NONE };
	struct db *db;

	(void)state;
	ok(db_open(path_of("o.db"), DB_CREATE | DB_FULL, &db, &err), &err);
	ok(db_exec(db, "CREATE TABLE t (x)", &err), &err);
	db_close(db);
	write_file(path_of("token"), "secret");
	write_journal(path_of("o.db-journal"), path_of("token"));
	if (db_open(path_of("o.db"), DB_FULL, &db, &err)) /* what it did say is of no matter */
		db_close(db);
	assert_int_equal(access(path_of("token"), F_OK), 0);
	ok(db_open(path_of("o.db"), DB_FULL, &db, &err), &err);
	ok(db_exec(db, "INSERT INTO t VALUES (1)", &err), &err);
	db_close(db);
}

static void a_file_of_a_newer_version_is_left_alone(void **state)
{
	static const char *const steps[] = { "common/store/sql/outbox.sql" };
	struct err err = { .code = ERR_NONE };
	struct db *db;

	(void)state;
	ok(db_open(path_of("m.db"), DB_CREATE, &db, &err), &err);
	ok(migrate(db, steps, 1, &err), &err);
	ok(migrate(db, steps, 1, &err), &err);
	assert_int_equal(db_pragma_int(db, "user_version"), 1);
	ok(db_exec(db, "PRAGMA user_version = 2", &err), &err);
	assert_false(migrate(db, steps, 1, &err));
	assert_int_equal(err.code, ERR_FORMAT);
	db_close(db);
}

static void a_schema_with_a_trigger_too_many_is_not_trusted(void **state)
{
	struct err err = { .code = ERR_NONE };
	struct db *db = new_replica(path_of("s.db"), "e", 1);

	(void)state;
	ok(schema_check(db, REPLICA_FORMAT, &err), &err);
	ok(db_exec(db, "CREATE TRIGGER z AFTER INSERT ON record BEGIN DELETE FROM guide; END", &err), &err);
	assert_false(schema_check(db, REPLICA_FORMAT, &err));
	assert_int_equal(err.code, ERR_FORMAT);
	ok(db_exec(db, "DROP TRIGGER z; CREATE TABLE 'find_more'(id INTEGER PRIMARY KEY, sz BLOB CHECK (sz > 0))", &err), &err);
	assert_false(schema_check(db, REPLICA_FORMAT, &err)); /* named as FTS5 names its own, and yet with code in it */
	db_close(db);
}

static void a_copy_is_whole(void **state)
{
	struct db *db = new_replica(path_of("a.db"), "e", 1), *copy;
	struct err err;

	(void)state;
	ok(db_exec(db, town_sql, &err), &err);
	ok(db_backup(db, path_of("b.db"), &err), &err);
	db_close(db);
	ok(db_open(path_of("b.db"), DB_TRUSTED, &copy, &err), &err);
	ok(db_check(copy, &err), &err);
	ok(schema_check(copy, REPLICA_FORMAT, &err), &err);
	ok(db_exec(copy, "UPDATE place SET name = 'Neuf' WHERE id = 'p1'", &err), &err);
	db_close(copy);
}

static void a_reader_follows_current_and_changes(void **state)
{
	struct replica *replica;
	struct err err = { .code = ERR_NONE };
	struct db *db;

	(void)state;
	replica = replica_open(directory);
	assert_null(replica_db(replica)); /* not fetched yet */
	assert_int_equal(mkdir(path_of("replica"), 0700), 0);
	db = new_replica(path_of("replica/one.db"), "e1", 1);
	write_file(path_of("replica/current"), "one.db\n");
	assert_int_equal(replica_poll(replica, &err), REPLICA_REOPENED);
	assert_int_equal(replica_poll(replica, &err), REPLICA_SAME);
	ok(db_exec(db, "UPDATE replica SET rev = 2", &err), &err);
	assert_int_equal(replica_poll(replica, &err), REPLICA_CHANGED);
	assert_int_equal(replica_meta(replica)->rev, 2);
	db_close(db);

	write_file(path_of("replica/two.db"), "half of a file that is no database at all, only some text that goes on and on ........");
	write_file(path_of("replica/current"), "two.db\n");
	assert_int_equal(replica_poll(replica, &err), REPLICA_BAD);
	assert_int_equal(err.code, ERR_CORRUPT);
	assert_int_equal(replica_poll(replica, &err), REPLICA_SAME); /* said once */
	assert_non_null(replica_problem(replica));
	assert_string_equal(replica_meta(replica)->epoch, "e1");     /* the one before stays in use */

	db = new_replica(path_of("replica/three.db"), "e3", 9);
	write_file(path_of("replica/current"), "three.db\n");
	assert_int_equal(replica_poll(replica, &err), REPLICA_REOPENED);
	assert_string_equal(replica_meta(replica)->epoch, "e3");
	assert_null(replica_problem(replica));
	ok(db_exec(db, "UPDATE replica SET format = 99", &err), &err);
	db_close(db);
	replica_close(replica);
	replica = replica_open(directory); /* opened after sync has closed: PERSIST_WAL */
	assert_null(replica_db(replica));
	assert_int_equal(replica_problem(replica)->code, ERR_FORMAT);
	write_file(path_of("replica/current"), "../../etc/passwd\n");
	assert_int_equal(replica_poll(replica, &err), REPLICA_BAD);
	replica_close(replica);
}

/* Sync ended between the head of a -wal and its first page. */
static void a_log_that_says_nothing_is_not_waited_for(void **state)
{
	struct replica *replica;
	struct err err = { .code = ERR_NONE };
	char head[32] = { 0x37, 0x7F, 0x06, (char)0x82, 0, 0x2D, (char)0xE2, 0x18, 0, 0, 0x10, 0 };
	struct db *db;
	FILE *wal;

	(void)state;
	assert_int_equal(mkdir(path_of("replica"), 0700), 0);
	db_close(new_replica(path_of("replica/one.db"), "e", 1));
	wal = fopen(path_of("replica/one.db-wal"), "w");
	assert_int_equal(fwrite(head, 1, sizeof(head), wal), sizeof(head));
	fclose(wal);
	assert_int_equal(unlink(path_of("replica/one.db-shm")), 0);
	write_file(path_of("replica/current"), "one.db\n");
	replica = replica_open(directory);
	assert_int_equal(replica_meta(replica)->rev, 1);
	assert_int_not_equal(access(path_of("replica/one.db-shm"), F_OK), 0); /* read without the log */
	assert_int_equal(replica_poll(replica, &err), REPLICA_SAME);

	ok(db_open(path_of("replica/one.db"), DB_TRUSTED | DB_PERSIST_WAL, &db, &err), &err); /* sync is back */
	ok(db_exec(db, "UPDATE replica SET rev = 2", &err), &err);
	assert_int_equal(replica_poll(replica, &err), REPLICA_REOPENED);
	assert_int_equal(replica_meta(replica)->rev, 2);
	ok(db_exec(db, "UPDATE replica SET rev = 3", &err), &err);
	assert_int_equal(replica_poll(replica, &err), REPLICA_CHANGED);
	assert_int_equal(replica_meta(replica)->rev, 3);
	db_close(db);
	replica_close(replica);
}

static void a_reader_takes_every_format_that_it_knows(void **state)
{
	struct replica *replica;

	(void)state;
	assert_int_equal(mkdir(path_of("replica"), 0700), 0);
	for (int format = REPLICA_FORMAT_OLDEST; format <= REPLICA_FORMAT + 1; format++) {
		bool known = format <= REPLICA_FORMAT;
		char name[24];

		snprintf(name, sizeof(name), "replica/%d.db", format);
		db_close(new_replica_of(format, path_of(name), "e", 1));
		write_file(path_of("replica/current"), strchr(name, '/') + 1);
		replica = replica_open(directory);
		assert_int_equal(replica_meta(replica) != NULL, known);
		assert_int_equal(known ? replica_meta(replica)->format : format, format);
		replica_close(replica);
	}
}

static void a_record_is_found_by_its_lookup_alone(void **state)
{
	struct db *db = new_replica(path_of("r.db"), "e", 1);
	struct arena *arena = arena_new();
	struct bytes cipher;
	struct err err = { .code = ERR_IO };

	(void)state;
	ok(db_exec(db, "INSERT INTO record VALUES ('00ff', 1, x'010203')", &err), &err);
	ok(replica_record(db, "00ff", arena, &cipher, &err), &err);
	assert_int_equal(cipher.len, 3);
	assert_false(replica_record(db, "00fe", arena, &cipher, &err));
	assert_int_equal(err.code, ERR_NONE);
	arena_free(arena);
	db_close(db);
}

static void texts_come_in_the_language_asked_for(void **state)
{
	struct db *db = new_replica(path_of("t.db"), "e", 1);
	struct arena *arena = arena_new();
	struct department department;
	struct town town;
	struct err err;

	(void)state;
	ok(db_exec(db, town_sql, &err), &err);
	ok(town_read(db, "en", arena, &town, &err), &err);
	assert_string_equal(town.title, "Town of Valbrune");
	assert_string_equal(town.name, "Valbrune");
	ok(town_read(db, "fr", arena, &town, &err), &err);
	assert_string_equal(town.title, "Ville de Valbrune");
	ok(department_reception(db, "fr-simple", arena, &department, &err), &err);
	assert_string_equal(department.summary, "Nous aidons");
	ok(town_read(db, "x\"y", arena, &town, &err), &err);
	assert_false(department_read(db, "fr", "nobody", arena, &department, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	arena_free(arena);
	db_close(db);
}

static void the_reception_comes_first_and_accents_do_not_count(void **state)
{
	static const char *const wanted[] = { "Accueil", "Eau", "École", "Emploi", "Voirie" };
	struct db *db = new_replica(path_of("o.db"), "e", 1);
	struct arena *arena = arena_new();
	const struct department *list;
	struct err err;
	size_t count;

	(void)state;
	ok(db_exec(db, town_sql, &err), &err);
	ok(db_exec(db, "INSERT INTO department (id, rev, name) VALUES ('d1', 20, 'Voirie'), ('d2', 21, 'École'), ('d3', 22, 'Emploi'),"
	               " ('d4', 23, 'Eau')", &err), &err);
	ok(department_list(db, "fr", arena, &list, &count, &err), &err);
	assert_int_equal(count, ARRAY_LEN(wanted));
	for (size_t i = 0; i < count; i++)
		assert_string_equal(list[i].name, wanted[i]);
	ok(db_exec(db, "UPDATE town SET reception = 'd1'", &err), &err);
	ok(department_list(db, "fr", arena, &list, &count, &err), &err);
	assert_string_equal(list[0].name, "Voirie");
	assert_string_equal(list[1].name, "Accueil");
	arena_free(arena);
	db_close(db);
}

static void nearest_first_gravest_first_and_nothing_that_is_over(void **state)
{
	struct db *db = new_replica(path_of("n.db"), "e", 1);
	struct arena *arena = arena_new();
	const struct closure *closures;
	const struct place *places;
	const struct alert *alerts;
	struct err err;
	size_t count;

	(void)state;
	ok(db_exec(db, town_sql, &err), &err);
	ok(place_list(db, "fr", "toilets", (struct spot){ true, 50.1, 2.91 }, 10, arena, &places, &count, &err), &err);
	assert_int_equal(count, 2);
	assert_string_equal(places[0].name, "Près");
	ok(closure_list(db, "fr", "accueil", "2026-06-01", arena, &closures, &count, &err), &err);
	assert_int_equal(count, 1);
	assert_null(closures[0].hours);
	ok(alert_list(db, "fr", 50, arena, &alerts, &count, &err), &err);
	assert_int_equal(count, 2);
	assert_string_equal(alerts[0].title, "Crue");
	assert_true(alerts[0].at.known);
	arena_free(arena);
	db_close(db);
}

/* Whoever enrols a machine reads it in a terminal, and it may come from a false hub. */
static void a_terminals_name_does_nothing_to_who_shows_it(void **state)
{
	static const char text[] = "{\"town\": \"62999\", \"id\": \"t-1\", \"name\": \"\\u001b[2JTotem\\u202e\", \"name_i18n\":"
		"{\"en\": \"\\u202eStation\"}, \"scope\": \"public\", \"hub\": \"http://h\", \"web\": \"https://w\","
		"\"salt\": \"AAAAAAAAAAAAAAAAAAAAAA==\", \"keys\": [{\"id\": \"k1\","
		"\"public\": \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}]}";
	struct arena *arena = arena_new();
	struct terminal terminal;
	struct err err;

	(void)state;
	ok(terminal_parse(text, sizeof(text) - 1, "test", &terminal, &err), &err);
	assert_string_equal(terminal.name, "[2JTotem");
	assert_string_equal(terminal_name(&terminal, "en", arena), "Station");
	terminal_done(&terminal);
	arena_free(arena);
}

static void a_terminal_says_what_is_wrong_in_its_file(void **state)
{
	const char *good = "{\"town\": \"62999\", \"id\": \"t-1\", \"name\": \"Totem de la gare\", \"name_i18n\": {\"en\": \"Station\"},"
		"\"scope\": \"public\", \"hub\": \"http://h\", \"web\": \"https://w\", \"lat\": 50.1, \"lon\": 2.9, \"salt\": \"AAAAAAAAAAAAAAAAAAAAAA==\","
		"\"keys\": [{\"id\": \"k1\", \"public\": \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}]}";
	struct arena *arena = arena_new();
	struct terminal terminal;
	struct link_status link;
	struct err err;

	(void)state;
	assert_false(terminal_read(directory, &terminal, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	write_file(path_of("terminal.json"), good);
	ok(terminal_read(directory, &terminal, &err), &err);
	assert_string_equal(terminal_name(&terminal, "en", arena), "Station");
	assert_string_equal(terminal_name(&terminal, "de", arena), "Totem de la gare");
	terminal_done(&terminal);
	write_file(path_of("terminal.json"), "{\"town\": \"62999\", \"id\": \"t\", \"name\": \"n\", \"scope\": \"public\", \"hub\": \"h\", \"web\": \"w\", \"salt\": \"AAAA\"}");
	assert_false(terminal_read(directory, &terminal, &err));
	assert_non_null(strstr(err.text, "\"salt\" should be 16 bytes"));

	link_status_read(directory, 100000000, &link);
	assert_int_equal(link.state, LINK_UNKNOWN);
	(void)mkdir(path_of("replica"), 0700);
	write_file(path_of("replica/sync.json"), "{\"at\": 99000000, \"contact\": 98000000, \"state\": \"online\", \"queued\": 2}");
	link_status_read(directory, 100000000, &link);
	assert_int_equal(link.state, LINK_ONLINE);
	assert_int_equal(link.queued, 2);
	link_status_read(directory, 100000000 + 60000000, &link); /* nobody writes it any more */
	assert_int_equal(link.state, LINK_OFFLINE);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_query_prepares, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_full_disk_and_a_damaged_file_have_their_own_names, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_journal_made_by_hand_removes_no_other_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_file_of_a_newer_version_is_left_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_schema_with_a_trigger_too_many_is_not_trusted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_copy_is_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_reader_follows_current_and_changes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_log_that_says_nothing_is_not_waited_for, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_reader_takes_every_format_that_it_knows, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_record_is_found_by_its_lookup_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(texts_come_in_the_language_asked_for, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_reception_comes_first_and_accents_do_not_count, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nearest_first_gravest_first_and_nothing_that_is_over, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_terminals_name_does_nothing_to_who_shows_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_terminal_says_what_is_wrong_in_its_file, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
