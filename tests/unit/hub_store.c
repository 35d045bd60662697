/* The hub's store: one rev a row, changes by scope, tombstones, snapshots, backups. */
#include "tests/unit/hub_fixture.h"

#include "common/secret/recovery.h"
#include "common/store/db.h"
#include "common/store/migrate.h"
#include "hub/store/internal.h"

static int64_t floor_of(void)
{
	struct err err;
	int64_t rev = -1;

	assert_true(store_floor(store, &rev, &err));
	return rev;
}

static struct cursor cursor(void)
{
	struct cursor at;
	struct err err;

	ok(store_cursor(store, &at, &err), &err);
	return at;
}

static char *changes(const char *scope_text, int64_t since)
{
	struct strbuf lines = STRBUF_INIT;
	struct scope scope;
	struct err err;
	int64_t rev;
	bool more;

	ok(scope_parse(scope_text, &scope, &err), &err);
	ok(store_changes(store, &scope, since, &lines, &rev, &more, &err), &err);
	scope_done(&scope);
	assert_false(more);
	return strbuf_take(&lines);
}

static int lines_with(const char *scope, int64_t since, const char *needle)
{
	char *text = changes(scope, since);
	int count = 0;

	for (const char *at = text; (at = strstr(at, needle)); at++)
		count++;
	free(text);
	return count;
}

static const char request_row[] =
	"{\"id\": \"r1\", \"number\": \"\", \"service\": \"lampe\", \"department\": \"voirie\", \"state\": \"received\", \"channel\": \"desk\","
	" \"terminal\": \"A\", \"lang\": \"fr\", \"summary\": \"s\", \"answers\": {}, \"registered\": 1, \"trusted\": true, \"received\": 1}";
static const char message_row[] =
	"{\"id\": \"m1\", \"request\": \"r1\", \"at\": 1, \"author_name\": \"\", \"origin\": \"A\", \"kind\": \"message\", \"body\": \"b\"}";

static void every_query_prepares(void **state)
{
	static const struct db_queries *const sets[] = { &hub_store_queries, &hub_store_row_queries, &hub_store_terminal_queries,
		                                         &hub_store_request_queries, &hub_store_mail_queries, &hub_store_report_queries,
		                                         &hub_store_keep_queries, &hub_store_kept_queries, &hub_store_key_queries,
		                                         &hub_store_erase_queries };
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		ok(db_prepare_all(store->db, sets[i], &err), &err);
}

static void an_unchanged_row_keeps_its_rev(void **state)
{
	json_t *row = row_of(SYNCED_DEPARTMENT, "voirie");
	struct cursor before = cursor();

	(void)state;
	put(SYNCED_DEPARTMENT, row);
	assert_int_equal(cursor().rev, before.rev);
	json_object_set_new(row, "phone", json_string("0321"));
	put(SYNCED_DEPARTMENT, row);
	assert_int_equal(cursor().rev, before.rev + 1);
	json_decref(row);
}

static void a_value_of_the_wrong_type_is_refused_by_name(void **state)
{
	json_t *row = row_of(SYNCED_DEPARTMENT, "voirie");
	struct err err;

	(void)state;
	json_object_set_new(row, "lat", json_string("50"));
	ok(store_begin(store, &err), &err);
	assert_false(store_put(store, SYNCED_DEPARTMENT, row, NULL, &err));
	assert_int_equal(err.code, ERR_BAD_INPUT);
	assert_non_null(strstr(err.text, "lat"));
	store_rollback(store);
	json_decref(row);
}

/* A line that is too long for a page would stop every terminal that is behind it. */
static void a_row_that_no_terminal_could_be_sent_is_refused(void **state)
{
	static char words[SYNCED_LINE_MAX / 6];
	json_t *row;
	struct err err;

	(void)state;
	memset(words, '\t', sizeof(words) - 1); /* six bytes each, as JSON */
	row = json_pack("{s:s, s:s, s:s, s:i}", "id", "long", "title", "t", "body", words, "published", 1);
	ok(store_begin(store, &err), &err);
	assert_false(store_put(store, SYNCED_NEWS, row, NULL, &err));
	assert_int_equal(err.code, ERR_BAD_INPUT);
	words[sizeof(words) - 1 - 4096] = '\0';
	json_object_set_new(row, "body", json_string(words));
	ok(store_put(store, SYNCED_NEWS, row, NULL, &err), &err);
	ok(store_commit(store, &err), &err);
	json_decref(row);
}

