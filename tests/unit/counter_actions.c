/* The table of actions: keys, menus and help are made from it, so it must be whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "common/text/tr.h"
#include "counter/actions.h"

static void every_action_has_a_key_a_name_and_a_sentence_of_help(void **state)
{
	(void)state;
	for (enum action_id id = ACT_NONE + 1; id < ACT_COUNT; id++) {
		assert_int_not_equal(actions[id].key, K_NONE);
		assert_int_not_equal(actions[id].contexts, 0);
		for (int l = 0; l < 2; l++) {
			const char *lang = l ? "en" : "fr", *help = tr(lang, actions[id].help);

			assert_string_not_equal(tr(lang, actions[id].label), actions[id].label);
			assert_string_not_equal(help, actions[id].help);
			assert_int_equal(help[strlen(help) - 1], '.');
		}
	}
}

static bool shares_a_key(const struct action *a, const struct action *b)
{
	return a->key == b->key || (a->also && (a->also == b->key || a->also == b->also)) || (b->also && a->key == b->also);
}

static void no_two_actions_of_one_context_share_a_key(void **state)
{
	(void)state;
	for (enum action_id a = ACT_NONE + 1; a < ACT_COUNT; a++)
		for (enum action_id b = a + 1; b < ACT_COUNT; b++)
			if ((actions[a].contexts & actions[b].contexts) && shares_a_key(&actions[a], &actions[b]))
				fail_msg("%s and %s", actions[a].label, actions[b].label);
}

/* Contexts come together: a list has a request selected, a request can be one to settle. */
static void contexts_that_come_together_do_not_clash(void **state)
{
	static const unsigned together[] = {
		CTX_LIST | CTX_REQUEST | CTX_SETTLE | CTX_PROBLEM | CTX_UNDO,
		CTX_LIST | CTX_DRAFT | CTX_UNDO,
		CTX_LIST | CTX_PROBLEM | CTX_UNDO,
		CTX_READ | CTX_REQUEST | CTX_SETTLE | CTX_UNDO,
		CTX_PICK | CTX_SEARCH,
		CTX_NUMBER | CTX_UNDO,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(together); i++)
		for (enum action_id a = ACT_NONE + 1; a < ACT_COUNT; a++)
			for (enum action_id b = a + 1; b < ACT_COUNT; b++)
				if ((actions[a].contexts & together[i]) && (actions[b].contexts & together[i]) &&
				    shares_a_key(&actions[a], &actions[b]))
					fail_msg("%s and %s", actions[a].label, actions[b].label);
}

static void letters_are_text_where_one_writes(void **state)
{
	(void)state;
	for (uint32_t c = 0x20; c < 0x17f; c++) {
		assert_int_equal(action_for_key(c, CTX_EDIT), ACT_NONE);
		assert_int_equal(action_for_key(c, CTX_FORM), ACT_NONE);
		assert_int_equal(action_for_key(c, CTX_SEARCH), ACT_NONE);
		assert_int_equal(action_for_key(c, CTX_LOGIN), ACT_NONE);
		assert_int_equal(action_for_key(c, CTX_PICK | CTX_SEARCH), ACT_NONE);
	}
	assert_int_equal(action_for_key(KEY_CTRL('s'), CTX_EDIT), ACT_SEND);
	assert_int_equal(action_for_key(KEY_CTRL('s'), CTX_FORM), ACT_CONTINUE);
	assert_int_equal(action_for_key(K_F1, CTX_EDIT), ACT_HELP);
}

/* Who types the word they look for while a small window is open must not lock the desk with its l. */
static void letters_are_no_commands_in_a_small_window(void **state)
{
	(void)state;
	for (uint32_t c = 0x20; c < 0x17f; c++)
		assert_int_equal(action_for_key(c, CTX_PICK), ACT_NONE);
}

static void a_request_can_be_looked_up_while_something_is_written(void **state)
{
	(void)state;
	assert_int_equal(action_for_key(K_F3, CTX_EDIT), ACT_SEARCH);
	assert_int_equal(action_for_key(K_F3, CTX_FORM), ACT_SEARCH);
	assert_int_equal(action_for_key('/', CTX_FORM), ACT_NONE);
}

static void what_throws_words_away_is_asked_for_twice(void **state)
{
	(void)state;
	assert_true(actions[ACT_DISCARD].twice);
	assert_true(actions[ACT_DELETE].twice);
	assert_true(actions[ACT_DROP].twice);
	assert_false(actions[ACT_SEND].twice);
}

/* Lists move with j and k and turn to a tab with a digit. */
static void no_action_takes_the_keys_that_move(void **state)
{
	(void)state;
	for (enum action_id id = ACT_NONE + 1; id < ACT_COUNT; id++) {
		if (!(actions[id].contexts & (CTX_LIST | CTX_REQUEST | CTX_PICK)))
			continue;
		assert_int_not_equal(actions[id].key, 'j');
		assert_int_not_equal(actions[id].key, 'k');
		assert_false(actions[id].key >= '0' && actions[id].key <= '9');
		assert_false(actions[id].key == K_UP || actions[id].key == K_DOWN);
	}
}

static void whatever_one_writes_in_can_be_left_and_locked(void **state)
{
	static const unsigned where[] = { CTX_EDIT, CTX_FORM, CTX_SEARCH, CTX_PICK, CTX_READ, CTX_NUMBER };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(where); i++) {
		assert_int_equal(action_for_key(K_ESC, where[i]), ACT_BACK);
		assert_int_equal(action_for_key(K_F9, where[i]), ACT_LOCK);
	}
	/* One letter, pressed by mistake, does not end the program. */
	assert_int_equal(action_for_key('q', CTX_LIST), ACT_NONE);
	assert_int_equal(action_for_key(KEY_CTRL('q'), CTX_LIST), ACT_QUIT);
	assert_int_equal(action_for_key(KEY_CTRL('q'), CTX_LOGIN), ACT_QUIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_action_has_a_key_a_name_and_a_sentence_of_help),
		cmocka_unit_test(no_two_actions_of_one_context_share_a_key),
		cmocka_unit_test(contexts_that_come_together_do_not_clash),
		cmocka_unit_test(letters_are_text_where_one_writes),
		cmocka_unit_test(letters_are_no_commands_in_a_small_window),
		cmocka_unit_test(a_request_can_be_looked_up_while_something_is_written),
		cmocka_unit_test(what_throws_words_away_is_asked_for_twice),
		cmocka_unit_test(no_action_takes_the_keys_that_move),
		cmocka_unit_test(whatever_one_writes_in_can_be_left_and_locked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
