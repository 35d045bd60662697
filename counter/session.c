#include "counter/session.h"

#include <stdlib.h>

#include "common/base/clock.h"
#include "common/base/utf8.h"
#include "common/secret/pin.h"
#include "common/secret/secret.h"

/* Argon2id of a PIN that nobody knows, with the parameters of common/secret/pin.h: checked for logins that do not exist,
 * so that both answers take the same time. */
#define NOBODY "$argon2id$v=19$m=32768,t=3,p=1$2+sK7OI0FDtoFYghWPDyeg$xtam1h+LeOI3B/wHlhqd55w1AIjAOAlHZhEZdsTOUOQ"

void session_init(struct session *session)
{
	*session = (struct session){ .arena = arena_new() };
}

void session_done(struct session *session)
{
	arena_free(session->arena);
	*session = (struct session){ .arena = NULL };
}

bool session_departments_all(const struct session *session)
{
	for (size_t i = 0; i < session->agent.department_count; i++)
		if (streq(session->agent.departments[i], "*"))
			return true;
	return false;
}

static void check(struct work *work)
{
	struct pin_work *pin = (struct pin_work *)work;

	pin->right = pin_matches(pin->pin, pin->hash) && pin->known;
	secret_wipe(pin->pin, sizeof(pin->pin));
}

static void wipe(struct work *work)
{
	secret_wipe(work, sizeof(struct pin_work));
	free(work);
}

struct pin_work *pin_work_new(struct db *db, const char *login, const char *pin)
{
	struct pin_work *work = calloc(1, sizeof(*work));
	struct arena *arena = arena_new();
	struct agent agent;

	if (!work)
		abort();
	work->work = (struct work){ .kind = "pin", .run = check, .free = wipe };
	utf8_copy(work->login, sizeof(work->login), login);
	utf8_copy(work->pin, sizeof(work->pin), pin);
	work->known = db && agent_by_login(db, login, arena, &agent, NULL) && strlen(agent.pin_hash) < sizeof(work->hash);
	if (work->known)
		utf8_copy(work->hash, sizeof(work->hash), agent.pin_hash);
	else
		utf8_copy(work->hash, sizeof(work->hash), NOBODY);
	arena_free(arena);
	return work;
}

int session_wait_s(int wrong)
{
	return wrong < 2 ? 0 : wrong > 7 ? SESSION_WAIT_MAX_S : MIN(1 << (wrong - 2), SESSION_WAIT_MAX_S);
}

bool session_answer(struct session *session, struct db *db, const struct pin_work *work, int64_t mono, bool *ret_other)
{
	struct agent agent;
	struct arena *arena;
	bool other;

	if (!work->right) {
		session->wrong++;
		session->wait_until = mono + session_wait_s(session->wrong) * SECOND_US;
		return false;
	}
	arena = arena_new();
	if (!db || !agent_by_login(db, work->login, arena, &agent, NULL)) {
		arena_free(arena);
		return false;
	}
	other = session->agent.id && !streq(session->agent.id, agent.id);
	arena_free(session->arena);
	*session = (struct session){ .arena = arena, .agent = agent, .last_act = mono };
	*ret_other = other;
	return true;
}

bool session_idle(struct session *session, int64_t mono, int lock_s)
{
	if (!session_open(session) || lock_s <= 0 || mono - session->last_act < lock_s * SECOND_US)
		return false;
	session->locked = true;
	return true;
}