static void a_dropped_row_leaves_a_tombstone(void **state)
{
	struct cursor before = cursor();
	struct err err;

	(void)state;
	ok(store_begin(store, &err) && store_drop(store, SYNCED_SERVICE, "aide", &err) && store_commit(store, &err), &err);
	assert_int_equal(lines_with("public", before.rev, "\"gone\""), 1);
	assert_int_equal(lines_with("agent:*", before.rev, "aide"), 1);
}

static void forgotten_tombstones_raise_the_floor(void **state)
{
	struct err err;

	(void)state;
	ok(store_begin(store, &err) && store_drop(store, SYNCED_SERVICE, "aide", &err) && store_commit(store, &err), &err);
	ok(store_begin(store, &err) && store_forget_gone(store, 1, &err) && store_commit(store, &err), &err);
	assert_int_equal(floor_of(), 0);
	ok(store_begin(store, &err) && store_forget_gone(store, fixture_now + SECOND_US, &err) && store_commit(store, &err), &err);
	assert_int_equal(floor_of(), cursor().rev);
	assert_int_equal(lines_with("public", 0, "\"gone\""), 0);
}

static void requests_are_for_the_desks_of_their_department(void **state)
{
	(void)state;
	put_text(SYNCED_REQUEST, request_row);
	put_text(SYNCED_MESSAGE, message_row);
	assert_int_equal(lines_with("public", 0, "\"r1\""), 0);
	assert_int_equal(lines_with("agent:voirie", 0, "\"r1\""), 2);
	assert_int_equal(lines_with("agent:accueil", 0, "\"r1\""), 0);
	assert_int_equal(lines_with("agent:*", 0, "\"r1\""), 2);
}

static void agents_are_for_the_desks_they_serve(void **state)
{
	(void)state;
	assert_int_equal(lines_with("public", 0, "pin_hash"), 0);
	assert_int_equal(lines_with("agent:accueil", 0, "Paul"), 0);
	assert_int_equal(lines_with("agent:accueil", 0, "Marie"), 1);
	assert_int_equal(lines_with("agent:voirie", 0, "Paul"), 1);
}

static void a_request_that_moves_leaves_one_desk_and_reaches_the_other(void **state)
{
	struct cursor before;
	json_t *row;

	(void)state;
	put_text(SYNCED_REQUEST, request_row);
	put_text(SYNCED_MESSAGE, message_row);
	before = cursor();
	row = row_of(SYNCED_REQUEST, "r1");
	json_object_set_new(row, "department", json_string("accueil"));
	put(SYNCED_REQUEST, row);
	assert_int_equal(lines_with("agent:voirie", before.rev, "\"gone\""), 2);
	assert_int_equal(lines_with("agent:voirie", before.rev, "\"row\""), 0);
	assert_int_equal(lines_with("agent:accueil", before.rev, "\"row\""), 2);
	assert_int_equal(lines_with("agent:accueil", before.rev, "\"gone\""), 0);
	assert_int_equal(lines_with("agent:accueil,voirie", before.rev, "\"gone\""), 0);
	/* and back again */
	json_object_set_new(row, "department", json_string("voirie"));
	put(SYNCED_REQUEST, row);
	assert_int_equal(lines_with("agent:voirie", before.rev, "\"row\""), 2);
	assert_int_equal(lines_with("agent:voirie", before.rev, "\"gone\""), 0);
	json_decref(row);
}

