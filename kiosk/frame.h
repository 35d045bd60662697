/* What stands around every screen: header, alert, pages, Back and « Terminer », keyboard, the five controls. */
#ifndef PARVIS_KIOSK_FRAME_H
#define PARVIS_KIOSK_FRAME_H

#include "kiosk/data.h"
#include "kiosk/nav.h"
#include "kiosk/ui/tree.h"
#include "kiosk/ui/voice.h"

struct arms;     /* the coat of arms, drawn once for its size */

struct frame_in {
	struct nav *nav;
	const struct kiosk_data *data;
	const struct session *session;
	struct arms *arms;
	bool voice_on;
	enum voice_state voice;
	bool paged;        /* the content is taller than the screen: « Suite » and « Précédent » */
	bool at_top, at_end;
	bool keyboard;     /* shown for the field that has the focus */
	const char *keys_page; /* of the keyboard: "", "accents", "digits" */
	bool capital;
	bool picking;      /* the letter picker in its place */
	int pick_group;
	bool two_buttons;
	const char *notice;/* key of a sentence above the page; NULL: none */
	bool sizes;        /* somebody looks for their size of letters */
};

/* Builds the whole tree of a frame; UI was begun. */
void frame_build(struct ui *ui, const struct frame_in *in);

/* How large a photograph is among the content of a page, which is as wide. */
void frame_photo(const struct ui_look *look, int *ret_w, int *ret_h);

struct arms *arms_new(void);
void arms_free(struct arms *arms); /* NULL is fine */

/* The picture for this height, from SVG text or NULL; NULL when there is none or it cannot be drawn. */
const uint32_t *arms_picture(struct arms *arms, const char *svg, int height, int *ret_w, int *ret_h);

#endif
