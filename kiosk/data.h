/* What the terminal knows: the town, where it stands, its replica. Screens read it and never write it; what is missing (no
 * replica yet, not enrolled) is NULL or empty, and a screen says so in words. Thread: main.
 */
#ifndef PARVIS_KIOSK_DATA_H
#define PARVIS_KIOSK_DATA_H

#include <time.h>

#include "common/base/civil.h"
#include "common/domain/geo.h"
#include "common/domain/hours.h"
#include "common/store/event.h"
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
	struct timespec terminal_mtime; /* of a terminal.json that could not be read */
	struct town town;           /* in the session's language; name NULL while there is no replica */
	struct zone *zone;          /* the town's; NULL: UTC. Pages may keep it: it outlives the next one. */
	struct zone *zone_before;
	char zone_name[64];
	struct link_status link;
	int64_t link_read;          /* when, wall µs: every two seconds is soon enough */
	bool clock_unsure;          /* the clock cannot be trusted: nothing may be said to be open, late or today */
	int64_t clock_behind;       /* and is behind NOW by so much, µs */
	const struct alert *alerts; /* in force, gravest first, all of the town */
	size_t alert_count;
	int64_t alerts_minute;      /* when they were read */
	struct arena *arena;        /* of town: until the data is read again */
	struct arena *alert_arena;  /* of alerts: until they are read again, which is every minute */
};

/* Opens what there is. Never fails: what is missing stays empty. */
void kiosk_data_open(struct kiosk_data *data, const char *state, const char *lang, int64_t now);
void kiosk_data_close(struct kiosk_data *data);

/* The language changed: the town's own words are read again. */
void kiosk_data_language(struct kiosk_data *data, const char *lang, int64_t now);

/* Looks for news from sync: true when rows changed, or an alert began or ended (screens read again). Some µs. Town and alerts that
 * cannot be read stay as they were read last, an alert until its own end. */
bool kiosk_data_poll(struct kiosk_data *data, const char *lang, int64_t now);

/* Search's memory, made when first asked for. */
struct search *kiosk_data_search(struct kiosk_data *data);

/* In which language a row's text is: LANG as its row says (common/store/town.h), else the town's own. */
const char *kiosk_data_lang(const struct kiosk_data *data, const char *lang);

/* Civil time in the town. */
struct civil kiosk_data_civil(const struct kiosk_data *data, int64_t wall);

/* Where this terminal stands; NULL: unknown. */
const struct position *kiosk_data_here(const struct kiosk_data *data, struct position *out);

/* The gravest alert that concerns this place now; NULL: none. URGENT: only one that takes the whole screen. */
const struct alert *kiosk_data_alert(const struct kiosk_data *data, int64_t now, bool urgent);

/* « Ouvert, ferme à 17 h 30 », with the exceptional days of OWNER (department or place id); NULL when unknown, and
 * while the clock cannot be trusted. RET_OPEN may be NULL. */
const char *kiosk_data_opening(const struct kiosk_data *data, struct arena *arena, const char *lang, int64_t now,
                               const char *hours, const char *owner, enum open_state *ret_open);

/* What hours_at, hours_week and the like want, of HOURS and the closures of OWNER (NULL: none) from a week ago on. Everything in
 * ARENA; hours that cannot be read are unknown, as all are while the closures cannot; a closure whose days cannot is left out. */
struct hours_place kiosk_data_hours(const struct kiosk_data *data, struct arena *arena, const char *lang, int64_t now,
                                    const char *hours, const char *owner);

/* 0xRRGGBB */
uint32_t kiosk_data_colour(const struct kiosk_data *data);

#endif
