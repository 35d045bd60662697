/* The desk's board: the replica with what agents did laid over it, undo, conflicts, log in, drafts. On real files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/utf8.h"
#include "common/secret/pin.h"
#include "common/secret/secret.h"
#include "common/store/migrate.h"
#include "counter/guesses.h"
#include "counter/items.h"
#include "counter/ops.h"

#define NOW (INT64_C(1795500000) * SECOND_US) /* 2026-11-24, about noon */

static int64_t wall, mono;

static int64_t test_wall(void *ctx)
{
	(void)ctx;
	return wall;
}

static int64_t test_mono(void *ctx)
{
	(void)ctx;
	return mono;
}

struct fixture {
	char dir[64], replica[128];
	struct clock clock;
	struct rng rng;
	struct board *board;
	struct session session;
	struct ops *ops;
	struct arena *arena;
	struct db *hub; /* a second connection: what sync would write */
};

static void ok(bool success, const struct err *err)
{
	if (!success)
		fail_msg("%s", err->text);
}

static const char content[] =
	"INSERT INTO town (id, rev, name, title, lang, zone, colour, web, address, phone, hours) VALUES"
	" ('62999', 1, 'Marlencourt', 'Ville', 'fr', 'Europe/Paris', '#000000', 'https://d.example', 'a', '1', '');"
	"INSERT INTO department (id, rev, name) VALUES ('voirie', 2, 'Voirie'), ('etat', 3, 'État civil');"
	"INSERT INTO service (id, rev, name, kind, department, theme, purpose, legal_basis, recipients, retention, silence)"
	" VALUES ('lamp', 4, 'Lampadaire en panne', 'signalement', 'voirie', 'Rue', 'a', 'b', 'c', 'd', 'none');"
	"INSERT INTO request (id, rev, number, service, department, state, assignee, channel, terminal, lang, summary, "
	"answers, where_text,"
	" name, registered, trusted, received, promised_by) VALUES ('r1', 10, 'KFTJBXPCLVRHDNSG', 'lamp', 'voirie', "
	"'received', NULL,"
	" 'totem', 'Gare', 'fr', '12 rue des Tisserands', '{}', '12 rue des Tisserands', 'Mme Kowalska', 100, 1, 110, "
	"'2026-12-01'),"
	" ('r2', 11, 'HNBDRSTKYCPVLXFG', 'lamp', 'voirie', 'in_progress', 'ag1', 'totem', 'Gare', 'fr', '', '{}', NULL, 'M. "
	"Dubois', 100, 1,"
	" 120, '2026-11-20');";

