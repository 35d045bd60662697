/* Inside the toolkit: the nodes themselves, and the tree while it is built. Screens see node.h only.
 *
 * A tree is made of four things: boxes that stack their children, text, icons, pictures. What a node means (role, id, name,
 * state) lies beside how it looks, so that layout and paint know nothing of buttons, and dump and voice nothing of boxes.
 * Sizes are pixels. Everything lives in the frame's arena.
 */
#ifndef PARVIS_UI_TREE_H
#define PARVIS_UI_TREE_H

#include "common/base/arena.h"
#include "kiosk/ui/node.h"
#include "kiosk/ui/text.h"
#include "kiosk/ui/theme.h"

enum node_kind { NODE_BOX, NODE_TEXT, NODE_ICON, NODE_QR, NODE_PICTURE };

enum role {
	ROLE_PLAIN, /* looks only */
	ROLE_HEADER, ROLE_ALERT, ROLE_BODY, ROLE_ACTIONS, ROLE_KEYBOARD, ROLE_SIZES, ROLE_BAR,
	ROLE_LIST, ROLE_NOTICE,
	ROLE_TITLE, ROLE_HEADING, ROLE_TEXT, ROLE_BUTTON, ROLE_KEY, ROLE_RADIO, ROLE_CHECK, ROLE_FIELD, ROLE_ITEM,
	ROLE_STEPS, ROLE_STATUS, ROLE_MESSAGE, ROLE_NUMBER, ROLE_IMAGE,
	ROLES
};

enum axis { AXIS_DOWN, AXIS_ACROSS, AXIS_GRID };
enum place { PLACE_START, PLACE_CENTER, PLACE_END, PLACE_STRETCH };

struct mark { /* bytes of a text that are highlighted */
	uint32_t at, len;
};

struct node {
	enum node_kind kind;
	struct node *parent, *first, *last, *next;
	struct node *back;    /* the group that goes on when this one ends; NULL: its parent */

	/* what it is */
	enum role role;
	const char *id;       /* NULL: cannot be pressed */
	const char *name;     /* for the dump and the voice; NULL: read from its text */
	const char *value;    /* of a field (dots when secret), and what the voice adds to the name */
	const char *typed;    /* of a field: its text as it is */
	const char *lang;     /* of its words, when not the session's */
	const char *found;    /* of a field: what typing brought */
	const char *enter;    /* of a field: the word on the keyboard's main key */
	const char *said;        /* what the voice says instead of its name; NULL: its name */
	const char *hint;        /* of a field: its line of help, for the voice */
	const char *fault;       /* of a field: what is wrong with it, for the voice; NULL: nothing */
	enum ui_keys keys;
	int max;
	bool disabled, chosen, primary, autofocus, secret, private_, as_typed, keeps_next, several_lines;

	/* how children lie */
	enum axis axis;
	enum place across;    /* where children lie across the axis */
	enum place along;     /* where they lie along it when there is room left */
	int pad_x, pad_y, gap;
	int columns;          /* of a grid */
	int lift;             /* so much nearer to what stands before it than the gap */
	int grow;             /* in a row: share of the room that is left */
	bool spring;          /* in a column: takes the room that is left, with others like it */
	int basis;            /* 0: natural width; else at least this wide in a row */
	int min_w, min_h, fixed_w, fixed_h;
	bool even;            /* a row of equals: as wide as their shares where all fit */
	bool shares;          /* a row whose children are as wide as their share, whatever they hold */
	bool wraps;           /* a row that becomes a column when too narrow */
	bool drops;           /* a row that loses what does not fit: from the end, not its last and not what is chosen; a body
	                       * that scrolls: from the end, item by item */
	bool scrolls;         /* its children may be taller than it: scroll_y says which part shows */
	bool divided;         /* thin lines between children */
	bool mirror_free;     /* never mirrored: the digit pad */
	int scroll_y, content_h;
	int show_y, show_h;   /* the part of its room that shows, of what scrolls (pages.h) */

	/* how it looks */
	enum color fill, line, border_below, border_above;
	int line_w, radius, edge; /* edge: a key's lower rim */
	enum color edge_color;
	enum color color;         /* of text or icon */
	struct text_want text;
	enum text_align align;
	int caret;                /* byte offset, -1: none */
	const struct mark *marks;
	int mark_count;
	enum icon icon;
	int icon_px;
	bool flipped;             /* an icon for words that run the other way */
	const char *qr;
	const uint32_t *argb;     /* a picture of fixed_w × fixed_h */

	/* where it is: filled by layout */
	struct rect rect;
	const struct text_layout *layout;
	bool stacked;             /* a row or grid that lies as a column */
};

/* What of the person and the loop shows in a tree. */
struct ui_look {
	const char *lang;
	bool rtl;
	enum text_size text_size;
	struct theme theme;
	struct metrics metrics;
	int width, height;
	int photo_w, photo_h; /* of a picture on a page, which is as wide */
	bool low_reach;      /* all that is pressed lies in the lowest REACH pixels (reach.h) */
	int reach;
	const char *focus;   /* id that has the focus; NULL: none */
	bool focus_shown;    /* the ring is drawn once a key was used */
	const char *typing;  /* id of the field that is typed into: has the caret; NULL: none */
	const char *full;    /* id of the field that had no room for what was typed last; NULL: none */
	const char *pressed; /* id under the finger */
	size_t caret;        /* bytes before the caret in the focused field */
};

struct ui {
	struct arena *arena;
	const struct ui_look *look;
	struct node *root, *body, *actions, *at; /* at: the group being filled */
	bool centred, alarm;
	const char *pen;      /* language of titles and texts from here on, when not the person's (ui_said) */
	const char *labelled; /* the language that a line has said last */
	bool low;            /* reach.h was here */
	int depth;
};

/* A tree with its root; the caller fills header, body and bar. */
struct ui ui_begin(struct arena *arena, const struct ui_look *look);

/* ---- for those who build nodes: each appends to ui->at */
struct node *node_add(struct ui *ui, enum node_kind kind);
struct node *node_open(struct ui *ui, enum axis axis); /* a box that becomes ui->at; closed by ui_end */
struct node *node_text(struct ui *ui, const char *s, enum type type, enum color color);
struct node *node_icon(struct ui *ui, enum icon icon, int px, enum color color);

/* Moves NODE towards what it belongs to. */
void node_stays_close(struct ui *ui, struct node *node);
/* Has what stands last in ui->at this ROLE? Asked before what explains it is added. */
bool node_follows(const struct ui *ui, enum role role);

/* These words are in LANG; nothing happens when that is NULL or the person's own language. */
void node_in(struct ui *ui, struct node *node, const char *lang);

/* ---- for those who read the tree */
struct node *node_next(const struct node *root, const struct node *at); /* depth first; NULL at the end */
struct node *node_by_id(struct node *root, const char *id);
bool node_inside(const struct node *node, const struct node *box);
bool node_can_focus(const struct node *node);

/* The part of the glass in which the children of BOX show, which scrolls. */
struct rect node_window(const struct node *box);

/* The words of NODE and all in it, joined with ", ": its name unless it was given one. */
const char *node_name(struct arena *arena, const struct node *node);

const char *role_name(enum role role);

#endif
