/* What the voice says, read from the same tree as the picture: role, name, value, state, place among others. Pure.
 *
 * A page is read as its title and its texts, then how many choices there are; a choice is said when the person goes to it.
 * Utterances are those of utterance.h.
 */
#ifndef PARVIS_UI_SPEECH_H
#define PARVIS_UI_SPEECH_H

#include "common/base/strbuf.h"
#include "kiosk/ui/tree.h"

/* A page as a list of pieces in the order of the voice: what is urgent, from the title on, the ways out, what stands before the
 * title (languages), the five controls, and last the header: where this is, and what time it is. */
struct piece {
	const struct node *node;
	bool choice;            /* can have the focus */
	bool in_bar;
	int n;                  /* which of the choices (of the bar: its own count), from 1 */
};

struct reading {
	struct piece *list;     /* in the frame's arena */
	int count;
	int choices, in_bar;
	bool scroll;
};

/* SCROLL: with « Suite » and « Précédent », which only eyes need. */
struct reading reading_of(struct ui *ui, bool scroll);

/* Index of the piece of ID; -1: none. */
int reading_find(const struct reading *reading, const char *id);

/* From piece AT (-1: before the first), the next or previous choice, going round; -1: there is none. */
int reading_choice(const struct reading *reading, int at, bool back);

/* The next heading behind AT, or the title when there is none. */
int reading_heading(const struct reading *reading, int at);

/* The page: what is wrong, title, texts, the field that waits, how many choices. */
void speech_page(struct ui *ui, const struct reading *reading, struct strbuf *out);

/* One piece: name, role, state, value, « 3 sur 8 ». ALOUD: what is private may be said too; dots of a PIN stay dots. */
void speech_piece(struct ui *ui, const struct reading *reading, int at, bool aloud, struct strbuf *out);

/* What was typed into FIELD, letter by letter where it is a number. */
void speech_value(struct ui *ui, const struct node *field, struct strbuf *out);

/* Name, role and state alone: what is said again when only they change. */
void speech_state(struct ui *ui, const struct node *node, struct strbuf *out);

#endif
