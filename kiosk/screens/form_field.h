/* The ten kinds of question, as tree nodes, and what typing or pressing does to the answer. Ids: "q:FIELD" is typed into,
 * "opt:FIELD:OPTION" chosen, "pick:FIELD:N" a suggested address, "day:FIELD:N" N days from today, "here:FIELD" this terminal.
 * Thread: main.
 */
#ifndef PARVIS_SCREENS_FORM_FIELD_H
#define PARVIS_SCREENS_FORM_FIELD_H

#include "common/store/address.h"
#include "kiosk/screens/draft.h"

/* Addresses found for what is typed into one field. */
struct suggestions {
	struct arena *arena; /* made with the first */
	const struct address *list;
	size_t count;
	char field[FORM_ID_MAX + 1];
};
void suggestions_done(struct suggestions *suggestions);

struct form_look {
	const struct screen_ctx *ctx;
	const struct draft *draft;
	const struct suggestions *suggestions;
	const struct form_field *wrong; /* NULL: none */
	enum answer_fault fault;
	bool alone;                     /* the only one of its page, whose title asks */
	bool first;                     /* takes the focus when it can be typed into */
};
void form_field_build(struct ui *ui, const struct form_field *field, const struct form_look *look);

/* True when it is answered by typing. */
bool form_field_typed(const struct form_field *field);

/* TEXT was typed into FIELD. */
void form_field_input(struct screen_ctx *ctx, struct draft *draft, const struct form_field *field, const char *text,
                      struct suggestions *suggestions);

/* ID was pressed: true when it was one of the ids above; *RET_FIELD is the field it belongs to. */
bool form_field_press(struct screen_ctx *ctx, struct draft *draft, const char *id, struct suggestions *suggestions,
                      const struct form_field **ret_field);

/* "24112026" as it is typed becomes "24/11/2026", a separator only before a digit that needs it. OUT takes 16 bytes. */
void form_date_typed(const char *text, char out[16]);

#endif