static void changes_come_in_the_order_of_rev_and_in_pages(void **state)
{
	struct strbuf lines = STRBUF_INIT;
	struct scope scope = { .public_ = true };
	int64_t rev, last = 0;
	struct err err;
	int count = 0;
	bool more;

	(void)state;
	ok(store_begin(store, &err), &err);
	for (int i = 0; i < SYNCED_LINES_MAX + 10; i++) {
		json_t *row = json_pack("{s:o, s:s}", "id", json_sprintf("a%d", i), "street", "Rue");

		ok(store_put(store, SYNCED_ADDRESS, row, NULL, &err), &err);
		json_decref(row);
	}
	ok(store_commit(store, &err), &err);
	ok(store_changes(store, &scope, 0, &lines, &rev, &more, &err), &err);
	assert_true(more);
	for (const char *at = strbuf_str(&lines); *at; at = strchr(at, '\n') + 1) {
		int64_t this = strtoll(strstr(at, "\"rev\":") + 6, NULL, 10);

		assert_true(this > last);
		last = this;
		count++;
	}
	assert_int_equal(count, SYNCED_LINES_MAX);
	assert_int_equal(rev, last);
	strbuf_clear(&lines);
	ok(store_changes(store, &scope, rev, &lines, &rev, &more, &err), &err);
	assert_false(more);
	assert_int_equal(rev, cursor().rev);
	strbuf_done(&lines);
}

/* "Image" and three bytes that are no text. */
#define PICTURE(id) "{\"id\": \"" id "\", \"owner\": \"place:p\", \"kind\": \"photo\", \"alt\": \"a\", \"bytes\": \"SW1hZ2UA//4=\"}"

static void a_picture_is_for_public_terminals_and_keeps_its_rev(void **state)
{
	struct cursor before = cursor();
	struct err err;

	(void)state;
	put_text(SYNCED_PICTURE, PICTURE("x"));
	assert_int_equal(lines_with("public", before.rev, "\"bytes\":\"SW1hZ2UA//4=\""), 1);
	assert_int_equal(lines_with("agent:*", before.rev, "\"picture\""), 0);
	assert_int_equal(lines_with("agent:voirie", before.rev, "\"picture\""), 0);
	before = cursor();
	put_text(SYNCED_PICTURE, PICTURE("x"));
	assert_int_equal(cursor().rev, before.rev);
	put_text(SYNCED_PICTURE, "{\"id\": \"x\", \"owner\": \"place:p\", \"kind\": \"photo\", \"alt\": \"a\", \"bytes\": \"SW1hZ2UA//8=\"}");
	assert_int_equal(cursor().rev, before.rev + 1);
	ok(store_begin(store, &err) && store_drop(store, SYNCED_PICTURE, "x", &err) && store_commit(store, &err), &err);
	assert_int_equal(lines_with("public", before.rev, "\"gone\":true"), 1);
	assert_int_equal(lines_with("agent:*", before.rev, "\"gone\""), 0);
	assert_int_equal(lines_with("agent:voirie", before.rev, "\"gone\""), 0);
}

static void a_snapshot_is_of_the_format_asked_for(void **state)
{
	static const struct db_query says = { "SELECT format, (SELECT count(*) FROM place) FROM replica" };
	static const struct db_query pictures = { "SELECT id, bytes FROM picture" };
	struct scope scope = { .public_ = true };

	(void)state;
	put_text(SYNCED_PLACE, "{\"id\": \"p\", \"kind\": \"pool\", \"name\": \"P\"}");
	put_text(SYNCED_PICTURE, PICTURE("x"));
	for (int format = REPLICA_FORMAT_OLDEST; format <= REPLICA_FORMAT; format++) {
		struct db_stmt *stmt;
		struct cursor at;
		char path[100];
		struct err err;
		struct db *db;

		snprintf(path, sizeof(path), "%s/snapshot", fixture_dir);
		ok(store_snapshot(store, &scope, "public", format, path, &at, &err), &err);
		ok(db_open(path, DB_READ_ONLY, &db, &err), &err);
		for (int other = REPLICA_FORMAT_OLDEST; other <= REPLICA_FORMAT; other++)
			assert_int_equal(schema_check(db, other, &err), other == format);
		stmt = db_query(db, &says);
		assert_int_equal(db_step(stmt, &err), DB_ROW);
		assert_int_equal(db_int(stmt, 0), format);
		assert_int_equal(db_int(stmt, 1), 1);
		db_finish(stmt);
		stmt = db_query(db, &pictures);
		assert_int_equal(db_step(stmt, &err), format == 1 ? DB_FAILED : DB_ROW);
		if (format > 1)
			assert_memory_equal(db_bytes(stmt, 1).data, "Image\0\xff\xfe", 8);
		db_close(db);
	}
}

