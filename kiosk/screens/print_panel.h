/* What a page shows of its printing: the button, what the printer says, what to do next. Number page, thread and checklist
 * share it. It says only what is known (kiosk/paper.h). Thread: main.
 */
#ifndef PARVIS_SCREENS_PRINT_PANEL_H
#define PARVIS_SCREENS_PRINT_PANEL_H

#include "kiosk/paper.h"

struct print_panel {
	bool asked;                  /* the printer has answered once */
	enum printer_state printer;  /* what it said last */
	bool busy;                   /* a print is on its way */
	bool asking;                 /* a question is */
	bool tried;                  /* result holds the last one's */
	struct print_result result;
	const char *words;           /* of the ticket, in the session's arena: to who listens */
};

/* Asks the printer how it is; for open. */
void print_panel_ask(struct print_panel *panel, struct screen_ctx *ctx);

/* What came of the last print, or why none would come out; then the button "print", worded WORDS until it was tried or the printer
 * is known to be in trouble, and then by what a press does now. PRIMARY: paper is what one came for, so it is the page's main button as
 * long as it is worded so, and where there is no printer a sentence says so; otherwise nothing shows there. Who listens gets
 * "print:words" too, once something came out. */
void print_panel_build(const struct print_panel *panel, struct ui *ui, const char *words, bool primary);

/* Every PRINT_PANEL_TICK_MS: a printer that could not print is asked again, so that paper that was put in shows by itself. */
enum { PRINT_PANEL_TICK_MS = 4000 };
void print_panel_tick(struct print_panel *panel, struct screen_ctx *ctx);

/* "print" was pressed: true when ORDER is to be handed to paper_print by print_panel_go. */
void print_panel_go(struct print_panel *panel, struct screen_ctx *ctx, const struct paper_order *order);

/* "print:words" was pressed: what the voice then says; ACTION_STAY: it was something else. */
struct action print_panel_press(const struct print_panel *panel, struct screen_ctx *ctx, const char *id);

/* WORK came back: true when it was the panel's. */
bool print_panel_result(struct print_panel *panel, const struct work *work);

/* Something came out, as far as anyone knows. */
bool print_panel_done(const struct print_panel *panel);

#endif
