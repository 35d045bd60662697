#include "common/domain/names.h"

#include <assert.h>

struct name {
	const char *name, *key;
};

static bool parse(const struct name *table, size_t n, const char *name, size_t *ret)
{
	for (size_t i = 0; i < n; i++) {
		if (streq(table[i].name, name)) {
			*ret = i;
			return true;
		}
	}
	return false;
}

/* The three functions that PARVIS_NAMES declares, over a table indexed by the enum. */
#define NAMES_BODY(prefix, type, count, table)                                                                         \
	static_assert(ARRAY_LEN(table) == (count), "a row for each value of " #type);                                  \
	bool prefix##_parse(const char *name, type *ret_value)                                                         \
	{                                                                                                              \
		size_t i;                                                                                              \
                                                                                                                       \
		if (!parse(table, (count), name, &i))                                                                  \
			return false;                                                                                  \
		*ret_value = (type)i;                                                                                  \
		return true;                                                                                           \
	}                                                                                                              \
	const char *prefix##_name(type value)                                                                          \
	{                                                                                                              \
		return value < (count) ? table[value].name : "";                                                       \
	}                                                                                                              \
	const char *prefix##_key(type value)                                                                           \
	{                                                                                                              \
		return value < (count) ? table[value].key : "";                                                        \
	}

static const struct name request_states[] = {
	[STATE_RECEIVED] = { "received", "state.received" },
	[STATE_IN_PROGRESS] = { "in_progress", "state.in_progress" },
	[STATE_WAITING] = { "waiting", "state.waiting" },
	[STATE_DONE] = { "done", "state.done" },
	[STATE_REFUSED] = { "refused", "state.refused" },
};
NAMES_BODY(request_state, enum request_state, REQUEST_STATES, request_states)

static const struct name service_kinds[] = {
	[KIND_SIGNALEMENT] = { "signalement", "kind.signalement" },
	[KIND_DEMANDE] = { "demande", "kind.demande" },
	[KIND_RECOURS] = { "recours", "kind.recours" },
};
NAMES_BODY(service_kind, enum service_kind, SERVICE_KINDS, service_kinds)

static const struct name silences[] = {
	[SILENCE_NONE] = { "none", "silence.none" },
	[SILENCE_ACCEPTS] = { "accepts", "silence.accepts" },
	[SILENCE_REFUSES] = { "refuses", "silence.refuses" },
};
NAMES_BODY(silence, enum silence, SILENCES, silences)

static const struct name channels[] = {
	[CHANNEL_TOTEM] = { "totem", "channel.totem" },
	[CHANNEL_DESK] = { "desk", "channel.desk" },
	[CHANNEL_PHONE] = { "phone", "channel.phone" },
	[CHANNEL_WEB] = { "web", "channel.web" },
};
NAMES_BODY(channel, enum channel, CHANNELS, channels)

static const struct name agent_roles[] = {
	[AGENT_RECEPTION] = { "reception", "role.reception" },
	[AGENT_AGENT] = { "agent", "role.agent" },
	[AGENT_MANAGER] = { "manager", "role.manager" },
	[AGENT_MAINTENANCE] = { "maintenance", "role.maintenance" },
};
NAMES_BODY(agent_role, enum agent_role, AGENT_ROLES, agent_roles)

static const struct name message_kinds[] = {
	[MESSAGE_MESSAGE] = { "message", "message.message" },
	[MESSAGE_NOTE] = { "note", "message.note" },
	[MESSAGE_STATE] = { "state", "message.state" },
	[MESSAGE_ASSIGNMENT] = { "assignment", "message.assignment" },
	[MESSAGE_TICKET] = { "ticket", "message.ticket" },
};
NAMES_BODY(message_kind, enum message_kind, MESSAGE_KINDS, message_kinds)

static const struct name waste_kinds[] = {
	[WASTE_HOUSEHOLD] = { "household", "waste.household" },
	[WASTE_RECYCLING] = { "recycling", "waste.recycling" },
	[WASTE_GLASS] = { "glass", "waste.glass" },
	[WASTE_GARDEN] = { "garden", "waste.garden" },
	[WASTE_BULKY] = { "bulky", "waste.bulky" },
};
NAMES_BODY(waste_kind, enum waste_kind, WASTE_KINDS, waste_kinds)

static const struct name place_kinds[] = {
	[PLACE_TOWN_HALL] = { "town_hall", "place.town_hall" },
	[PLACE_LIBRARY] = { "library", "place.library" },
	[PLACE_POOL] = { "pool", "place.pool" },
	[PLACE_SCHOOL] = { "school", "place.school" },
	[PLACE_MARKET] = { "market", "place.market" },
	[PLACE_RECYCLING] = { "recycling", "place.recycling" },
	[PLACE_HEALTH] = { "health", "place.health" },
	[PLACE_POLICE] = { "police", "place.police" },
	[PLACE_STATION] = { "station", "place.station" },
	[PLACE_PARK] = { "park", "place.park" },
	[PLACE_SPORT] = { "sport", "place.sport" },
	[PLACE_CULTURE] = { "culture", "place.culture" },
	[PLACE_SOCIAL] = { "social", "place.social" },
	[PLACE_WORSHIP] = { "worship", "place.worship" },
	[PLACE_SHOP] = { "shop", "place.shop" },
	[PLACE_TOILETS] = { "toilets", "place.toilets" },
	[PLACE_PARKING] = { "parking", "place.parking" },
	[PLACE_WATER] = { "water", "place.water" },
	[PLACE_OTHER] = { "other", "place.other" },
};
NAMES_BODY(place_kind, enum place_kind, PLACE_KINDS, place_kinds)

static const struct name severities[] = {
	[SEVERITY_INFO] = { "info", "severity.info" },
	[SEVERITY_WARNING] = { "warning", "severity.warning" },
	[SEVERITY_DANGER] = { "danger", "severity.danger" },
};
NAMES_BODY(severity, enum severity, SEVERITIES, severities)

const char *request_state_means_key(enum request_state state)
{
	static const char *const keys[REQUEST_STATES] = {
		[STATE_RECEIVED] = "state.received.means", [STATE_IN_PROGRESS] = "state.in_progress.means",
		[STATE_WAITING] = "state.waiting.means",   [STATE_DONE] = "state.done.means",
		[STATE_REFUSED] = "state.refused.means",
	};

	return state < REQUEST_STATES ? keys[state] : "";
}
