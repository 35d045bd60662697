/* Dates, times, distances and numbers as people write them. The patterns are keys of the catalogues ("date.…"), so a
 * language decides the order of its words. A day stays with its month, a number with its unit: no line ends between them
 * (U+00A0), whatever space the catalogue has. All results are in ARENA. Days are days since 1970, as in common/base/civil.h.
 */
#ifndef PARVIS_TEXT_FMT_H
#define PARVIS_TEXT_FMT_H

#include "common/base/arena.h"
#include "common/base/civil.h"

char *fmt_date(struct arena *arena, const char *lang, int64_t days);       /* mardi 24 novembre; mardi 1er décembre */
char *fmt_date_year(struct arena *arena, const char *lang, int64_t days);  /* mardi 24 novembre 2026 */
char *fmt_date_short(struct arena *arena, const char *lang, int64_t days); /* 24 nov. */
char *fmt_date_digits(struct arena *arena, const char *lang, int64_t days);/* 24/11/2026 */

/* aujourd’hui, demain, hier, else the date; with its year when that is not TODAY's. */
char *fmt_day(struct arena *arena, const char *lang, int64_t days, int64_t today);
const char *fmt_weekday(const char *lang, int weekday);                    /* 0 Monday: lundi */

char *fmt_time(struct arena *arena, const char *lang, int hour, int minute); /* 14 h 35, 8 h; 14:35 */
char *fmt_clock(struct arena *arena, const char *lang, const struct zone *zone, int64_t wall);
char *fmt_date_time(struct arena *arena, const char *lang, const struct zone *zone, int64_t wall); /* mardi 24 novembre 2026 à 14 h 35 */
char *fmt_when(struct arena *arena, const char *lang, const struct zone *zone, int64_t wall, int64_t now); /* aujourd’hui à 14 h 35 */

/* il y a 5 minutes, il y a 2 heures, hier …, à l’instant; a WALL after NOW counts as now. */
char *fmt_ago(struct arena *arena, const char *lang, const struct zone *zone, int64_t wall, int64_t now);
char *fmt_duration(struct arena *arena, const char *lang, int64_t us);      /* 5 min, 1 h 23, 3 jours */
char *fmt_in(struct arena *arena, const char *lang, int64_t us);            /* dans 1 h 23 */

char *fmt_distance(struct arena *arena, const char *lang, double metres);   /* 350 m, 1,2 km, 14 km */
char *fmt_number(struct arena *arena, const char *lang, int64_t n);         /* 10 000 */
char *fmt_decimal(struct arena *arena, const char *lang, double value, int decimals); /* 1,25; no zeros at the end */

/* deux, trois … up to twenty, digits beyond: for sentences that are read aloud. */
char *fmt_number_word(struct arena *arena, const char *lang, int64_t n);

/* "0321000000" or "+33321000000" → 03 21 00 00 00; other countries +41 22 418 00 00 as far as groups are known. What is
 * not a number comes back as it is. */
char *fmt_phone(struct arena *arena, const char *lang, const char *phone);

/* The first letter as a capital: « Lundi », where a line begins with a weekday. */
char *fmt_capital(struct arena *arena, const char *text);

/* a, b et c */
char *fmt_list(struct arena *arena, const char *lang, const char *const *items, size_t n);

#endif
