/* What the terminal knows: the town, where it stands, its replica. Screens read it and never write it; what is missing (no
 * replica yet, not enrolled) is NULL or empty, and a screen says so in words. Thread: main.
 */
#ifndef PARVIS_KIOSK_DATA_H
#define PARVIS_KIOSK_DATA_H

#include "common/base/civil.h"
#include "common/store/replica.h"
#include "common/store/terminal.h"
#include "common/store/town.h"

struct search;

struct kiosk_data {
	const char *state;          /* the state directory (docs/sync-protocol.md) */
	struct replica *replica;
	struct db *db;              /* of the replica; NULL while there is none */
	uint64_t generation;        /* counts the replica's changes: for caches */
	struct search *search;      /* made when first asked for: kiosk_data_search */
	struct terminal terminal;   /* zeroed when not enrolled */
	bool enrolled;
	struct town town;           /* in the session's language; name NULL while there is no replica */
	struct zone *zone;          /* the town's; NULL: UTC */
	struct link_status link;
	struct arena *arena;        /* of town: until the data is read again */
};

/* Opens what there is. Never fails: what is missing stays empty. */
void kiosk_data_open(struct kiosk_data *data, const char *state, const char *lang, int64_t now);
void kiosk_data_close(struct kiosk_data *data);

/* The language changed: the town's own words are read again. */
void kiosk_data_language(struct kiosk_data *data, const char *lang);

/* Looks for news from sync: true when rows changed (screens read again). Some µs. */
bool kiosk_data_poll(struct kiosk_data *data, const char *lang, int64_t now);

/* Civil time in the town. */
struct civil kiosk_data_civil(const struct kiosk_data *data, int64_t wall);

/* 0xRRGGBB */
uint32_t kiosk_data_colour(const struct kiosk_data *data);

#endif
