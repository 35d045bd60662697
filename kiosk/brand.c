#include "kiosk/brand.h"

#include "common/base/log.h"
#include "kiosk/ui/theme.h"

static const char said[] = "PARVIS_COLOUR_SAID";

void brand_log(uint32_t colour)
{
	char name[8];

	snprintf(name, sizeof(name), "#%06X", colour & 0xffffff);
	if (streq(getenv(said), name))
		return;
	for (int id = 0; id < THEMES; id++) {
		struct theme theme = theme_make((enum theme_id)id, colour);

		if (theme.adjusted)
			log_info("town colour %s adjusted to #%06X in theme %s: its own would be too close to the words on it", name,
			         theme.rgb[COLOR_HEADER], theme_name((enum theme_id)id));
	}
	setenv(said, name, true);
}