static void write_file(const char *dir, const char *name, const char *text)
{
	char path[200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void make_state(struct fixture *f, const char *scope)
{
	char text[512], sub[80];

	snprintf(f->dir, sizeof(f->dir), "/tmp/pvdeskXXXXXX");
	assert_non_null(mkdtemp(f->dir));
	for (int i = 0; i < 2; i++) {
		snprintf(sub, sizeof(sub), "%s/%s", f->dir, i ? "outbox" : "replica");
		assert_int_equal(mkdir(sub, 0770), 0);
	}
	snprintf(text, sizeof(text),
		 "{\"town\": \"62999\", \"id\": \"t-1\", \"name\": \"Accueil\", \"scope\": \"%s\", \"hub\": "
		 "\"http://127.0.0.1:1\","
		 " \"web\": \"https://d.example\", \"salt\": \"AAAAAAAAAAAAAAAAAAAAAA==\","
		 " \"keys\": [{\"id\": \"k1\", \"public\": \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}]}",
		 scope);
	write_file(f->dir, "terminal.json", text);
}

static void make_replica(struct fixture *f)
{
	struct err err;
	char hash[PIN_HASH_TEXT], sql[512];

	snprintf(f->replica, sizeof(f->replica), "%s/replica/replica-e-1.db", f->dir);
	ok(db_open(f->replica, DB_CREATE | DB_TRUSTED | DB_PERSIST_WAL, &f->hub, &err), &err);
	ok(schema_replica(f->hub, REPLICA_FORMAT, &err), &err);
	ok(db_exec(f->hub, content, &err), &err);
	ok(pin_hash("2580", hash, &err), &err);
	snprintf(sql, sizeof(sql), "INSERT INTO agent VALUES ('ag1', 5, 'marie', 'Marie L.', 'reception', '[\"*\"]', '%s'),"
	         " ('ag2', 6, 'lucie', 'Lucie D.', 'agent', '[\"voirie\"]', '%s');"
	         "INSERT INTO replica VALUES (1, %d, '62999', 'agent:*', 'e', 1, 0)", hash, hash, REPLICA_FORMAT);
	ok(db_exec(f->hub, sql, &err), &err);
	write_file(f->dir, "replica/current", "replica-e-1.db");
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct err err;

	wall = NOW;
	mono = 1000 * SECOND_US;
	ok(secret_init(&err), &err);
	make_state(f, "agent:*");
	make_replica(f);
	f->clock = (struct clock){ .wall = test_wall, .mono = test_mono, .boot = "boot" };
	f->rng = rng_system();
	ok(board_open(f->dir, &f->clock, &f->board, &err), &err);
	session_init(&f->session);
	ok(agent_by_login(board_db(f->board), "marie", f->session.arena, &f->session.agent, &err), &err);
	f->ops = ops_new(f->board, &f->session, &f->clock, &f->rng, 10);
	f->arena = arena_new();
	board_poll(f->board, NULL);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	char command[128];

	ops_free(f->ops);
	session_done(&f->session);
	board_close(f->board);
	db_close(f->hub);
	arena_free(f->arena);
	snprintf(command, sizeof(command), "rm -rf %s", f->dir);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

static struct board_request look(struct fixture *f, const char *id)
{
	struct board_request request;
	struct err err;

	board_poll(f->board, NULL);
	ok(board_request(f->board, id, f->arena, &request, &err), &err);
	return request;
}

/* What sync does with the hub's answer to the only operation. */
static void answer(struct fixture *f, enum op_state outcome, const char *current)
{
	struct outbox_row *rows;
	struct outbox_answer said;
	size_t count;
	struct err err;

	ok(outbox_list(board_outbox(f->board), OUTBOX_UNDELIVERED, 9, f->arena, &rows, &count, &err), &err);
	assert_int_equal(count, 1);
	ok(outbox_mark_sending(board_outbox(f->board), rows, &count, &err), &err);
	said = (struct outbox_answer){ .id = rows[0].id, .state = outcome, .reason = "autre état", .current = current };
	ok(outbox_answered(board_outbox(f->board), &said, 1, wall, &err), &err);
	board_touch(f->board);
}

/* ---- the board */
static void a_public_terminal_is_no_desk(void **state)
{
	struct fixture f = { .clock = { .wall = test_wall, .mono = test_mono } };
	struct board *board = NULL;
	struct err err;
	char command[128];

	(void)state;
	make_state(&f, "public");
	assert_false(board_open(f.dir, &f.clock, &board, &err));
	assert_int_equal(err.code, ERR_REFUSED);
	assert_non_null(strstr(err.text, "scope"));
	snprintf(command, sizeof(command), "rm -rf %s", f.dir);
	assert_int_equal(system(command), 0);
}

static void a_reply_is_in_the_thread_at_once_and_can_be_taken_back(void **state)
{
	struct fixture *f = *state;
	const struct undo *undo;
	struct board_request request;
	struct err err = { .code = ERR_NONE };

	ok(ops_message(f->ops, "r1", "Nous passons lundi.", false, &err), &err);
	request = look(f, "r1");
	assert_int_equal(request.thread_count, 1);
	assert_string_equal(request.thread[0].message.body, "Nous passons lundi.");
	assert_string_equal(request.thread[0].message.author_name, "Marie L.");
	assert_int_equal(request.pending, PENDING_HELD);
	wall += 9 * SECOND_US;
	assert_true(ops_take_back(f->ops, &undo, &err));
	assert_string_equal(undo->text, "Nous passons lundi.");
	assert_int_equal(look(f, "r1").thread_count, 0);
	assert_int_equal(board_counts(f->board).waiting, 0);
}

static void after_ten_seconds_nothing_can_be_taken_back(void **state)
{
	struct fixture *f = *state;
	const struct undo *undo;
	struct err err = { .code = ERR_NONE };

	ok(ops_state(f->ops, "r1", "received", STATE_DONE, "", &err), &err);
	assert_non_null(ops_undo(f->ops));
	wall += 10 * SECOND_US;
	assert_null(ops_undo(f->ops));
	assert_false(ops_take_back(f->ops, &undo, &err));
	assert_int_equal(err.code, ERR_NONE);
	assert_int_equal(look(f, "r1").pending, PENDING_QUEUED);
}

static void what_one_agent_did_is_not_for_the_next_one_to_take_back(void **state)
{
	struct fixture *f = *state;
	struct err err;

	ok(ops_message(f->ops, "r1", "À bientôt.", false, &err), &err);
	ops_hand_over(f->ops);
	assert_null(ops_undo(f->ops));
	assert_int_equal(look(f, "r1").pending, PENDING_HELD); /* and it leaves */
}

/* Sync sends the first operation of KIND. */
static void sends(struct fixture *f, enum op_kind kind)
{
	struct outbox_row *rows;
	size_t count, one = 1;
	struct err err;

	ok(outbox_list(board_outbox(f->board), OUTBOX_UNDELIVERED, 9, f->arena, &rows, &count, &err), &err);
	for (size_t i = 0; i < count; i++)
		if (rows[i].kind == kind) {
			ok(outbox_mark_sending(board_outbox(f->board), &rows[i], &one, &err), &err);
			return;
		}
	fail_msg("there is no such operation");
}

static void what_sync_has_taken_is_not_said_to_be_taken_back(void **state)
{
	struct fixture *f = *state;
	const struct undo *undo;
	struct err err = { .code = ERR_NONE };

	ok(ops_message(f->ops, "r1", "Parti.", false, &err), &err);
	sends(f, OP_MESSAGE);
	assert_false(ops_take_back(f->ops, &undo, &err));
	assert_int_equal(look(f, "r1").thread_count, 1);
}

static void a_document_makes_the_request_wait_and_both_are_taken_back(void **state)
{
	struct fixture *f = *state;
	const struct undo *undo;
	struct board_request request;
	struct err err;

	ok(ops_document(f->ops, "r1", "received", "Il nous faut la photo.", &err), &err);
	request = look(f, "r1");
	assert_string_equal(request.request.row.state, "waiting");
	assert_int_equal(request.thread_count, 2);
	assert_true(ops_take_back(f->ops, &undo, &err));
	request = look(f, "r1");
	assert_string_equal(request.request.row.state, "received");
	assert_int_equal(request.thread_count, 0);
}

/* Words that left the outbox while what they came with had left the desk would be nowhere. */
static void a_document_half_of_which_is_on_its_way_is_not_taken_back(void **state)
{
	struct fixture *f = *state;
	const struct undo *undo;
	struct err err = { .code = ERR_NONE };

	ok(ops_document(f->ops, "r1", "received", "Il nous faut la photo.", &err), &err);
	sends(f, OP_STATE);
	assert_false(ops_take_back(f->ops, &undo, &err));
	assert_int_equal(err.code, ERR_NONE);
	assert_int_equal(look(f, "r1").thread_count, 2);
}

static void an_assigned_request_moves_to_the_list_of_whom_it_was_given(void **state)
{
	struct fixture *f = *state;
	struct request_filter mine = { .assignee = "ag1" };
	struct board_row *rows;
	size_t count;
	struct err err;

	ok(ops_assign(f->ops, "r1", NULL, "ag1", &err), &err);
	ok(ops_assign(f->ops, "r2", "ag1", "ag2", &err), &err);
	board_poll(f->board, NULL);
	ok(board_list(f->board, &mine, f->arena, &rows, &count, &err), &err);
	assert_int_equal(count, 1);
	assert_string_equal(rows[0].row.id, "r1");
}

static void a_request_made_here_is_listed_and_found_before_the_hub_has_it(void **state)
{
	struct fixture *f = *state;
	struct record_key key = { .lookup = "00112233445566778899aabbccddeeff" };
	struct new_request made = { .number = "JBVLCSJFDJJDJGFN",
				    .service = "lamp",
				    .lang = "fr",
				    .channel = "phone",
				    .answers = "{}",
				    .name = "Hélène Petit",
				    .phone = "0353011000",
				    .email = "",
				    .where_text = "3 rue du Terril",
				    .where_id = "",
				    .key = &key };
	struct request_filter all = { .limit = 0 };
	struct board_row *rows;
	size_t count;
	struct err err;
	char id[UUID_TEXT];

	ok(ops_request(f->ops, &made, id, &err), &err);
	board_poll(f->board, NULL);
	ok(board_list(f->board, &all, f->arena, &rows, &count, &err), &err);
	assert_int_equal(count, 3);
	assert_string_equal(rows[0].row.id, id);
	assert_string_equal(rows[0].row.service_name, "Lampadaire en panne");
	assert_string_equal(rows[0].row.department, "voirie");
	ok(board_search(f->board, "helene terr", 10, f->arena, &rows, &count, &err), &err);
	assert_int_equal(count, 1);
	assert_string_equal(board_find(f->board, "JBVLCSJFDJJDJGFN", f->arena), id);
	/* Its number may be on paper: it leaves at once and is not undone. */
	assert_null(ops_undo(f->ops));
	assert_int_equal(look(f, id).pending, PENDING_QUEUED);
}

static void what_the_hub_applied_stays_until_its_row_is_back(void **state)
{
	struct fixture *f = *state;
	const struct desk_op *ops;
	struct board_request request;
	char sql[256];
	size_t count;
	struct err err;

	ok(ops_message(f->ops, "r1", "Nous passons lundi.", false, &err), &err);
	answer(f, OP_DONE, NULL);
	request = look(f, "r1");
	assert_int_equal(request.thread_count, 1);
	assert_int_equal(request.thread[0].pending, PENDING_SENT);
	ops = overlay_ops(board_overlay(f->board), &count);
	assert_int_equal(count, 1);
	snprintf(sql, sizeof(sql),
		 "INSERT INTO message VALUES ('%s', 30, 'r1', 5, 'ag1', 'Marie L.', 'Accueil', 'message', 'Nous passons "
		 "lundi.', NULL)",
		 ops[0].id);
	ok(db_exec(f->hub, sql, &err), &err);
	request = look(f, "r1");
	assert_int_equal(request.thread_count, 1);
	assert_int_equal(request.thread[0].pending, PENDING_NONE);
	assert_int_equal(board_counts(f->board).waiting, 0);
}

static void a_conflict_changes_nothing_until_it_is_sent_again_from_what_the_hub_has(void **state)
{
	struct fixture *f = *state;
	const struct desk_op *ops;
	struct board_request request;
	size_t count;
	struct err err;

	ok(ops_state(f->ops, "r1", "received", STATE_DONE, "", &err), &err);
	answer(f, OP_CONFLICT, "{\"id\": \"r1\", \"state\": \"waiting\"}");
	ok(db_exec(f->hub, "UPDATE request SET state = 'waiting', rev = 40 WHERE id = 'r1'", &err), &err);
	request = look(f, "r1");
	assert_string_equal(request.request.row.state, "waiting");
	assert_int_equal(request.pending, PENDING_PROBLEM);
	assert_int_equal(board_counts(f->board).problems, 1);
	ops = overlay_ops(board_overlay(f->board), &count);
	ok(ops_again(f->ops, &ops[0], &err), &err);
	request = look(f, "r1");
	assert_string_equal(request.request.row.state, "done");
	ops = overlay_ops(board_overlay(f->board), &count);
	assert_int_equal(count, 1);
	assert_string_equal(op_text(&ops[0], "from"), "waiting");
}

static void what_was_about_an_erased_request_is_not_sent_again(void **state)
{
	struct fixture *f = *state;
	const struct desk_op *ops;
	int64_t left;
	size_t count;
	struct err err = { .code = ERR_NONE };

	ok(ops_state(f->ops, "r1", "received", STATE_DONE, "", &err), &err);
	answer(f, OP_CONFLICT, "{\"id\": \"r1\", \"state\": \"waiting\"}");
	look(f, "r1");
	ops = overlay_ops(board_overlay(f->board), &count);
	assert_int_equal(count, 1);
	/* between what the agent sees and the key that is pressed */
	ok(outbox_forget_all(board_outbox(f->board), "[\"r1\"]", "[]", &left, &err), &err);
	assert_false(ops_again(f->ops, &ops[0], &err));
	assert_int_equal(err.code, ERR_NONE);
	look(f, "r1");
	overlay_ops(board_overlay(f->board), &count);
	assert_int_equal(count, 0);
}

static void a_replaced_number_is_the_one_that_is_shown(void **state)
{
	struct fixture *f = *state;
	struct record_key key = { .lookup = "00112233445566778899aabbccddeeff" };
	struct board_request request;
	struct err err;

	ok(ops_replace(f->ops, "r1", "KFTJBXPCLVRHDNSG", "JBVLCSJFDJJDJGFN", &key, "Passeport vu", &err), &err);
	request = look(f, "r1");
	assert_string_equal(request.request.row.number, "JBVLCSJFDJJDJGFN");
	assert_true(request.replaced_here);
	assert_string_equal(board_find(f->board, "JBVLCSJFDJJDJGFN", f->arena), "r1");
}

/* A list keeps its rows, and with them what is selected, until it has read them again. */
static void what_was_read_outlives_the_news(void **state)
{
	struct fixture *f = *state;
	struct record_key key = { .lookup = "00112233445566778899aabbccddeeff" };
	struct new_request made = { .number = "JBVLCSJFDJJDJGFN", .service = "lamp", .lang = "fr", .channel = "phone",
	                            .answers = "{}", .name = "Hélène Petit", .phone = "0353011000", .email = "",
	                            .where_text = "3 rue du Terril", .where_id = "", .key = &key };
	struct request_filter all = { .limit = 0 };
	struct board_row *rows;
	struct board_request request;
	size_t count, op_count;
	const struct desk_op *ops;
	struct err err;
	char id[UUID_TEXT];

	ok(ops_request(f->ops, &made, id, &err), &err);
	ok(ops_assign(f->ops, id, NULL, "ag2", &err), &err);
	request = look(f, id);
	ok(board_list(f->board, &all, f->arena, &rows, &count, &err), &err);
	assert_string_equal(rows[0].row.id, id);
	/* Freed memory often still says what it said: the strings are no operation's either. */
	ops = overlay_ops(board_overlay(f->board), &op_count);
	assert_int_equal(op_count, 2);
	assert_ptr_not_equal(rows[0].row.id, ops[0].id);
	assert_ptr_not_equal(rows[0].row.name, op_text(&ops[0], "name"));
	assert_ptr_not_equal(rows[0].row.assignee, op_text(&ops[1], "to"));
	assert_ptr_not_equal(request.request.lang, op_text(&ops[0], "lang"));
	assert_ptr_not_equal(request.thread[0].message.id, ops[1].id);
	board_touch(f->board);
	assert_true(board_poll(f->board, NULL));
	assert_string_equal(rows[0].row.id, id);
	assert_string_equal(rows[0].row.name, "Hélène Petit");
	assert_string_equal(rows[0].row.assignee, "ag2");
	assert_string_equal(request.request.lang, "fr");
}

static void no_replica_yet_is_a_state_and_lists_are_empty(void **state)
{
	struct fixture *f = *state;
	struct request_filter all = { .limit = 0 };
	struct board *board;
	struct board_row *rows;
	size_t count;
	struct err err;
	char path[128];

	snprintf(path, sizeof(path), "%s/replica/current", f->dir);
	assert_int_equal(unlink(path), 0);
	ok(board_open(f->dir, &f->clock, &board, &err), &err);
	board_poll(board, NULL);
	assert_null(board_db(board));
	ok(board_list(board, &all, f->arena, &rows, &count, &err), &err);
	assert_int_equal(count, 0);
	ok(board_search(board, "x", 9, f->arena, &rows, &count, &err), &err);
	assert_int_equal(count, 0);
	board_close(board);
}

/* ---- log in */
static bool try_pin(struct fixture *f, const char *login, const char *pin)
{
	struct pin_work *work = pin_work_new(board_db(f->board), login, pin);
	bool right, other;

	work->work.run(&work->work);
	right = session_answer(&f->session, board_db(f->board), work, mono, &other);
	work_free(&work->work);
	return right;
}

static void a_wrong_pin_costs_a_wait_that_doubles_and_never_says_which_was_wrong(void **state)
{
	struct fixture *f = *state;
	int64_t waits[2][4];

	for (int login = 0; login < 2; login++) {
		f->session.wrong = 0;
		for (int i = 0; i < 4; i++) {
			assert_false(try_pin(f, login ? "nobody" : "marie", "0000"));
			waits[login][i] = f->session.wait_until - mono;
		}
	}
	assert_memory_equal(waits[0], waits[1], sizeof(waits[0]));
	assert_int_equal(waits[0][0], 0);
	assert_int_equal(waits[0][1], SECOND_US);
	assert_int_equal(waits[0][2], 2 * SECOND_US);
	assert_int_equal(waits[0][3], 4 * SECOND_US);
	assert_int_equal(session_wait_s(1000), SESSION_WAIT_MAX_S);
	assert_true(try_pin(f, "Marie", "2580"));
	assert_int_equal(f->session.wrong, 0);
	assert_false(try_pin(f, "", ""));
}

static void guessing_a_pin_costs_the_same_over_new_starts_and_others_logins(void **state)
{
	struct fixture *f = *state;
	struct guesses *guesses;
	struct drafts *drafts;
	struct err err;
	int64_t now = NOW;

	ok(drafts_open(f->dir, &drafts, &err), &err);
	for (int i = 0; i < 6; i++) {
		ok(guesses_open(f->dir, &guesses, &err), &err);
		assert_int_equal(guesses_try(guesses, i % 2 ? "marie" : "Marie", now), 0);
		if (session_wait_s(i + 1))
			assert_int_equal(guesses_try(guesses, "marie", now), session_wait_s(i + 1) * SECOND_US);
		guesses_right(guesses, "paul");
		guesses_close(guesses);
		now += session_wait_s(i + 1) * SECOND_US;
	}
	ok(guesses_open(f->dir, &guesses, &err), &err);
	assert_int_equal(guesses_try(guesses, "marie", now), 0);
	assert_int_equal(guesses_try(guesses, "marie", now - HOUR_US), 32 * SECOND_US); /* the clock was set back */
	assert_int_equal(guesses_try(guesses, "marie", now - HOUR_US + 30 * SECOND_US), 2 * SECOND_US);
	assert_int_equal(guesses_try(guesses, "paul", now), 0);
	guesses_right(guesses, "marie");
	assert_int_equal(guesses_try(guesses, "marie", now), 0);
	assert_int_equal(guesses_try(guesses, "marie", now), 0);
	guesses_close(guesses);
	drafts_close(drafts);
}

static void an_idle_desk_locks_and_opens_for_the_same_agent(void **state)
{
	struct fixture *f = *state;

	f->session.last_act = mono;
	assert_false(session_idle(&f->session, mono + 299 * SECOND_US, 300));
	assert_true(session_idle(&f->session, mono + 300 * SECOND_US, 300));
	assert_false(session_open(&f->session));
	assert_false(session_idle(&f->session, mono + 900 * SECOND_US, 300)); /* once */
	assert_true(try_pin(f, "marie", "2580"));
	assert_true(session_open(&f->session));
}

/* ---- drafts */
static void drafts_survive_a_crash_and_belong_to_one_agent(void **state)
{
	struct fixture *f = *state;
	struct drafts *drafts;
	struct draft draft = { .id = "d1",
			       .agent = "ag1",
			       .kind = DRAFT_NOTE,
			       .request = "r1",
			       .service = "",
			       .title = "été",
			       .body = "été\nlong",
			       .updated = 7 },
		     found, *list;
	struct stat st;
	size_t count;
	struct err err;
	char path[128];

	ok(drafts_open(f->dir, &drafts, &err), &err);
	ok(drafts_save(drafts, &draft, &err), &err);
	draft.body = "plus long";
	ok(drafts_save(drafts, &draft, &err), &err);
	drafts_close(drafts);
	snprintf(path, sizeof(path), "%s/desk/drafts.db", f->dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	ok(drafts_open(f->dir, &drafts, &err), &err);
	assert_int_equal(drafts_count(drafts, "ag1"), 1);
	assert_int_equal(drafts_count(drafts, "ag2"), 0);
	ok(drafts_list(drafts, "ag1", f->arena, &list, &count, &err), &err);
	assert_string_equal(list[0].body, "plus long");
	assert_true(drafts_find(drafts, "ag1", "r1", DRAFT_NOTE, f->arena, &found));
	assert_false(drafts_find(drafts, "ag1", "r1", DRAFT_MESSAGE, f->arena, &found));
	ok(drafts_delete(drafts, "d1", &err), &err);
	assert_false(drafts_read(drafts, "d1", f->arena, &found, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	drafts_close(drafts);
}

static void a_draft_goes_with_its_request(void **state)
{
	static const char *const requests[] = { "r1", "r2", "" };
	struct fixture *f = *state;
	struct drafts *drafts;
	struct draft found;
	struct err err;
	int64_t gone;

	ok(drafts_open(f->dir, &drafts, &err), &err);
	for (size_t i = 0; i < ARRAY_LEN(requests); i++)
		ok(drafts_save(drafts, &(struct draft){ .id = requests[i], .agent = "ag2", .kind = DRAFT_NOTE, .request = requests[i],
		                                        .service = "", .title = "", .body = "mots" }, &err), &err);
	/* Who looks may see less than the desk holds: that is no reason. */
	board_look_as(f->board, "ag1", (const char *const[]){ "etat" }, 1);
	ok(drafts_sweep(drafts, f->board, &gone, &err), &err);
	assert_int_equal(gone, 0);
	ok(db_exec(f->hub, "DELETE FROM request WHERE id = 'r1'", &err), &err);
	board_poll(f->board, NULL);
	ok(drafts_sweep(drafts, f->board, &gone, &err), &err);
	assert_int_equal(gone, 1);
	assert_false(drafts_read(drafts, "r1", f->arena, &found, &err));
	assert_true(drafts_read(drafts, "r2", f->arena, &found, &err));
	assert_true(drafts_read(drafts, "", f->arena, &found, &err));
	drafts_close(drafts);
}

/* However many others are begun before it. */
static void the_last_of_many_drafts_goes_with_its_request(void **state)
{
	enum { MANY = 600 };
	struct fixture *f = *state;
	struct drafts *drafts;
	struct draft found;
	struct err err;
	int64_t gone;

	ok(drafts_open(f->dir, &drafts, &err), &err);
	ok(db_exec(f->hub, "BEGIN; CREATE TEMP TABLE one AS SELECT * FROM request WHERE id = 'r1'", &err), &err);
	for (int i = 0; i < MANY; i++) {
		char id[16], sql[160];

		snprintf(id, sizeof(id), "a%03d", i);
		snprintf(sql, sizeof(sql), "UPDATE one SET id = '%s', number = '%s', rev = %d; INSERT INTO request SELECT * FROM one", id, id, 90000 + i);
		ok(db_exec(f->hub, sql, &err), &err);
		ok(drafts_save(drafts, &(struct draft){ .id = id, .agent = "ag1", .kind = DRAFT_NOTE, .request = id, .service = "", .title = "",
		                                        .body = "mots" }, &err), &err);
	}
	ok(db_exec(f->hub, "COMMIT", &err), &err);
	ok(drafts_save(drafts, &(struct draft){ .id = "z", .agent = "ag1", .kind = DRAFT_NOTE, .request = "zz", .service = "", .title = "", .body = "mots" },
	               &err), &err);
	board_poll(f->board, NULL);
	ok(drafts_sweep(drafts, f->board, &gone, &err), &err);
	assert_int_equal(gone, 1);
	assert_false(drafts_read(drafts, "z", f->arena, &found, &err));
	drafts_close(drafts);
}

static void every_query_of_the_counter_prepares(void **state)
{
	struct fixture *f = *state;
	struct db *db;
	struct err err;

	ok(db_prepare_all(board_db(f->board), &arrivals_queries, &err), &err);
	ok(db_open("drafts", DB_MEMORY, &db, &err), &err);
	ok(db_exec_embedded(db, "counter/sql/drafts.sql", &err), &err);
	ok(db_prepare_all(db, &drafts_queries, &err), &err);
	ok(db_exec_embedded(db, "counter/sql/guesses.sql", &err), &err);
	ok(db_prepare_all(db, &guesses_queries, &err), &err);
	db_close(db);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_public_terminal_is_no_desk),
		TEST(a_reply_is_in_the_thread_at_once_and_can_be_taken_back),
		TEST(after_ten_seconds_nothing_can_be_taken_back),
		TEST(what_sync_has_taken_is_not_said_to_be_taken_back),
		TEST(what_one_agent_did_is_not_for_the_next_one_to_take_back),
		TEST(a_document_makes_the_request_wait_and_both_are_taken_back),
		TEST(a_document_half_of_which_is_on_its_way_is_not_taken_back),
		TEST(an_assigned_request_moves_to_the_list_of_whom_it_was_given),
		TEST(a_request_made_here_is_listed_and_found_before_the_hub_has_it),
		TEST(what_the_hub_applied_stays_until_its_row_is_back),
		TEST(a_conflict_changes_nothing_until_it_is_sent_again_from_what_the_hub_has),
		TEST(what_was_about_an_erased_request_is_not_sent_again),
		TEST(a_replaced_number_is_the_one_that_is_shown),
		TEST(what_was_read_outlives_the_news),
		TEST(no_replica_yet_is_a_state_and_lists_are_empty),
		TEST(a_wrong_pin_costs_a_wait_that_doubles_and_never_says_which_was_wrong),
		TEST(guessing_a_pin_costs_the_same_over_new_starts_and_others_logins),
		TEST(an_idle_desk_locks_and_opens_for_the_same_agent),
		TEST(drafts_survive_a_crash_and_belong_to_one_agent),
		TEST(a_draft_goes_with_its_request),
		TEST(the_last_of_many_drafts_goes_with_its_request),
		TEST(every_query_of_the_counter_prepares),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
