/* Search as you type over everything a town publishes: services, departments, places, guides, events, news, notices,
 * collection days, streets. Works on the full-text tables that triggers keep (sql/search.sql), so also offline.
 *
 * The last word may be unfinished. Accents, case, œ and plural s do not matter. A word that is nowhere is replaced by the nearest
 * one that is (one slip, two in long words), and the answer says so.
 * Thread: the connection's. p99 ≤ 25 ms a keystroke on 4,873 guides and Geneva's places and addresses (tests/bench).
 */
#ifndef PARVIS_STORE_SEARCH_H
#define PARVIS_STORE_SEARCH_H

#include "common/store/db.h"

struct search; /* keeps the words of the index in memory */

struct search *search_new(void);
void search_free(struct search *search); /* NULL is fine */

enum hit_kind { HIT_SERVICE, HIT_DEPARTMENT, HIT_PLACE, HIT_WASTE, HIT_GUIDE, HIT_EVENT, HIT_NEWS, HIT_NOTICE, HIT_STREET, HIT_KINDS };

/* In the order they are shown. Departments and places are one group, events, news and notices another. */
enum hit_group { GROUP_SERVICES, GROUP_PLACES, GROUP_GUIDES, GROUP_EVENTS, GROUP_STREETS, GROUP_COUNT };

struct hit {
	enum hit_kind kind;
	const char *id;
	const char *title;
	const char *sub;  /* one line, may be NULL */
	const char *lang, *sub_lang; /* as of a row (town.h) */
	const char *icon; /* of a service; of a place its kind; NULL */
	const char *hours;/* of a department or place, NULL: unknown; for « Ouvert, ferme à 17 h 30 » */
};

enum { HITS_MAX = 100 }; /* a group */

struct hits {
	struct { const struct hit *items; size_t count; bool more; } groups[GROUP_COUNT];
	size_t count;            /* of all groups */
	bool streets_first;      /* it looks like an address: « 12 rue des … » */
	bool places_first;       /* a place is called so, and no service is: « piscine » */
	const char *marked;      /* what to highlight: the words searched for, corrected; "" when none */
	const char *instead;     /* the corrected text when a word was replaced, else NULL: « Résultats pour … » */
};

/* TEXT as typed (more than 200 bytes are cut). At most LIMIT (and HITS_MAX) hits a group. An empty text finds nothing. GENERATION is
 * replica_generation(): the words in memory are read again when it has changed (some ms, only when a word is unknown). What
 * is over at NOW is not found. */
bool search_find(struct search *search, struct db *db, uint64_t generation, const char *text, const char *lang, int64_t now,
                 size_t limit, struct arena *arena, struct hits *ret_hits, struct err *err) WARN_UNUSED;

/* Reads the words now, so that the first mistyped word does not wait for them: from a worker with a connection and a struct
 * search of its own, or where some ms do not matter. */
bool search_prepare(struct search *search, struct db *db, uint64_t generation, struct err *err) WARN_UNUSED;

enum hit_group hit_group_of(enum hit_kind kind);

extern const struct db_queries search_queries;

#endif