static void a_store_from_before_pictures_opens_and_takes_them(void **state)
{
	struct strbuf back = STRBUF_INIT;
	struct err err;

	(void)state;
	put_text(SYNCED_REQUEST, request_row);
	assert_true(strbuf_read_file(&back, "tests/lib/hub_before_secrets.sql", 65536)); /* steps that came later */
	ok(db_exec(store->db, strbuf_str(&back), &err), &err);
	strbuf_done(&back);
	ok(db_exec(store->db, "DROP TABLE picture; PRAGMA user_version = 2", &err), &err);
	store_close(store);
	ok(store_open(fixture_dir, "62999", false, &fixture_clock, &fixture_rng, &store, &err), &err);
	assert_int_equal(lines_with("agent:voirie", 0, "\"r1\""), 1);
	put_text(SYNCED_PICTURE, PICTURE("x"));
	assert_int_equal(lines_with("public", 0, "\"picture\""), 1);
}

/* ---- erasing */
static void erase(const char *id)
{
	struct err err;

	ok(store_begin(store, &err) && store_erase(store, id, "asked", &err) && store_commit(store, &err), &err);
}

static char *told_after(int64_t rev)
{
	struct strbuf list = STRBUF_INIT;
	struct err err;

	ok(store_erased_after(store, rev, 100, &list, &err), &err);
	return strbuf_take(&list);
}

static void an_erasure_is_told_by_every_number_the_request_had(void **state)
{
	struct record_key first = { .lookup = "11111111111111111111111111111111" }, later = { .lookup = "22222222222222222222222222222222" };
	struct cursor before;
	struct err err;
	char *told;

	(void)state;
	put_text(SYNCED_REQUEST, request_row);
	ok(store_begin(store, &err), &err);
	ok(store_secret_set(store, "r1", &first, &err) && store_number_revoke(store, "OLD", "r1", first.lookup, "vue", "marie", &err) &&
	       store_secret_set(store, "r1", &later, &err), &err);
	ok(store_commit(store, &err), &err);
	before = cursor();
	erase("r1");
	told = told_after(before.rev);
	assert_non_null(strstr(told, "\"id\":\"r1\",\"lookups\":[\"11111111111111111111111111111111\",\"22222222222222222222222222222222\"]"));
	free(told);
	told = told_after(store_last_erasure(store, INT64_MAX));
	assert_string_equal(told, "[]");
	free(told);
}

static void an_erasure_moves_the_town_on_whether_or_not_there_was_a_row(void **state)
{
	struct cursor before = cursor();
	struct applied applied;
	struct err err;

	(void)state;
	erase("r9");
	assert_true(cursor().rev > before.rev);
	assert_int_equal(store_last_erasure(store, INT64_MAX), cursor().rev);
	assert_int_equal(lines_with("agent:*", before.rev, "\"r9\",\"gone\":true,\"erased\":true"), 1);
	ok(store_applied(store, "r9", &applied, &err), &err); /* a totem that still has it tells it to a hub that was restored */
	assert_string_equal(applied.outcome, "applied");
}

static void a_restored_store_takes_over_the_whole_list(void **state)
{
	json_t *erasure = json_pack("{s:s, s:[s, s], s:I}", "request", "r7", "lookups", "aa", "bb", "rev", (json_int_t)99999);
	struct err err;
	char *told;

	(void)state;
	ok(store_begin(store, &err) && store_erase_again(store, erasure, &err) && store_commit(store, &err), &err);
	told = told_after(0);
	assert_non_null(strstr(told, "\"id\":\"r7\",\"lookups\":[\"aa\",\"bb\"]"));
	free(told);
	json_decref(erasure);
}

