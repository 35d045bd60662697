#include "kiosk/data.h"

#include "common/base/clock.h"
#include "common/base/log.h"

enum { FALLBACK_COLOUR = 0x0B3C55, LINK_EVERY_S = 5 };

static void read_town(struct kiosk_data *data, const char *lang)
{
	struct err err;

	arena_reset(data->arena);
	data->town = (struct town){ .name = NULL };
	zone_close(data->zone);
	data->zone = NULL;
	if (!data->db)
		return;
	if (!town_read(data->db, lang, data->arena, &data->town, &err)) {
		if (err.code != ERR_NOT_FOUND)
			log_warn("town: %s", err.text);
		data->town = (struct town){ .name = NULL };
		return;
	}
	if (!zone_open(data->town.zone, &data->zone, &err))
		log_warn("%s", err.text);
}

void kiosk_data_open(struct kiosk_data *data, const char *state, const char *lang, int64_t now)
{
	struct err err;

	*data = (struct kiosk_data){ .state = state, .arena = arena_new() };
	data->enrolled = terminal_read(state, &data->terminal, &err);
	if (!data->enrolled)
		log_warn("%s", err.text);
	data->replica = replica_open(state);
	data->db = replica_db(data->replica);
	data->generation = replica_generation(data->replica);
	read_town(data, lang);
	link_status_read(state, now, &data->link);
}

void kiosk_data_close(struct kiosk_data *data)
{
	zone_close(data->zone);
	replica_close(data->replica);
	terminal_done(&data->terminal);
	arena_free(data->arena);
	*data = (struct kiosk_data){ .state = NULL };
}

void kiosk_data_language(struct kiosk_data *data, const char *lang)
{
	read_town(data, lang);
}

bool kiosk_data_poll(struct kiosk_data *data, const char *lang, int64_t now)
{
	struct err err = { .code = ERR_NONE };
	enum replica_news news = replica_poll(data->replica, &err);
	struct link_status before = data->link;

	link_status_read(data->state, now, &data->link);
	switch (news) {
	case REPLICA_SAME:
		return data->link.state != before.state;
	case REPLICA_BAD:
		log_warn("replica: %s", err.text);
		return false;
	case REPLICA_CHANGED:
	case REPLICA_REOPENED:
		break;
	}
	data->db = replica_db(data->replica);
	data->generation = replica_generation(data->replica);
	read_town(data, lang);
	return true;
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
