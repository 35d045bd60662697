/* What the terminal sends, as keys: those that ncurses knows and those that it does not, pastes, clicks, and bursts that only a
 * scanner makes. Private to the terminal (counter/tui.h), which owns it and has taken the screen over when it is opened.
 * Main thread only.
 */
#ifndef PARVIS_COUNTER_TUI_KEYS_H
#define PARVIS_COUNTER_TUI_KEYS_H

#include "common/base/strbuf.h"
#include "counter/keys.h"

struct tui_keys {
	int watch;             /* as of tui_watch */
	struct strbuf text;    /* of the last paste or scan */
	struct strbuf pending; /* a burst that was not a scan, given out one by one from PENDING_AT */
	size_t pending_at;
	struct key click;      /* the last one, to tell when it comes twice */
	int64_t clicked_at;
};

/* KEYS is zeroed. The terminal gets the modes that this needs, and they are taken back. */
void tui_keys_open(struct tui_keys *keys);
void tui_keys_close(struct tui_keys *keys);

/* As tui_read. The key's text is good until the next one. */
struct key tui_keys_read(struct tui_keys *keys, int timeout_ms, bool commands, bool (*scan_likely)(const char *text));

#endif
