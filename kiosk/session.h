/* A session: one person in front of the terminal, from the touch that wakes it to the wipe. Values only; the rules about
 * time are in session.c, pure, with the time as a parameter.
 *
 * Figures: EXPERIENCE "time-out" (VVSG 2.0, WCAG 2.2.1), settings in kiosk.conf.
 */
#ifndef PARVIS_KIOSK_SESSION_H
#define PARVIS_KIOSK_SESSION_H

#include "common/base/arena.h"
#include "kiosk/ui/theme.h"

enum { LANG_MAX = 16 };

struct draft;

struct session_times {
	int typed_s;   /* nothing done, with something typed */
	int reading_s; /* nothing done, nothing typed */
	int number_s;  /* on the page with the number */
	int answer_s;  /* to answer « Êtes-vous toujours là ? » */
};

struct session {
	char lang[LANG_MAX];        /* BCP 47: fr, en, ar */
	enum text_size text_size;
	enum theme_id theme;
	bool easy;                  /* the easy face (ui/font.h) */
	bool abc;                   /* on-screen keyboard in alphabetical order */
	bool low_reach;             /* everything that is pressed lies low */
	bool out_of_reach;          /* some of this glass is too high for a seated person: low_reach makes a difference */
	bool awake;                 /* false on the idle page */
	bool typed;                 /* something was typed or chosen: the short time-out, and leaving asks */
	bool listens;               /* the voice is on */
	const char *key;            /* the key pressed last, by its name in the settings, for maintenance; NULL: none yet */
	bool key_stuck;
	int sound;                  /* enum voice_state, and -1 when nothing was said yet */
	const char *say;            /* in the arena: what ACTION_SAY says when it is longer than an action */
	int64_t last_act;           /* monotonic µs: the last completed press, keystroke or scan */
	struct arena *arena;        /* lives until the session ends */
	struct draft *draft;        /* the form being filled, and before it others that were begun (kiosk/screens/draft.h) */
	char acknowledged[128];     /* the urgent alert this person has read */
};

enum session_due { DUE_NOTHING, DUE_ASK, DUE_END };

/* Something was done. */
void session_touch(struct session *session, int64_t mono);

/* What is due at MONO, on a screen with these flags (enum screen_flags); ASKING: « Êtes-vous toujours là ? » shows, since
 * last_act. While the voice speaks the loop calls session_touch. */
enum session_due session_due(const struct session *session, const struct session_times *times, unsigned flags,
                             bool asking, int64_t mono);

/* When something will be due: monotonic µs, INT64_MAX for never. */
int64_t session_deadline(const struct session *session, const struct session_times *times, unsigned flags, bool asking);

#endif
