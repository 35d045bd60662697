/* The checks of the audit: each looks at one laid out (or painted) page and says what is wrong with it. Pure: they read the tree, and
 * what was painted; nothing is drawn or changed, but by those of check_mirror.c, which says so, and scrolled by check_arrows, and put back.
 *
 * A check is one row of checks[] (checks.c), so that the report, the tests and the counts know them all. Figures: EXPERIENCE.md
 * (EN 301 549 V3.2.1, WCAG 2.2, VVSG 2.0), each beside the constant it became.
 */
#ifndef PARVIS_AUDIT_CHECK_H
#define PARVIS_AUDIT_CHECK_H

#include "kiosk/audit/findings.h"
#include "kiosk/screen.h"
#include "kiosk/ui/tree.h"

struct audit_page {
	struct ui *ui;              /* laid out */
	struct text *text;
	const struct canvas *canvas;/* painted; NULL: this page was only laid out */
	const char *state, *where;  /* for the sentence */
	bool turned;                /* not the first page of a long content: what is typed into may have been left behind */
	unsigned flags;             /* of the screen (enum screen_flags) */
	const char *screen;
	const char *terminal;       /* its name, a proper one; may be NULL */
	enum theme_id theme;
	struct findings *out;
	const char *check;          /* set by check_page */
};

enum check_when { CHECK_LAID, CHECK_PAINTED, CHECK_FOCUS /* painted, and drawn again with the focus on each control */ };

struct check {
	const char *name;
	enum check_when when;
	const char *says;           /* what holds when it finds nothing, in one French sentence: for the conformity report */
	void (*run)(const struct audit_page *page);
};

extern const struct check checks[];
extern const size_t checks_len;

/* Where everything lies, as one number: two pages are alike when it is the same. */
uint64_t check_places(const struct ui *ui);

/* Every check of that kind. */
void check_page(struct audit_page *page, enum check_when when);

/* ---- for the checks themselves */
void found(const struct audit_page *page, const struct node *node, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* The part of NODE that shows: within the box that scrolls around it, and the glass. */
struct rect check_seen(const struct audit_page *page, const struct node *node);
const struct node *check_scroller(const struct node *node);

/* Pixels of this glass. */
static inline int check_mm(const struct audit_page *page, double mm)
{
	return (int)(mm * (double)page->ui->look->metrics.px_per_mm);
}

/* check_layout.c */
void check_clipped(const struct audit_page *page);
void check_overlap(const struct audit_page *page);
void check_room(const struct audit_page *page);
void check_target(const struct audit_page *page);
void check_gap(const struct audit_page *page);
void check_reach(const struct audit_page *page);
void check_field_seen(const struct audit_page *page);
/* check_focus.c */
void check_name(const struct audit_page *page);
void check_order(const struct audit_page *page);
void check_arrows(const struct audit_page *page);
void check_way_back(const struct audit_page *page);
/* check_words.c */
void check_untranslated(const struct audit_page *page);
void check_unspoken(const struct audit_page *page);
/* check_mirror.c: lays the tree out the other way round, and back */
void check_mirrored(const struct audit_page *page);
/* check_contrast.c */
void check_contrast(const struct audit_page *page);
void check_control(const struct audit_page *page);
void check_focus(const struct audit_page *page);

#endif
