/* Every screen of the kiosk. Start reading here. */
#include <assert.h>

#include "kiosk/nav.h"
#include "kiosk/screens/agenda.h"
#include "kiosk/screens/alert.h"
#include "kiosk/screens/article.h"
#include "kiosk/screens/checklist.h"
#include "kiosk/screens/departments.h"
#include "kiosk/screens/event.h"
#include "kiosk/screens/follow.h"
#include "kiosk/screens/form.h"
#include "kiosk/screens/guide.h"
#include "kiosk/screens/help.h"
#include "kiosk/screens/home.h"
#include "kiosk/screens/idle.h"
#include "kiosk/screens/languages.h"
#include "kiosk/screens/maintenance.h"
#include "kiosk/screens/number.h"
#include "kiosk/screens/place.h"
#include "kiosk/screens/places.h"
#include "kiosk/screens/quit.h"
#include "kiosk/screens/review.h"
#include "kiosk/screens/search.h"
#include "kiosk/screens/services.h"
#include "kiosk/screens/still_there.h"
#include "kiosk/screens/talk.h"
#include "kiosk/screens/thread.h"
#include "kiosk/screens/waste_days.h"

static const struct screen *const screens[SCREEN_COUNT] = {
	[SCREEN_IDLE] = &idle_screen,
	[SCREEN_HOME] = &home_screen,
	[SCREEN_SEARCH] = &search_screen,
	[SCREEN_PLACES] = &places_screen,
	[SCREEN_PLACE] = &place_screen,
	[SCREEN_DEPARTMENTS] = &departments_screen,
	[SCREEN_DEPARTMENT] = &department_screen,
	[SCREEN_GUIDE] = &guide_screen,
	[SCREEN_AGENDA] = &agenda_screen,
	[SCREEN_EVENT] = &event_screen,
	[SCREEN_ARTICLE] = &article_screen,
	[SCREEN_WASTE] = &waste_days_screen,
	[SCREEN_SERVICES] = &services_screen,
	[SCREEN_CHECKLIST] = &checklist_screen,
	[SCREEN_FORM] = &form_screen,
	[SCREEN_REVIEW] = &review_screen,
	[SCREEN_PRIVACY] = &privacy_screen,
	[SCREEN_NUMBER] = &number_screen,
	[SCREEN_FOLLOW] = &follow_screen,
	[SCREEN_THREAD] = &thread_screen,
	[SCREEN_REPLY] = &reply_screen,
	[SCREEN_TALK] = &talk_screen,
	[SCREEN_ALERT] = &alert_screen,
	[SCREEN_LANGUAGES] = &languages_screen,
	[SCREEN_HELP] = &help_screen,
	[SCREEN_DECLARATION] = &declaration_screen,
	[SCREEN_QUIT] = &quit_screen,
	[SCREEN_STILL_THERE] = &still_there_screen,
	[SCREEN_MAINTENANCE] = &maintenance_screen,
};

/* Where the table has a hole, nothing opens. */
static const struct screen missing_screen = { .name = "missing" };

const struct screen *screen_row(enum screen_id id)
{
	return screens[id] ? screens[id] : &missing_screen;
}

bool screen_by_name(const char *name, enum screen_id *ret_id)
{
	for (int i = 0; i < SCREEN_COUNT; i++)
		if (screens[i] && streq(screens[i]->name, name)) {
			*ret_id = (enum screen_id)i;
			return true;
		}
	return false;
}
