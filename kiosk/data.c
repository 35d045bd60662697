#include "kiosk/data.h"

#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/strbuf.h"
#include "common/domain/alert.h"
#include "common/store/department.h"
#include "common/store/search.h"

#include <sys/stat.h>

enum {
	FALLBACK_COLOUR = 0x0B3C55,
	LINK_EVERY_US = 2000000,
	CLOSURES_BACK_DAYS = 7, /* a week that is shown began before today, and what opened yesterday may be open past midnight */
};

/* The ids of what is in force, to tell when one begins or ends; the caller frees it. */
static char *in_force(const struct kiosk_data *data)
{
	struct strbuf ids = STRBUF_INIT;

	for (size_t i = 0; i < data->alert_count; i++)
		strbuf_addf(&ids, "%s\n", data->alerts[i].id);
	return strbuf_take(&ids);
}

/* What was read before goes once what follows it is there: a danger is not over because a page of the disk cannot be read. */
static void swap(struct arena **kept, struct arena *made)
{
	arena_free(*kept);
	*kept = made;
}

/* What cannot be read again is over all the same once its time is. */
static void drop_ended(struct kiosk_data *data, int64_t now)
{
	struct alert *left = ARENA_ARRAY(data->alert_arena, struct alert, data->alert_count + 1);
	size_t count = 0;

	for (size_t i = 0; i < data->alert_count; i++)
		if (data->alerts[i].ends == 0 || now < data->alerts[i].ends)
			left[count++] = data->alerts[i];
	data->alerts = left;
	data->alert_count = count;
}

static void read_alerts(struct kiosk_data *data, const char *lang, int64_t now)
{
	struct arena *arena = arena_new();
	const struct alert *alerts = NULL;
	size_t count = 0;
	struct err err;

	data->alerts_minute = now / MINUTE_US;
	if (data->db && data->town.name && !alert_list(data->db, lang, now, arena, &alerts, &count, &err)) {
		log_warn("alerts: %s", err.text);
		arena_free(arena);
		drop_ended(data, now);
		return;
	}
	swap(&data->alert_arena, arena);
	data->alerts = alerts;
	data->alert_count = count;
}

/* Pages hold on to the zone until they are read again, or for good when that fails. So it stays the same one while the town gives
 * no other, and the one before is kept too. */
static void use_zone(struct kiosk_data *data, const char *name)
{
	struct zone *zone;
	struct err err;

	if (!name || streq(name, data->zone_name))
		return;
	snprintf(data->zone_name, sizeof(data->zone_name), "%s", name);
	if (!zone_open(name, &zone, &err)) {
		log_warn("%s", err.text);
		return;
	}
	zone_close(data->zone_before);
	data->zone_before = data->zone;
	data->zone = zone;
}

static void read_town(struct kiosk_data *data, const char *lang, int64_t now)
{
	struct arena *arena = arena_new();
	struct town town = { .name = NULL };
	struct err err;

	if (data->db && !town_read(data->db, lang, arena, &town, &err) && err.code != ERR_NOT_FOUND) {
		log_warn("town: %s", err.text);
		arena_free(arena);
	} else {
		swap(&data->arena, arena);
		data->town = town;
	}
	use_zone(data, data->town.zone);
	read_alerts(data, lang, now);
}

static struct timespec terminal_mtime(const struct kiosk_data *data)
{
	char path[512];
	struct stat st;

	snprintf(path, sizeof(path), "%s/terminal.json", data->state);
	return stat(path, &st) == 0 ? st.st_mtim : (struct timespec){ .tv_sec = -1 };
}

static void read_terminal(struct kiosk_data *data)
{
	struct err err;

	data->terminal_mtime = terminal_mtime(data);
	data->enrolled = terminal_read(data->state, &data->terminal, &err);
	if (!data->enrolled)
		log_warn("%s", err.text);
}

void kiosk_data_open(struct kiosk_data *data, const char *state, const char *lang, int64_t now)
{
	*data = (struct kiosk_data){ .state = state, .arena = arena_new(), .alert_arena = arena_new() };
	read_terminal(data);
	data->replica = replica_open(state);
	if (replica_problem(data->replica))
		log_warn("replica: %s", replica_problem(data->replica)->text);
	data->db = replica_db(data->replica);
	data->generation = replica_generation(data->replica);
	read_town(data, lang, now);
	link_status_read(state, now, &data->link);
}

void kiosk_data_close(struct kiosk_data *data)
{
	zone_close(data->zone);
	zone_close(data->zone_before);
	search_free(data->search);
	replica_close(data->replica);
	terminal_done(&data->terminal);
	arena_free(data->arena);
	arena_free(data->alert_arena);
	*data = (struct kiosk_data){ .state = NULL };
}

void kiosk_data_language(struct kiosk_data *data, const char *lang, int64_t now)
{
	read_town(data, lang, now);
}

/* A terminal that stands in the street before it is enrolled need not be started again. */
static bool enrolled_meanwhile(struct kiosk_data *data)
{
	struct timespec mtime;

	if (data->enrolled)
		return false;
	mtime = terminal_mtime(data);
	if (mtime.tv_sec == data->terminal_mtime.tv_sec && mtime.tv_nsec == data->terminal_mtime.tv_nsec)
		return false;
	read_terminal(data);
	return data->enrolled;
}

