/* What a script expects of the page and of the voice (docs/driving.md, `expect` and `wait`): whether it holds, and how long it
 * may take to come true. Fails nothing itself: the script says what went wrong, and where. Thread: main.
 */
#ifndef PARVIS_KIOSK_SCRIPT_EXPECT_H
#define PARVIS_KIOSK_SCRIPT_EXPECT_H

#include "common/base/util.h"

struct kiosk;
struct transcript;

struct expecting {      /* zeroed: nothing is */
	char what[512];     /* "screen home"; "": nothing */
	int64_t patience;   /* monotonic: until when it may take; 0: not said yet */
};

enum expect_news { EXPECT_HOLDS, EXPECT_NOT_YET, EXPECT_FAILED };

/* Does WHAT hold? If it does nothing is expected any more, else it is from now on; RET_WRONG says what is wrong. */
enum expect_news script_expect(struct expecting *expecting, struct kiosk *kiosk, const struct transcript *transcript,
                               const char *what, char *ret_wrong, size_t size);

/* The same of what is expected already; nothing is: EXPECT_HOLDS. */
enum expect_news script_expect_again(struct expecting *expecting, struct kiosk *kiosk, const struct transcript *transcript,
                                     char *ret_wrong, size_t size);

/* Expects WHAT, "screen NAME" or "text T", with more patience, or as much as a number of ms at its end says. False: it is neither. */
bool script_expect_later(struct expecting *expecting, int64_t mono, const char *what);

#endif
