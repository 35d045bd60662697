/* Who this terminal is (STATE/terminal.json) and how its link to the hub is doing (STATE/replica/sync.json). */
#ifndef PARVIS_STORE_TERMINAL_H
#define PARVIS_STORE_TERMINAL_H

#include "common/base/arena.h"
#include "common/base/err.h"

enum { TERMINAL_SALT = 16, TERMINAL_KEY = 32, TERMINAL_KEYS_MAX = 8 };

struct terminal_key {
	char id[24];
	unsigned char public_key[TERMINAL_KEY];
};

struct terminal {
	char town[32], id[64], name[128], scope[256], hub[256], web[256];
	char *name_i18n;      /* JSON {"en": "Station totem"} or NULL; malloc'd */
	bool located;
	double lat, lon;
	unsigned char salt[TERMINAL_SALT];
	struct terminal_key keys[TERMINAL_KEYS_MAX];
	size_t key_count;     /* ≥ 1; the last is the one to seal to */
};

/* ERR_NOT_FOUND: this machine was not enrolled yet. ERR_BAD_INPUT names the file and the key that is wrong. */
bool terminal_read(const char *state, struct terminal *ret_terminal, struct err *err) WARN_UNUSED;
/* The same from TEXT; WHERE names it in errors. */
bool terminal_parse(const char *text, size_t len, const char *where, struct terminal *ret_terminal, struct err *err) WARN_UNUSED;
void terminal_done(struct terminal *terminal);

/* Its name in LANG, or as it is. Copied into ARENA. */
const char *terminal_name(const struct terminal *terminal, const char *lang, struct arena *arena);

enum link_state { LINK_UNKNOWN, LINK_ONLINE, LINK_OFFLINE, LINK_REFUSED };

struct link_status {
	enum link_state state;
	int64_t at;        /* when sync wrote this, wall µs; long ago: sync itself is not running */
	int64_t contact;   /* last good answer of the hub; 0: never */
	int64_t hub_time;
	int64_t queued;    /* operations not yet delivered */
	bool hindered;     /* the hub answers, and its answers cannot be taken: this disk, or a format that one of the two is too old for */
	bool outbox_bad;   /* damaged or not readable: nothing can be promised */
	char text[256];    /* one sentence for staff */
	char version[32];
};

enum { LINK_STALE_S = 30 }; /* a status older than this counts as LINK_OFFLINE */

/* NOW is wall time. Always fills *ret_status; LINK_UNKNOWN when there is no readable file. */
void link_status_read(const char *state, int64_t now, struct link_status *ret_status);

#endif