static size_t named(const char *what)
{
	struct err err = { .code = ERR_NONE };
	json_t *list = NULL;
	size_t count = store_requests_named(store, what, &list, &err) ? json_array_size(list) : 0;

	assert_true(count || err.code == ERR_NOT_FOUND);
	json_decref(list);
	return count;
}

static void a_number_names_every_request_that_has_or_had_it(void **state)
{
	json_t *row = json_loads(request_row, 0, NULL);
	struct err err;

	(void)state;
	for (int i = 0; i < 3; i++) {
		char id[16];

		snprintf(id, sizeof(id), "t%d", i);
		json_object_set_new(row, "id", json_string(id));
		json_object_set_new(row, "number", json_string(i < 2 ? "SAME" : ""));
		put(SYNCED_REQUEST, row);
	}
	ok(store_begin(store, &err) && store_number_revoke(store, "SAME", "t2", NULL, "vue", NULL, &err) && store_commit(store, &err), &err);
	assert_int_equal(named("SAME"), 3);
	assert_int_equal(named("t1"), 1);
	assert_int_equal(named("NONE"), 0);
	assert_int_equal(named(""), 0); /* not those to settle, which have no number */
	json_decref(row);
}

static void a_store_from_before_tells_what_it_erased_and_asks_who_has_heard(void **state)
{
	struct terminal_row totem = terminal("Gare", "public"), now;
	struct err err;
	char *told;

	(void)state;
	ok(db_exec(store->db, "DROP INDEX revoked_number_by_lookup; DROP INDEX revoked_number_by_request; DROP INDEX mail_by_request;"
	                      " DROP INDEX kept_by_any_subject; DROP TABLE erased_lookup; ALTER TABLE erasure ADD COLUMN lookup TEXT; CREATE INDEX erasure_by_lookup ON erasure(lookup);"
	                      "INSERT INTO erasure(request, lookup, rev, at, why) VALUES ('r1', 'aa', 5, 1, 'asked'), ('r2', NULL, 5, 1, 'asked');"
	                      "UPDATE terminal SET erased_rev = 5; PRAGMA user_version = 7", &err), &err);
	store_close(store);
	ok(store_open(fixture_dir, "62999", false, &fixture_clock, &fixture_rng, &store, &err), &err);
	told = told_after(0);
	assert_string_equal(told, "[{\"id\":\"r1\",\"lookups\":[\"aa\"],\"rev\":5},{\"id\":\"r2\",\"lookups\":[],\"rev\":5}]");
	free(told);
	ok(store_terminal_by_name(store, totem.id, &now, &err), &err);
	assert_int_equal(now.erased_rev, 0);
}

static void a_snapshot_holds_its_scope_and_nothing_else(void **state)
{
	static const struct db_query count = { "SELECT (SELECT count(*) FROM request), (SELECT count(*) FROM agent),"
	                                       " (SELECT count(*) FROM service), (SELECT scope FROM replica)" };
	static const char *const scopes[] = { "public", "agent:accueil", "agent:voirie", "agent:*" };
	static const int wanted[][2] = { { 0, 0 }, { 0, 1 }, { 1, 2 }, { 1, 2 } };

	(void)state;
	put_text(SYNCED_REQUEST, request_row);
	for (size_t i = 0; i < ARRAY_LEN(scopes); i++) {
		struct cursor at;
		struct scope scope;
		struct db_stmt *stmt;
		struct db *db;
		char path[100];
		struct err err;

		snprintf(path, sizeof(path), "%s/snapshot", fixture_dir);
		ok(scope_parse(scopes[i], &scope, &err), &err);
		ok(store_snapshot(store, &scope, scopes[i], REPLICA_FORMAT, path, &at, &err), &err);
		assert_int_equal(at.rev, cursor().rev);
		ok(db_open(path, DB_READ_ONLY, &db, &err), &err);
		ok(schema_check(db, REPLICA_FORMAT, &err), &err);
		stmt = db_query(db, &count);
		assert_int_equal(db_step(stmt, &err), DB_ROW);
		assert_int_equal(db_int(stmt, 0), wanted[i][0]);
		assert_int_equal(db_int(stmt, 1), wanted[i][1]);
		assert_int_equal(db_int(stmt, 2), 2);
		assert_string_equal(db_text(stmt, 3), scopes[i]);
		db_finish(stmt);
		db_close(db);
		scope_done(&scope);
	}
}

