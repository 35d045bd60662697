#include "kiosk/session.h"

#include "common/base/clock.h"
#include "kiosk/screen.h"

void session_touch(struct session *session, int64_t mono)
{
	session->last_act = mono;
}

int64_t session_deadline(const struct session *session, const struct session_times *times, unsigned flags, bool asking)
{
	int seconds;

	if (!session->awake)
		return INT64_MAX;
	if (asking)
		seconds = times->answer_s;
	else if (flags & SCREEN_LONG)
		seconds = times->number_s;
	else if (session->typed)
		seconds = times->typed_s;
	else
		seconds = times->reading_s;
	return session->last_act + seconds * SECOND_US;
}

enum session_due session_due(const struct session *session, const struct session_times *times, unsigned flags, bool asking,
                             int64_t mono)
{
	if (mono < session_deadline(session, times, flags, asking))
		return DUE_NOTHING;
	return asking ? DUE_END : DUE_ASK;
}
