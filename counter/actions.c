#include "counter/actions.h"

#include <assert.h>

#define CTX_SEEN (CTX_LIST | CTX_REQUEST)

/* In the order of the line of keys. */
const struct action actions[ACT_COUNT] = {
	[ACT_NONE] = { .label = "", .help = "" },
	[ACT_OPEN] = { .label = "desk.open", .help = "desk.open.help", .key = K_ENTER, .contexts = CTX_LIST },
	[ACT_CHOOSE] = { .label = "desk.choose", .help = "desk.choose.help",
	                 .key = K_ENTER, .contexts = CTX_PICK | CTX_MENU | CTX_SEARCH, .bar = true },
	[ACT_RESUME] = { .label = "desk.resume", .help = "desk.resume.help",
	                 .key = 'o', .contexts = CTX_DRAFT, .bar = true },
	[ACT_REPLY] = { .label = "desk.reply", .help = "desk.reply.help",
	                .key = 'r', .contexts = CTX_REQUEST, .bar = true },
	[ACT_STATE] = { .label = "desk.state", .help = "desk.state.help",
	                .key = 'e', .contexts = CTX_REQUEST, .bar = true },
	[ACT_ASSIGN] = { .label = "desk.assign", .help = "desk.assign.help",
	                 .key = 'a', .contexts = CTX_REQUEST, .bar = true },
	[ACT_DOCUMENT] = { .label = "desk.document", .help = "desk.document.help",
	                   .key = 'd', .contexts = CTX_REQUEST, .bar = true },
	[ACT_PRINT] = { .label = "desk.print", .help = "desk.print.help",
	                .key = 'i', .contexts = CTX_REQUEST | CTX_NUMBER, .bar = true },
	[ACT_NOTE] = { .label = "desk.note", .help = "desk.note.help",
	               .key = 'c', .contexts = CTX_REQUEST, .bar = true },
	[ACT_LOST] = { .label = "desk.lost", .help = "desk.lost.help",
	               .key = 'b', .contexts = CTX_REQUEST, .bar = true },
	[ACT_SETTLE] = { .label = "desk.settle", .help = "desk.settle.help",
	                 .key = 's', .contexts = CTX_SETTLE, .bar = true },
	[ACT_AGAIN] = { .label = "desk.again", .help = "desk.again.help", .key = 'v', .contexts = CTX_PROBLEM },
	[ACT_DROP] = { .label = "desk.drop", .help = "desk.drop.help", .key = 'x', .contexts = CTX_PROBLEM, .twice = true },
	[ACT_DELETE] = { .label = "desk.delete", .help = "desk.delete.help",
	                 .key = 'x', .also = K_DELETE, .contexts = CTX_DRAFT, .bar = true, .twice = true },
	[ACT_UNDO] = { .label = "desk.undo", .help = "desk.undo.help",
	               .key = 'u', .also = KEY_CTRL('z'), .contexts = CTX_UNDO, .bar = true },
	[ACT_SEND] = { .label = "desk.send", .help = "desk.send.help",
	               .key = KEY_CTRL('s'), .also = K_F2, .contexts = CTX_EDIT, .bar = true },
	[ACT_CONTINUE] = { .label = "desk.continue", .help = "desk.continue.help",
	                   .key = KEY_CTRL('s'), .also = K_F2, .contexts = CTX_FORM, .bar = true },
	[ACT_PARK] = { .label = "desk.park", .help = "desk.park.help",
	               .key = KEY_CTRL('p'), .also = K_F4, .contexts = CTX_EDIT | CTX_FORM, .bar = true },
	[ACT_DISCARD] = { .label = "desk.discard", .help = "desk.discard.help",
	                  .key = KEY_CTRL('x'), .contexts = CTX_EDIT | CTX_FORM, .bar = true, .twice = true },
	[ACT_SEARCH] = { .label = "desk.search", .help = "desk.search.help",
	                 .key = '/', .also = K_F3, .contexts = CTX_SEEN | CTX_NUMBER | CTX_EDIT | CTX_FORM, .bar = true },
	[ACT_NEW] = { .label = "desk.new", .help = "desk.new.help",
	              .key = 'n', .contexts = CTX_SEEN | CTX_NUMBER, .bar = true },
	[ACT_FILTER] = { .label = "desk.filter", .help = "desk.filter.help",
	                 .key = 'f', .contexts = CTX_LIST, .bar = true },
	[ACT_NEXT_TAB] = { .label = "desk.next_tab", .help = "desk.next_tab.help",
	                   .key = K_TAB, .contexts = CTX_LIST, .bar = true },
	[ACT_PREV_TAB] = { .label = "desk.prev_tab", .help = "desk.prev_tab.help",
	                   .key = K_BACKTAB, .contexts = CTX_LIST },
	[ACT_BACK] = { .label = "desk.back", .help = "desk.back.help",
	               .key = K_ESC,
	               .contexts = CTX_EDIT | CTX_FORM | CTX_PICK | CTX_SEARCH | CTX_NUMBER | CTX_READ |
	                           CTX_MENU, .bar = true },
	[ACT_HELP] = { .label = "desk.help", .help = "desk.help.help",
	               .key = '?', .also = K_F1,
	               .contexts = CTX_SEEN | CTX_DRAFT | CTX_PROBLEM | CTX_NUMBER | CTX_TYPING, .bar = true },
	[ACT_MENU] = { .label = "desk.menu", .help = "desk.menu.help",
	               .key = 'm', .also = K_F10,
	               .contexts = CTX_SEEN | CTX_DRAFT | CTX_PROBLEM | CTX_NUMBER | CTX_EDIT | CTX_FORM },
	[ACT_LOCK] = { .label = "desk.lock", .help = "desk.lock.help",
	               .key = 'l', .also = K_F9,
	               .contexts = CTX_SEEN | CTX_DRAFT | CTX_PROBLEM | CTX_NUMBER | CTX_EDIT | CTX_FORM |
	                           CTX_SEARCH | CTX_PICK | CTX_READ, .bar = true },
	[ACT_REPAINT] = { .label = "desk.repaint", .help = "desk.repaint.help",
	                  .key = KEY_CTRL('l'),
	                  .contexts = CTX_SEEN | CTX_DRAFT | CTX_PROBLEM | CTX_NUMBER | CTX_TYPING | CTX_PICK |
	                              CTX_READ },
	[ACT_QUIT] = { .label = "desk.quit", .help = "desk.quit.help",
	               .key = KEY_CTRL('q'), .contexts = CTX_LIST | CTX_LOGIN },
};
static_assert(ARRAY_LEN(actions) == ACT_COUNT, "one row an action");

/* In a small window letters are no commands either: who types the word that they look for must not lock the desk with its l. */
uint32_t action_key(const struct action *action, unsigned contexts)
{
	bool letter = action->key >= 0x20 && action->key < KEYS_FIRST;

	return letter && (contexts & (CTX_TYPING | CTX_PICK)) ? action->also : action->key;
}

static bool answers_to(const struct action *action, uint32_t key, unsigned contexts)
{
	return key != K_NONE && (key == action->also || key == action_key(action, contexts));
}

enum action_id action_for_key(uint32_t key, unsigned contexts)
{
	for (enum action_id id = ACT_NONE + 1; id < ACT_COUNT; id++)
		if ((actions[id].contexts & contexts) && answers_to(&actions[id], key, contexts))
			return id;
	return ACT_NONE;
}

size_t actions_in(unsigned contexts, bool bar, enum action_id out[ACT_COUNT])
{
	size_t n = 0;

	for (enum action_id id = ACT_NONE + 1; id < ACT_COUNT; id++)
		if ((actions[id].contexts & contexts) && (!bar || actions[id].bar))
			out[n++] = id;
	return n;
}