/* A snapshot is filled at once; a terminal goes on with its triggers, indexes and search as if each row had come alone. */
static void a_snapshot_counts_streets_and_finds_words(void **state)
{
	static const char *const rows[] = {
		"{\"id\": \"a1\", \"number\": \"1\", \"street\": \"rue du Cœur\", \"city\": \"Ville\"}",
		"{\"id\": \"a2\", \"number\": \"2\", \"street\": \"rue du Cœur\", \"city\": \"Ville\"}",
		"{\"id\": \"a3\", \"number\": \"2\", \"street\": \"rue du Cœur\"}",
	};
	static const struct db_query streets = { "SELECT group_concat(city || addresses) FROM street WHERE name = 'rue du Cœur'" };
	static const struct db_query found = { "SELECT (SELECT count(*) FROM find_street WHERE find_street MATCH 'coeur'),"
	                                       " (SELECT count(*) FROM find WHERE find MATCH 'lampad*')" };
	char path[100];
	struct cursor at;
	struct scope scope;
	struct db_stmt *stmt;
	struct db *db;
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		put_text(SYNCED_ADDRESS, rows[i]);
	snprintf(path, sizeof(path), "%s/snapshot", fixture_dir);
	ok(scope_parse("public", &scope, &err), &err);
	ok(store_snapshot(store, &scope, "public", REPLICA_FORMAT, path, &at, &err), &err);
	ok(db_open(path, DB_TRUSTED, &db, &err), &err);
	stmt = db_query(db, &streets);
	assert_int_equal(db_step(stmt, &err), DB_ROW);
	assert_string_equal(db_text(stmt, 0), "1,Ville2");
	db_finish(stmt);
	stmt = db_query(db, &found);
	assert_int_equal(db_step(stmt, &err), DB_ROW);
	assert_int_equal(db_int(stmt, 0), 2);
	assert_int_equal(db_int(stmt, 1), 1);
	db_finish(stmt);
	ok(db_exec(db, "DELETE FROM address WHERE id = 'a1'", &err), &err);
	stmt = db_query(db, &streets);
	assert_int_equal(db_step(stmt, &err), DB_ROW);
	assert_string_equal(db_text(stmt, 0), "1,Ville1");
	db_finish(stmt);
	db_close(db);
	scope_done(&scope);
}

static void a_token_opens_until_it_is_revoked(void **state)
{
	struct terminal_row given = { .name = "Totem", .scope = "public" }, row;
	char token[TOKEN_TEXT];
	struct err err;

	(void)state;
	ok(store_begin(store, &err) && store_terminal_add(store, &given, token, &row, &err) && store_commit(store, &err), &err);
	ok(store_terminal_by_token(store, token, &row, &err), &err);
	assert_int_equal(row.revoked, 0);
	token[3] ^= 1;
	assert_false(store_terminal_by_token(store, token, &row, &err));
	token[3] ^= 1;
	ok(store_begin(store, &err) && store_terminal_revoke(store, row.id, &err) && store_commit(store, &err), &err);
	ok(store_terminal_by_token(store, token, &row, &err), &err);
	assert_true(row.revoked > 0);
}

static void whoever_is_enrolled_takes_a_snapshot(void **state)
{
	struct terminal_row given = { .name = "Bureau", .scope = "agent:voirie" }, row;
	struct cursor before = cursor();
	char token[TOKEN_TEXT];
	struct err err;

	(void)state;
	ok(store_begin(store, &err) && store_terminal_add(store, &given, token, &row, &err) && store_commit(store, &err), &err);
	assert_true(row.scope_rev > before.rev); /* though nothing has changed: it may hold what another scope saw */
}

