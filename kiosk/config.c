#include "kiosk/config.h"

bool config_read(const char *path, struct config *ret_config, struct err *err)
{
	const char *state = getenv("PARVIS_STATE");

	(void)path;
	(void)err;
	*ret_config = (struct config){
		.state = state ? state : "/var/lib/parvis", .width_mm = 300, .width = 1080, .height = 1920, .lang = "fr", .text = TEXT_LARGE,
		.theme = THEME_LIGHT, .times = { .typed_s = 75, .reading_s = 180, .number_s = 300, .answer_s = 30 }, .pin_hash = "",
	};
	return true;
}

void config_done(struct config *config)
{
	(void)config;
}
