/* For common/store alone: how the title of a hit answers the words that were looked for. What is called so comes before what only
 * speaks of it. Pure functions; nothing here reads the database.
 */
#ifndef PARVIS_STORE_CALLED_H
#define PARVIS_STORE_CALLED_H

#include "common/store/search.h"
#include "common/store/terms.h"

/* The best first. A plural is the same word; an unfinished or longer word is so, not exactly. */
enum called { CALLED_EXACTLY, CALLED_SO, CALLED_LIKE_THE_FIRST, CALLED_OTHERWISE, CALLED };

enum called called_how(const struct hit *hit, const struct words *words);

/* Puts what is called so first, and leaves the order otherwise; the days of collection, which are a page and not a title, stay in
 * front. COUNT is at most HITS_MAX. */
void called_sort(struct hit *hits, size_t count, const struct words *words);

/* A place is meant: the first one found has the first word in its name, and no service is called so, or as well as it; nor is it
 * the days of collection. */
bool called_place(const struct hits *hits, const struct words *words);

#endif
