/* The tree of one frame. A screen describes itself by calling these functions in order; layout, paint, hit test, focus
 * order, the dump and the voice all read what they leave behind. Nothing here measures or draws.
 *
 * Thread: the main one. Ownership: every string is copied into the frame's arena, so borrowed text is fine.
 * Text is what a person reads, already in their language: ui_tr() for the program's own words, the town's data as it is.
 * Ids name what can be pressed or typed into; they are unique on a screen, and come back in on_press and on_input. An id
 * may carry a value behind a colon ("place:12"): ui_id() makes one, id_is() and id_value() read it.
 *
 * Groups are a pair of calls: ui_grid(ui); … ui_end(ui);
 */
#ifndef PARVIS_UI_NODE_H
#define PARVIS_UI_NODE_H

#include "common/base/arena.h"
#include "kiosk/ui/icon.h"

struct ui;

enum tone { TONE_NEUTRAL, TONE_DONE, TONE_WARNING, TONE_DANGER };

/* ---- words */

/* The text of KEY in the person's language ("help.title"). A key nobody translated comes back as itself. */
const char *ui_tr(struct ui *ui, const char *key);

/* The same with {placeholders}: ui_trf(ui, "follow.since", "date", date, "place", place, NULL). */
const char *ui_trf(struct ui *ui, const char *key, ...) __attribute__((sentinel));

