/* The words that stand in columns, as enums, and the key of what people read instead.
 *
 * …_parse is false for a word it does not know, …_name is the column's text, …_key a key of the catalogues
 * ("state.received"). Pure.
 */
#ifndef PARVIS_DOMAIN_NAMES_H
#define PARVIS_DOMAIN_NAMES_H

#include "common/base/util.h"
#include "common/domain/alert.h"

enum request_state { STATE_RECEIVED, STATE_IN_PROGRESS, STATE_WAITING, STATE_DONE, STATE_REFUSED, REQUEST_STATES };
enum service_kind { KIND_SIGNALEMENT, KIND_DEMANDE, KIND_RECOURS, SERVICE_KINDS };
enum silence { SILENCE_NONE, SILENCE_ACCEPTS, SILENCE_REFUSES, SILENCES };
enum channel { CHANNEL_TOTEM, CHANNEL_DESK, CHANNEL_PHONE, CHANNEL_WEB, CHANNELS };
enum agent_role { AGENT_RECEPTION, AGENT_AGENT, AGENT_MANAGER, AGENT_MAINTENANCE, AGENT_ROLES };
enum message_kind { MESSAGE_MESSAGE, MESSAGE_NOTE, MESSAGE_STATE, MESSAGE_ASSIGNMENT, MESSAGE_TICKET, MESSAGE_KINDS };
enum waste_kind { WASTE_HOUSEHOLD, WASTE_RECYCLING, WASTE_GLASS, WASTE_GARDEN, WASTE_BULKY, WASTE_KINDS };
enum place_kind {
	PLACE_TOWN_HALL, PLACE_LIBRARY, PLACE_POOL, PLACE_SCHOOL, PLACE_MARKET, PLACE_RECYCLING, PLACE_HEALTH, PLACE_POLICE,
	PLACE_STATION, PLACE_PARK, PLACE_SPORT, PLACE_CULTURE, PLACE_SOCIAL, PLACE_WORSHIP, PLACE_SHOP, PLACE_TOILETS,
	PLACE_PARKING, PLACE_WATER, PLACE_OTHER, PLACE_KINDS
};

#define PARVIS_NAMES(prefix, type)                                                                                     \
	bool prefix##_parse(const char *name, type *ret_value) WARN_UNUSED;                                            \
	const char *prefix##_name(type value);                                                                         \
	const char *prefix##_key(type value);

PARVIS_NAMES(request_state, enum request_state) /* state.received … */
PARVIS_NAMES(service_kind, enum service_kind)   /* kind.signalement … */
PARVIS_NAMES(silence, enum silence)             /* silence.none … */
PARVIS_NAMES(channel, enum channel)             /* channel.totem … */
PARVIS_NAMES(agent_role, enum agent_role)       /* role.reception … */
PARVIS_NAMES(message_kind, enum message_kind)   /* message.message … */
PARVIS_NAMES(waste_kind, enum waste_kind)       /* waste.household … */
PARVIS_NAMES(place_kind, enum place_kind)       /* place.town_hall … */
PARVIS_NAMES(severity, enum severity)           /* severity.info … */

/* received, in_progress, waiting */
static inline bool request_state_open(enum request_state state)
{
	return state <= STATE_WAITING;
}

/* One sentence for the resident about what a state means: "state.received.means" … */
const char *request_state_means_key(enum request_state state);

#endif
