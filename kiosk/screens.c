/* Every screen of the kiosk. Start reading here. */
#include <assert.h>

#include "kiosk/nav.h"
#include "kiosk/screens/help.h"
#include "kiosk/screens/home.h"
#include "kiosk/screens/idle.h"

static const struct screen *const screens[SCREEN_COUNT] = {
	[SCREEN_IDLE] = &idle_screen,
	[SCREEN_HOME] = &home_screen,
	[SCREEN_HELP] = &help_screen,
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
