/* The row of tabs: what there is depends on who is logged in. Mine, all, to settle, drafts, not yet sent, each of the
 * agent's departments. To settle, drafts and not yet sent stand there only while they hold something.
 */
#ifndef PARVIS_COUNTER_TABS_H
#define PARVIS_COUNTER_TABS_H

#include "counter/view.h"

enum tab_kind { TAB_MINE, TAB_ALL, TAB_DEPARTMENT, TAB_SETTLE, TAB_DRAFTS, TAB_OUTBOX };

struct tab {
	enum tab_kind kind;
	const char *label;
	const char *department;  /* TAB_DEPARTMENT */
	int digit;               /* 1…9; 0: none */
	int64_t count;           /* -1: not counted yet */
	int x, w;                /* as last drawn; w 0: scrolled out */
};

struct tabs {
	struct arena *arena;
	struct tab *list;
	size_t count, selected;
	const char **departments;    /* the agent's, as a filter; count 0: all of this desk */
	size_t department_count;
	int y, digits;
};

void tabs_done(struct tabs *tabs);

/* Made anew (somebody entered, departments changed); the one that was selected stays so. */
void tabs_build(struct tabs *tabs, struct view_ctx *ctx);

/* Fills every count. Some ms with 100,000 requests: not while somebody waits for the first page. */
void tabs_count(struct tabs *tabs, struct view_ctx *ctx);

struct request_filter tab_filter(const struct tabs *tabs, const struct tab *tab, const struct view_ctx *ctx,
				 unsigned states);

void tabs_draw(struct tabs *tabs, struct view_ctx *ctx, struct tui *tui, int y, int x, int w);

/* Digits, Tab, clicks; true when another one is selected now. */
bool tabs_key(struct tabs *tabs, const struct key *key);
void tabs_step(struct tabs *tabs, int step);

#endif