/* printf into the frame's arena. */
const char *ui_fmt(struct ui *ui, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* "place:12" */
const char *ui_id(struct ui *ui, const char *name, const char *value);
const char *ui_idn(struct ui *ui, const char *name, int64_t value);
bool id_is(const char *id, const char *name);   /* "place:12" is "place", so is "place" */
const char *id_value(const char *id);           /* "12"; "" when there is none */
int64_t id_number(const char *id);              /* 12; 0 when there is none */

/* ---- groups */
void ui_column(struct ui *ui);
void ui_row(struct ui *ui);      /* side by side, as wide as they need; one below the other when they do not fit */
void ui_grid(struct ui *ui);     /* two equal columns, one where the text is too large for two */
void ui_chips(struct ui *ui);    /* small buttons in equal columns, as many as there is room for */
void ui_shelf(struct ui *ui);    /* one row: what does not fit is left out from the end, the last and what is selected stay */
void ui_split(struct ui *ui);    /* on a glass that lies two columns side by side, of equal width: ui_column in it, twice; else below */
void ui_list(struct ui *ui);     /* one card, its items between thin lines */
void ui_notice(struct ui *ui, enum tone tone, enum icon icon); /* a coloured panel around text */
void ui_actions(struct ui *ui);  /* the leaving and main buttons: below the content, they never scroll away */
void ui_end(struct ui *ui);

/* ---- words on the page */
void ui_overline(struct ui *ui, const char *text); /* small and muted, above a title */
void ui_overline_as(struct ui *ui, const char *text, const char *spoken); /* the voice says this instead */
void ui_title(struct ui *ui, const char *text);    /* the question of the page; the voice starts here */
void ui_heading(struct ui *ui, const char *text);  /* above a group */
void ui_text(struct ui *ui, const char *text);
void ui_strong(struct ui *ui, const char *text);   /* bold, body size */
void ui_muted(struct ui *ui, const char *text);    /* help below a title, and the like */
void ui_space(struct ui *ui);                      /* air that grows: pushes what follows to the bottom */
void ui_big_icon(struct ui *ui, enum icon icon, enum tone tone);

/* Centred from here to the end of the page: titles and text of a page with one message. */
void ui_centre(struct ui *ui);

/* From its end this page loses what it has no room for, rather than be turned: nobody stands before it yet. */
void ui_fits(struct ui *ui);

/* This page is an urgent alert: the whole glass in its colour, a title that can be read from afar. */
void ui_alarm(struct ui *ui);

/* What follows is the town's, in the language LANG. When that is not the person's, a line above says so (« En français »), once for
 * all that follow each other; the person's own language (ui_lang) begins anew. Cards, options, fields and messages carry their
 * `lang`, so that the voice says them right. */
void ui_language(struct ui *ui, const char *lang);

/* The same, and the titles, headings and texts are in LANG until ui_said(ui, NULL), where the program's own words begin. */
void ui_said(struct ui *ui, const char *lang);

bool ui_is_foreign(const struct ui *ui, const char *lang);

/* ---- things to press */
struct ui_button {
	const char *id;
	const char *text;
	const char *spoken;    /* what the voice says instead of text, or NULL */
	enum icon icon;        /* before the text */
	enum icon icon_after;
	bool primary;          /* filled; one a page */
	bool disabled;
	bool small;            /* a chip: languages, suggestions */
	bool selected;         /* of a row of chips */
	bool danger;
	const char *lang;      /* BCP 47 of its text when it is not the person's */
};
void ui_button(struct ui *ui, struct ui_button button);

/* A card in a column or grid, an item in a list. Without an id it only informs. */
struct ui_card {
	const char *id;
	enum icon icon;
	enum tone icon_tone;
	const char *text;
	const char *spoken;    /* what the voice says instead of text and sub, or NULL */
	const char *sub;
	const char *highlight; /* what was searched: its words are marked where they begin a word of the text */
	const char *badge;     /* a pill: "Ouvert, ferme à 17 h 30" */
	enum tone badge_tone;
	bool badge_first;      /* what matters most: read and heard before the sub; not with `tall` */
	bool answer;           /* its text answers its sub: the voice says the sub first */
	bool private_;         /* and the text to a headset only, or on request */
	bool chevron;          /* leads to another page */
	bool primary;          /* filled with the town's colour */
	bool tall;             /* icon above the text, for grids */
	const char *lang, *sub_lang; /* of text and sub, when not the person's; NULL: the person's */
};
void ui_card(struct ui *ui, struct ui_card card);

/* A choice. One of several (round) or any of several (square). */
struct ui_option {
	const char *id;
	const char *text;
	const char *sub;
	const char *lang;      /* of both; NULL: the person's */
	enum icon icon;
	bool several;
	bool chosen;
};
void ui_option(struct ui *ui, struct ui_option option);

/* ---- things to type into: a keystroke calls on_input(id, whole new text); the screen keeps it and shows it again */
enum ui_keys {
	KEYS_TEXT,    /* letters in the person's layout, accents, digits on a page */
	KEYS_ADDRESS, /* the same with the digits on it, and in Latin letters first */
	KEYS_DIGITS,  /* nothing but digits */
	KEYS_PHONE,   /* with + */
	KEYS_DATE,    /* with / */
	KEYS_DECIMAL, /* with a comma */
	KEYS_NUMBER,  /* the letters of a tracking number */
	KEYS_EMAIL,   /* letters with @ and . in reach */
};

struct ui_field {
	const char *id;
	const char *spoken;      /* what the voice calls it, instead of its label */
	const char *label;       /* above the field, and its name for the voice; NULL when the title asks */
	const char *value;
	const char *placeholder;
	const char *help;        /* one line below */
	const char *error;       /* one sentence, with a way out, below */
	const char *lang;        /* of label, placeholder and help; NULL: the person's */
	enum ui_keys keys;
	enum icon icon;
	int max;                 /* characters; 0 means 200 */
	int lines;               /* height of a long text; 0 and 1: one line */
	bool autofocus;          /* has the focus, and the keyboard, when the screen opens */
	bool clear;              /* a cross empties it */
	bool secret;             /* dots: a PIN. The voice never says it */
	bool private_;           /* the voice says it to a headset only, or on request */
	const char *enter;       /* word on the keyboard's main key, which calls on_press(id); NULL: closes the keyboard */
	const char *found;       /* what typing brought, for the voice: « 3 propositions »; NULL: it says nothing */
	bool as_typed;           /* capitals are not proposed at the start of a sentence (e-mail, number) */
};
void ui_field(struct ui *ui, struct ui_field field);

/* Looks like a field, is a button: the search on the home page. */
void ui_field_button(struct ui *ui, const char *id, enum icon icon, const char *placeholder, const char *spoken);

/* ---- larger things */
void ui_steps(struct ui *ui, int step, int steps, const char *label); /* "Signaler un problème, étape 2 sur 4" */
void ui_status(struct ui *ui, enum tone tone, enum icon icon, const char *text, const char *sub);

struct ui_message {
	const char *text;
	const char *who;   /* small, below, with FROM beside it */
	const char *who_lang;
	const char *from;  /* when, and whether it has left */
	const char *lang;  /* of the text; NULL: the person's */
	bool mine;         /* written by the resident */
};
void ui_message(struct ui *ui, struct ui_message message);

/* A tracking number in huge groups of four with its QR below. SPOKEN is what the voice says (spelled). */
void ui_number(struct ui *ui, const char *number, const char *spoken, const char *qr);

/* A picture as wide as the page. Its place stays empty until it has come in the size that the page has now. */
struct ui_photo {
	const uint32_t *argb; /* W by H, 0xAARRGGBB, which live as long as the screen; NULL: not there yet */
	int w, h;
	const char *alt;      /* what the voice says of it */
	const char *lang;     /* of that; NULL: the person's */
	const char *caption;  /* small, below: who took or drew it; NULL: none */
};
void ui_photo(struct ui *ui, struct ui_photo photo);

/* The QR code of TEXT, dark on white in every theme. */
void ui_qr(struct ui *ui, const char *text, const char *name);

/* ---- what every page may ask for */
bool ui_lies(const struct ui *ui);   /* wider than high: height is scarce */
bool ui_is_small(const struct ui *ui); /* upright, and of ten inches or less */
bool ui_splits(const struct ui *ui); /* ui_split makes two columns: it lies, and the letters are not the largest */
const char *ui_lang(const struct ui *ui);
struct arena *ui_arena(struct ui *ui); /* the frame's: for what fmt_… and others return */

#endif