/* One begins or ends by itself. */
static bool alerts_changed(struct kiosk_data *data, const char *lang, int64_t now)
{
	char *before, *after;
	bool changed;

	if (data->alerts_minute == now / MINUTE_US)
		return false;
	before = in_force(data);
	read_alerts(data, lang, now);
	after = in_force(data);
	changed = !streq(before, after);
	free(before);
	free(after);
	return changed;
}

bool kiosk_data_poll(struct kiosk_data *data, const char *lang, int64_t now)
{
	struct err err = { .code = ERR_NONE };
	enum replica_news news = replica_poll(data->replica, &err);
	struct link_status before = data->link;
	bool enrolled = enrolled_meanwhile(data);

	if (news != REPLICA_SAME || now / LINK_EVERY_US != data->link_read / LINK_EVERY_US) {
		link_status_read(data->state, now - data->clock_behind, &data->link);
		data->link_read = now;
	}
	switch (news) {
	case REPLICA_SAME:
		return alerts_changed(data, lang, now) || enrolled || data->link.state != before.state;
	case REPLICA_BAD:
		log_warn("replica: %s", err.text);
		return enrolled;
	case REPLICA_CHANGED:
	case REPLICA_REOPENED:
		break;
	}
	data->db = replica_db(data->replica);
	data->generation = replica_generation(data->replica);
	read_town(data, lang, now);
	return true;
}

struct search *kiosk_data_search(struct kiosk_data *data)
{
	if (!data->search)
		data->search = search_new();
	return data->search;
}

const char *kiosk_data_lang(const struct kiosk_data *data, const char *lang)
{
	return lang ? lang : data->town.lang ? data->town.lang : "fr";
}

struct civil kiosk_data_civil(const struct kiosk_data *data, int64_t wall)
{
	return civil_from_time(data->zone, wall);
}

uint32_t kiosk_data_colour(const struct kiosk_data *data)
{
	const char *s = data->town.colour;
	char *end;
	unsigned long rgb;

	if (!s || s[0] != '#' || strlen(s) != 7)
		return FALLBACK_COLOUR;
	rgb = strtoul(s + 1, &end, 16);
	return *end ? FALLBACK_COLOUR : (uint32_t)rgb;
}

const struct position *kiosk_data_here(const struct kiosk_data *data, struct position *out)
{
	if (!data->terminal.located)
		return NULL;
	*out = (struct position){ .lat = data->terminal.lat, .lon = data->terminal.lon };
	return out;
}

static struct alert_rule rule_of(const struct alert *alert)
{
	return (struct alert_rule){
		.severity = (enum severity)alert->severity, .starts = alert->starts, .ends = alert->ends,
		.has_area = alert->at.known && alert->radius > 0, .centre = { .lat = alert->at.lat, .lon = alert->at.lon },
		.radius = (int)CLAMP(alert->radius, 0, 1000000),
	};
}

const struct alert *kiosk_data_alert(const struct kiosk_data *data, int64_t now, bool urgent)
{
	struct position here;
	const struct position *at = kiosk_data_here(data, &here);

	for (size_t i = 0; i < data->alert_count; i++) {
		struct alert_rule rule = rule_of(&data->alerts[i]);

		if (urgent ? alert_urgent(&rule, at, now) : alert_active(&rule, now) && alert_concerns(&rule, at))
			return &data->alerts[i];
	}
	return NULL;
}

struct hours_place kiosk_data_hours(const struct kiosk_data *data, struct arena *arena, const char *lang, int64_t now,
                                    const char *hours, const char *owner)
{
	struct hours_place place = { .zone = data->zone, .holidays_fr = streq(data->town.holidays, "FR") };
	struct civil from = kiosk_data_civil(data, now - CLOSURES_BACK_DAYS * DAY_US);
	const struct closure *closures;
	struct closure_days *days;
	size_t count = 0;
	struct err err;

	if (data->db && owner &&
	    !closure_list(data->db, lang, owner, arena_printf(arena, "%04d-%02d-%02d", from.year, from.month, from.day), arena,
	                  &closures, &count, &err)) {
		log_warn("closures: %s", err.text);
		return place; /* it may be closed: nothing is said */
	}
	(void)hours_parse(arena, hours, &place.hours, NULL);
	if (!count)
		return place;
	days = ARENA_ARRAY(arena, struct closure_days, count);
	for (size_t i = 0; i < count; i++) {
		struct civil first, last;

		if (!civil_parse_date(closures[i].first_day, &first) || !civil_parse_date(closures[i].last_day, &last))
			continue;
		days[place.n_closures].first = civil_days(first.year, first.month, first.day);
		days[place.n_closures].last = civil_days(last.year, last.month, last.day);
		days[place.n_closures].reason = closures[i].reason;
		if (closures[i].hours)
			(void)hours_parse(arena, closures[i].hours, &days[place.n_closures].hours, NULL);
		place.n_closures++;
	}
	place.closures = days;
	return place;
}

const char *kiosk_data_opening(const struct kiosk_data *data, struct arena *arena, const char *lang, int64_t now,
                               const char *hours, const char *owner, enum open_state *ret_open)
{
	struct hours_place place;

	if (ret_open)
		*ret_open = OPEN_UNKNOWN;
	if (!hours || !*hours || data->clock_unsure)
		return NULL;
	place = kiosk_data_hours(data, arena, lang, now, hours, owner);
	if (ret_open)
		*ret_open = hours_at(&place, now).state;
	return opening_sentence(arena, lang, &place, now);
}