static void a_restored_town_has_another_epoch_and_the_same_rows(void **state)
{
	struct cursor before = cursor();
	char backup[100], paper[RECOVERY_TEXT];
	struct store_restored restored;
	struct seal_pair pair;
	struct err err;

	(void)state;
	snprintf(backup, sizeof(backup), "%s/backup", fixture_dir);
	recovery_make(&fixture_rng, paper, &pair);
	ok(store_recovery_set(store, pair.public_key, &err), &err);
	ok(store_backup(store, backup, &err), &err);
	put_text(SYNCED_REQUEST, request_row);
	store_close(store);
	store = NULL;
	ok(store_restore(fixture_dir, backup, &pair, &fixture_clock, &fixture_rng, &restored, &err), &err);
	assert_string_equal(restored.town, "62999");
	ok(store_open(fixture_dir, NULL, false, &fixture_clock, &fixture_rng, &store, &err), &err);
	assert_int_equal(cursor().rev, before.rev);
	assert_string_not_equal(cursor().epoch, before.epoch);
	assert_null(row_of(SYNCED_REQUEST, "r1"));
}

static void a_town_is_served_or_restored_by_one_program(void **state)
{
	char backup[100], paper[RECOVERY_TEXT];
	struct store_restored restored;
	struct seal_pair pair;
	struct err err;
	int fd;

	(void)state;
	snprintf(backup, sizeof(backup), "%s/backup", fixture_dir);
	recovery_make(&fixture_rng, paper, &pair);
	ok(store_recovery_set(store, pair.public_key, &err), &err);
	ok(store_backup(store, backup, &err), &err);
	ok(store_lock(fixture_dir, "62999", &fd, &err), &err);
	assert_false(store_restore(fixture_dir, backup, &pair, &fixture_clock, &fixture_rng, &restored, &err));
	assert_int_equal(err.code, ERR_BUSY);
	close(fd);
}

static void a_scope_is_one_of_three(void **state)
{
	static const char *const bad[] = { "", "agent:", "agent:a,,b", "agent:a b", "everything", "agent:a\"b", "agent:,a" };
	struct scope scope;
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(scope_parse(bad[i], &scope, &err));
	ok(scope_parse("agent:voirie,etat-civil", &scope, &err), &err);
	assert_true(scope_has(&scope, "voirie"));
	assert_false(scope_has(&scope, "voi"));
	assert_false(scope_has(&scope, "voirie\",\"etat-civil"));
	scope_done(&scope);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
	const struct CMUnitTest tests[] = {
		CASE(every_query_prepares),
		CASE(an_unchanged_row_keeps_its_rev),
		CASE(a_value_of_the_wrong_type_is_refused_by_name),
		CASE(a_row_that_no_terminal_could_be_sent_is_refused),
		CASE(a_dropped_row_leaves_a_tombstone),
		CASE(forgotten_tombstones_raise_the_floor),
		CASE(requests_are_for_the_desks_of_their_department),
		CASE(agents_are_for_the_desks_they_serve),
		CASE(a_request_that_moves_leaves_one_desk_and_reaches_the_other),
		CASE(changes_come_in_the_order_of_rev_and_in_pages),
		CASE(a_picture_is_for_public_terminals_and_keeps_its_rev),
		CASE(a_snapshot_is_of_the_format_asked_for),
		CASE(a_store_from_before_pictures_opens_and_takes_them),
		CASE(an_erasure_is_told_by_every_number_the_request_had),
		CASE(an_erasure_moves_the_town_on_whether_or_not_there_was_a_row),
		CASE(a_restored_store_takes_over_the_whole_list),
		CASE(a_number_names_every_request_that_has_or_had_it),
		CASE(a_store_from_before_tells_what_it_erased_and_asks_who_has_heard),
		CASE(a_snapshot_holds_its_scope_and_nothing_else),
		CASE(a_snapshot_counts_streets_and_finds_words),
		CASE(a_token_opens_until_it_is_revoked),
		CASE(whoever_is_enrolled_takes_a_snapshot),
		CASE(a_restored_town_has_another_epoch_and_the_same_rows),
		CASE(a_town_is_served_or_restored_by_one_program),
		CASE(a_scope_is_one_of_three),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
