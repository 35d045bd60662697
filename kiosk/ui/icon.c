#include "kiosk/ui/icon.h"

#include <assert.h>

struct row {
	const char *name;
	uint32_t glyph;
	uint32_t mirrored; /* 0: the same in both directions */
};

static const struct row rows[] = {
	[ICON_NONE] = { .name = "none" },
	[ICON_LANGUAGE] = { .name = "language", .glyph = 0xe8e2 },
	[ICON_TEXT_SIZE] = { .name = "text_size", .glyph = 0xe245 },
	[ICON_CONTRAST] = { .name = "contrast", .glyph = 0xe1ae },
	[ICON_VOICE] = { .name = "voice", .glyph = 0xe050 },
	[ICON_VOICE_OFF] = { .name = "voice_off", .glyph = 0xe04f },
	[ICON_HELP] = { .name = "help", .glyph = 0xe8fd },
	[ICON_SEARCH] = { .name = "search", .glyph = 0xe8b6 },
	[ICON_EDIT] = { .name = "edit", .glyph = 0xe150 },
	[ICON_TICKET] = { .name = "ticket", .glyph = 0xe638 },
	[ICON_PLACE] = { .name = "place", .glyph = 0xe55f },
	[ICON_CLOCK] = { .name = "clock", .glyph = 0xe192 },
	[ICON_EVENT] = { .name = "event", .glyph = 0xe878 },
	[ICON_BIN] = { .name = "bin", .glyph = 0xe558 },
	[ICON_TALK] = { .name = "talk", .glyph = 0xe91f },
	[ICON_CULTURE] = { .name = "culture", .glyph = 0xe8da },
	[ICON_CLEAR] = { .name = "clear", .glyph = 0xe5c9 },
	[ICON_BACKSPACE] = { .name = "backspace", .glyph = 0xe14a },
	[ICON_NEXT] = { .name = "next", .glyph = 0xe5cc, .mirrored = 0xe5cb },
	[ICON_PREVIOUS] = { .name = "previous", .glyph = 0xe5cb, .mirrored = 0xe5cc },
	[ICON_PERSON] = { .name = "person", .glyph = 0xe7ff },
	[ICON_APPOINTMENT] = { .name = "appointment", .glyph = 0xe614 },
	[ICON_TOWN_HALL] = { .name = "town_hall", .glyph = 0xe84f },
	[ICON_BACK] = { .name = "back", .glyph = 0xe5c4, .mirrored = 0xe5c8 },
	[ICON_FORWARD] = { .name = "forward", .glyph = 0xe5c8, .mirrored = 0xe5c4 },
	[ICON_HERE] = { .name = "here", .glyph = 0xe55c },
	[ICON_MAP] = { .name = "map", .glyph = 0xe55b },
	[ICON_CHECK] = { .name = "check", .glyph = 0xe5ca },
	[ICON_CHECK_CIRCLE] = { .name = "check_circle", .glyph = 0xe86c },
	[ICON_PRINT] = { .name = "print", .glyph = 0xe8ad },
	[ICON_INBOX] = { .name = "inbox", .glyph = 0xe156 },
	[ICON_WORKS] = { .name = "works", .glyph = 0xe869 },
	[ICON_MESSAGE] = { .name = "message", .glyph = 0xe0cb },
	[ICON_YES] = { .name = "yes", .glyph = 0xe8dc },
	[ICON_REPLY] = { .name = "reply", .glyph = 0xe15e },
	[ICON_WALK] = { .name = "walk", .glyph = 0xe536 },
	[ICON_WARNING] = { .name = "warning", .glyph = 0xe002 },
	[ICON_MORE] = { .name = "more", .glyph = 0xe5c3 },
	[ICON_INFO] = { .name = "info", .glyph = 0xe88e },
	[ICON_PHONE] = { .name = "phone", .glyph = 0xe0cd },
	[ICON_GLOBE] = { .name = "globe", .glyph = 0xe894 },
	[ICON_UP] = { .name = "up", .glyph = 0xe5d8 },
	[ICON_DOWN] = { .name = "down", .glyph = 0xe5db },
	[ICON_RADIO] = { .name = "radio", .glyph = 0xe836 },
	[ICON_RADIO_ON] = { .name = "radio_on", .glyph = 0xe837 },
	[ICON_BOX] = { .name = "box", .glyph = 0xe835 },
	[ICON_BOX_ON] = { .name = "box_on", .glyph = 0xe834 },
	[ICON_SETTINGS] = { .name = "settings", .glyph = 0xe8b8 },
	[ICON_ERROR] = { .name = "error", .glyph = 0xe000 },
	[ICON_LOCK] = { .name = "lock", .glyph = 0xe897 },
	[ICON_HOME] = { .name = "home", .glyph = 0xe88a },
	[ICON_DOCUMENT] = { .name = "document", .glyph = 0xe873 },
	[ICON_NEWS] = { .name = "news", .glyph = 0xe85a },
	[ICON_JOB] = { .name = "job", .glyph = 0xe8f9 },
	[ICON_CANTEEN] = { .name = "canteen", .glyph = 0xe56c },
	[ICON_DELETE] = { .name = "delete", .glyph = 0xe872 },
	[ICON_LAMP] = { .name = "lamp", .glyph = 0xe90f },
	[ICON_MAIL] = { .name = "mail", .glyph = 0xe158 },
	[ICON_EXIT] = { .name = "exit", .glyph = 0xe879 },
	[ICON_CLOSE] = { .name = "close", .glyph = 0xe5cd },
	[ICON_ADD] = { .name = "add", .glyph = 0xe145 },
	[ICON_NETWORK] = { .name = "network", .glyph = 0xe63e },
	[ICON_NO_NETWORK] = { .name = "no_network", .glyph = 0xe648 },
	[ICON_STORAGE] = { .name = "storage", .glyph = 0xe1db },
	[ICON_RECEIPT] = { .name = "receipt", .glyph = 0xe8b0 },
	[ICON_HISTORY] = { .name = "history", .glyph = 0xe889 },
	[ICON_REFRESH] = { .name = "refresh", .glyph = 0xe5d5 },
	[ICON_RESTART] = { .name = "restart", .glyph = 0xe8ac },
	[ICON_TOUCH] = { .name = "touch", .glyph = 0xe913 },
	[ICON_KEYBOARD] = { .name = "keyboard", .glyph = 0xe312 },
	[ICON_KEYBOARD_HIDE] = { .name = "keyboard_hide", .glyph = 0xe31a },
	[ICON_SCHOOL] = { .name = "school", .glyph = 0xe80c },
	[ICON_BUS] = { .name = "bus", .glyph = 0xe530 },
	[ICON_LIBRARY] = { .name = "library", .glyph = 0xe54b },
	[ICON_SPORT] = { .name = "sport", .glyph = 0xeb43 },
	[ICON_POOL] = { .name = "pool", .glyph = 0xeb48 },
	[ICON_HOSPITAL] = { .name = "hospital", .glyph = 0xe548 },
	[ICON_SECURITY] = { .name = "security", .glyph = 0xe32a },
	[ICON_CHILD] = { .name = "child", .glyph = 0xeb41 },
	[ICON_NATURE] = { .name = "nature", .glyph = 0xe406 },
	[ICON_LAW] = { .name = "law", .glyph = 0xe90e },
	[ICON_PEOPLE] = { .name = "people", .glyph = 0xe7ef },
	[ICON_ACCESSIBLE] = { .name = "accessible", .glyph = 0xe914 },
	[ICON_MONEY] = { .name = "money", .glyph = 0xe926 },
	[ICON_ATTACH] = { .name = "attach", .glyph = 0xe226 },
	[ICON_TODAY] = { .name = "today", .glyph = 0xe8df },
	[ICON_HEARING] = { .name = "hearing", .glyph = 0xe023 },
	[ICON_QUESTION] = { .name = "question", .glyph = 0xe8af },
	[ICON_STOP] = { .name = "stop", .glyph = 0xe047 },
	[ICON_PLAY] = { .name = "play", .glyph = 0xe037 },
	[ICON_TEST] = { .name = "test", .glyph = 0xe8f4 },
	[ICON_CITY] = { .name = "city", .glyph = 0xe7f1 },
	[ICON_FLAG] = { .name = "flag", .glyph = 0xe153 },
	[ICON_LIST] = { .name = "list", .glyph = 0xe896 },
	[ICON_SHIFT] = { .name = "shift", .glyph = 0xe5d8 },
	[ICON_CAR] = { .name = "car", .glyph = 0xe531 },
	[ICON_NO] = { .name = "no", .glyph = 0xe0cc },
};
static_assert(ARRAY_LEN(rows) == ICON_COUNT, "one row an icon");

uint32_t icon_glyph(enum icon icon, bool rtl)
{
	return rtl && rows[icon].mirrored ? rows[icon].mirrored : rows[icon].glyph;
}

enum icon icon_by_name(const char *name)
{
	for (size_t i = 0; i < ICON_COUNT; i++)
		if (streq(rows[i].name, name))
			return (enum icon)i;
	return ICON_NONE;
}
