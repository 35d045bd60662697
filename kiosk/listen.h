/* When the voice says what. All of it is read from the tree that was drawn, so there is no second description of any page.
 * Entering a page says it; going to a choice says that; what changes by itself (printing, an answer that arrives, an error) is
 * said when it shows. Any action silences what is being said. Thread: main.
 */
#ifndef PARVIS_KIOSK_LISTEN_H
#define PARVIS_KIOSK_LISTEN_H

#include "common/base/strbuf.h"

struct kiosk;

enum { LISTEN_LIVE = 32 };

struct listening {
	struct strbuf said;         /* the last utterance */
	bool greet;                 /* how to get help is said before the next page */
	bool fresh;                 /* said since the last frame: what is new on the page is added to it */
	int at;                     /* piece of the page that was read last, -1: none yet */
	bool aside;                 /* it is a text: the focus stays where it was */
	bool headset;               /* plugged in: what is private may be said */
	uint64_t page, state;       /* of the last frame: which page, how what has the focus stands */
	char focus[192];
	char found[96];             /* what typing brought when it was said last */
	uint64_t live[LISTEN_LIVE]; /* and what could change by itself on it */
	int live_count;
};

void listen_open(struct kiosk *kiosk, uint32_t event); /* EVENT: of SDL, when the voice falls silent */
void listen_done(struct kiosk *kiosk);

void listen_toggle(struct kiosk *kiosk);
void listen_start(struct kiosk *kiosk);   /* says how to get help, then the page */
void listen_jack(struct kiosk *kiosk, int64_t mono); /* a headset plugged in starts, pulled out stops */
void listen_offer(struct kiosk *kiosk);   /* a key of the keypad woke the terminal, or its help key opened a page nobody reads: how to hear it, once */

void listen_frame(struct kiosk *kiosk);   /* after each frame: a new page, or what changed on it */
void listen_page(struct kiosk *kiosk);
void listen_focus(struct kiosk *kiosk);   /* what has the focus, when the voice is on */
void listen_announce(struct kiosk *kiosk);/* the page, once, whoever listens */
void listen_key(struct kiosk *kiosk, const char *text); /* what a key of the screen typed, unless that is private */
void listen_text(struct kiosk *kiosk, const char *text); /* a sentence in the person's language */
void listen_say(struct kiosk *kiosk, const char *utterance); /* ui/utterance.h; turns the voice on */
void listen_again(struct kiosk *kiosk);
void listen_typed(struct kiosk *kiosk);   /* « Dire ce que j’ai écrit »: aloud, since it was asked for */
void listen_loudness(struct kiosk *kiosk, int by);
void listen_pace(struct kiosk *kiosk, int by);
void listen_bar(struct kiosk *kiosk, const char *which); /* a control of the bar was pressed: how it stands now */
void listen_stop(struct kiosk *kiosk);    /* any action silences it */

/* Who listened hears that it is over. The program replaces itself at the end of a session: the old one leaves the language behind,
 * and nothing else; the new one says the sentence, and its voice is off. */
void listen_pass_on(const struct kiosk *kiosk);
void listen_ended(struct kiosk *kiosk);

/* Moving by ear: to the next or previous choice; piece by piece through texts too; to the next heading. */
void listen_choice(struct kiosk *kiosk, bool back);
void listen_piece(struct kiosk *kiosk, bool back);
void listen_heading(struct kiosk *kiosk);
bool listen_text_again(struct kiosk *kiosk); /* a text was read last: says it again; false: where one stands is what has the focus */

#endif
