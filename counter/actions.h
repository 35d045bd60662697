/* Actions: the one list from which keys, the line of keys, the menu and the help are made.
 *
 * A context says what the person is in front of; an action that shares a context with the view in use can be asked for
 * there. Two actions of one context never share a key (tests/unit/counter_actions.c).
 */
#ifndef PARVIS_COUNTER_ACTIONS_H
#define PARVIS_COUNTER_ACTIONS_H

#include "counter/keys.h"

enum action_context {
	CTX_LIST = 1,       /* a list of requests, drafts or operations */
	CTX_REQUEST = 2,    /* a request is selected or open */
	CTX_EDIT = 4,       /* a text is being written: letters are text */
	CTX_FORM = 8,       /* a form is being filled: letters may be text */
	CTX_DRAFT = 16,     /* a draft is selected */
	CTX_PROBLEM = 32,   /* an operation that the hub refused is selected */
	CTX_NUMBER = 64,    /* a number is shown to be handed out */
	CTX_PICK = 128,     /* a choice in a small window */
	CTX_SEARCH = 256,   /* the search line: letters are text */
	CTX_LOGIN = 512,
	CTX_READ = 1024,    /* a page to read: help */
	CTX_MENU = 2048,    /* the menu itself */
	CTX_SETTLE = 4096,  /* a request that the hub kept to settle is selected */
	CTX_UNDO = 8192,    /* something can still be taken back */
	CTX_TYPING = CTX_EDIT | CTX_FORM | CTX_SEARCH | CTX_LOGIN,
};

enum action_id {
	ACT_NONE,
	ACT_OPEN,
	ACT_CHOOSE,
	ACT_RESUME,
	ACT_REPLY,
	ACT_STATE,
	ACT_ASSIGN,
	ACT_DOCUMENT,
	ACT_PRINT,
	ACT_NOTE,
	ACT_LOST,
	ACT_SETTLE,
	ACT_AGAIN,
	ACT_DROP,
	ACT_DELETE,
	ACT_UNDO,
	ACT_SEND,
	ACT_CONTINUE,
	ACT_PARK,
	ACT_DISCARD,
	ACT_SEARCH,
	ACT_NEW,
	ACT_FILTER,
	ACT_NEXT_TAB,
	ACT_PREV_TAB,
	ACT_BACK,
	ACT_HELP,
	ACT_MENU,
	ACT_LOCK,
	ACT_REPAINT,
	ACT_QUIT,
	ACT_COUNT
};

struct action {
	const char *label;   /* catalogue: "répondre", on the line of keys and in the menu */
	const char *help;    /* catalogue: one sentence */
	uint32_t key, also;  /* K_NONE: no second key */
	unsigned contexts;
	bool bar;            /* stands on the line of keys; the others are in menu and help */
	bool twice;          /* throws words away for good: asked for twice */
};

extern const struct action actions[ACT_COUNT];

/* The key that asks for ACTION in CONTEXTS, K_NONE when it has none there: where letters are text, it is the second one. */
uint32_t action_key(const struct action *action, unsigned contexts);

/* The action of KEY in CONTEXTS, ACT_NONE when there is none. */
enum action_id action_for_key(uint32_t key, unsigned contexts);

/* Those that can be asked for in CONTEXTS, in the order of the table, into OUT (ACT_COUNT wide). With BAR those of the
 * line of keys alone. Returns how many. */
size_t actions_in(unsigned contexts, bool bar, enum action_id out[ACT_COUNT]);

#endif
