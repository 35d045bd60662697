/* A form being filled at the desk: which page and field one is at, what was typed, what is wrong, and the page as lines.
 * Knows the form engine (common/domain); draws through struct page and says where the editor of the field in use stands.
 */
#ifndef PARVIS_COUNTER_FILLING_H
#define PARVIS_COUNTER_FILLING_H

#include "common/domain/answers.h"
#include "common/store/address.h"
#include "counter/edit.h"
#include "counter/page.h"

enum { SUGGESTIONS_MAX = 6 };

struct filling {
	struct arena *arena;           /* the view's */
	const char *lang;
	struct db *db;                 /* for addresses; may change with the replica: set it before each call */
	int64_t today;
	const struct form *form;
	struct answers *answers;
	int page;
	size_t fields[FORM_MAX_FIELDS];/* those that are asked on this page: indexes in the page */
	size_t field_count, focus;
	size_t option;                 /* highlighted in a choice */
	struct edit edit;              /* of the field in focus, when it is one that is typed */
	enum answer_fault faults[FORM_MAX_FIELDS]; /* by index in the page */
	struct arena *found_arena;
	const struct address *found;   /* suggestions for an address */
	size_t found_count, suggestion;/* highlighted; found_count: none */
	bool changed;                  /* since the owner last saved */
};

void filling_init(struct filling *filling, struct arena *arena, const char *lang, const struct form *form, int64_t today);
void filling_done(struct filling *filling);

/* The page is turned to; its first field, or the first with a fault, has the focus. */
void filling_go(struct filling *filling, int page);

enum filling_result { FILLING_STAY, FILLING_NEXT, FILLING_FULL };

/* FILLING_NEXT: Enter on the last field. */
enum filling_result filling_key(struct filling *filling, const struct key *key, int width);

/* Checks this page; true when it may be left. Else the first faulty field has the focus. */
bool filling_check(struct filling *filling);

/* Draws the page into AREA, scrolled so that the field in focus is seen, and places the cursor. */
void filling_draw(struct filling *filling, struct tui *tui, struct rect area, struct arena *frame);

/* The draft: {field: text, …}, and back. Addresses keep their id and place. */
json_t *filling_save(const struct filling *filling);
void filling_restore(struct filling *filling, json_t *answers);

#endif
