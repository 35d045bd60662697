/* What the pages of departments and places share: whether it is open, how far it is, which icon stands for it. */
#ifndef PARVIS_SCREENS_SITE_H
#define PARVIS_SCREENS_SITE_H

#include "common/domain/hours.h"
#include "common/store/town.h"
#include "kiosk/data.h"
#include "kiosk/screen.h"

/* The hours of OWNER (an id) as TEXT says them, with its closures from a week ago on (kiosk_data_hours). Everything in ctx->arena. */
struct hours_place site_hours(const struct screen_ctx *ctx, const char *owner, const char *text);

/* The hours alone, without closures, in ARENA: for long lists. */
struct hours_place site_hours_plain(const struct screen_ctx *ctx, struct arena *arena, const char *text);

/* « Ouvert, ferme à 17 h 30 » and the colour that goes with it; NULL when unknown. */
const char *site_open(const struct screen_ctx *ctx, struct ui *ui, const struct hours_place *hours, enum tone *ret_tone);

/* From this terminal to AT: « 350 m », with WALK « 350 m, 7 minutes à pied »; NULL when either is not known. */
const char *site_distance(const struct screen_ctx *ctx, struct ui *ui, struct spot at, bool walk);

/* Where this terminal stands. */
struct spot site_here(const struct screen_ctx *ctx);

enum icon site_icon(const char *place_kind);

/* Why the page of something cannot open that was not read: there is no replica, WHY is ERR_NOT_FOUND, or it is on the disk and cannot be
 * read, which is not said to be gone. Returns false. */
bool site_unread(const struct screen_ctx *ctx, const struct err *why, struct err *err);

/* Shown instead of a list while there is no replica, or when it could not be read. */
void site_nothing(struct ui *ui);

#endif
