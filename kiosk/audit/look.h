/* One state on a kiosk of its own: opened, led there by its words, then shown in any language, size, resolution, reach and theme.
 * Thread: main. One at a time.
 */
#ifndef PARVIS_AUDIT_LOOK_H
#define PARVIS_AUDIT_LOOK_H

#include "kiosk/audit/check.h"
#include "kiosk/audit/states.h"

struct looker;

/* The resolutions of item 10. */
struct glass {
	const char *name;
	int width, height;
};
extern const struct glass glasses[];
enum { GLASSES = 4 };

struct combination {
	int lang;          /* of langs[] */
	enum text_size size;
	int glass;
	bool low_reach;
	enum theme_id theme;
};

/* "ar, text 4, 800x1280, low reach" */
const char *combination_words(const struct combination *c, char *out, size_t size);

/* Opens WORLDS/STATE->world for as long as this process lives, and plays the state's words. False: RET_WHY says where they led instead. */
bool looker_open(const char *worlds, const struct audit_state *state, struct looker **ret_looker, char *ret_why, size_t size);

/* The town whose screens these are; "": it is not known. */
const char *looker_town(const struct looker *looker);

/* Builds and lays out the first page; with PAINT draws it. PAGE gets what the checks want, but for state, where and out; valid
 * until the next call. */
void looker_show(struct looker *looker, const struct combination *c, bool paint, struct audit_page *ret_page);

/* Turns a long content to its next page, or its last; false: there is none. */
bool looker_next(struct looker *looker, struct audit_page *ret_page);
bool looker_last(struct looker *looker, struct audit_page *ret_page);

#endif
