#include "kiosk/config.h"

#include "common/conf/settings.h"

enum { SMALL_GLASS_MM = 230 };

bool config_read(const char *path, struct config *ret_config, struct err *err)
{
	struct conf *conf;

	if (!settings_load(path, &conf, err))
		return false;
	*ret_config = (struct config){
		.conf = conf,
		.state = conf_text(conf, "terminal.state_dir"),
		.width_mm = (float)conf_mm(conf, "screen.width_mm"),
		.bottom_mm = (float)conf_mm(conf, "screen.bottom_mm"),
		.rotation = 90 * conf_choice(conf, "screen.rotation"),
		.fullscreen = conf_bool(conf, "screen.fullscreen"),
		.width = 1080,
		.height = 1920,
		.lang = "fr",
		.scale = theme_scale(conf_mm(conf, "screen.viewing_distance_mm")),
		.text = theme_default_size(conf_mm(conf, "screen.viewing_distance_mm")),
		.theme = THEME_LIGHT,
		.times = {
			.typed_s = conf_int(conf, "session.typing_s"), .reading_s = conf_int(conf, "session.reading_s"),
			.number_s = conf_int(conf, "session.number_s"), .answer_s = conf_int(conf, "session.warning_s"),
		},
		.voice = conf_bool(conf, "voice.enabled"),
		.volume = conf_int(conf, "voice.volume"),
		.pin_hash = conf_text(conf, "maintenance.pin_hash"),
		.touch = touch_times(conf),
		.motion = conf_bool(conf, "session.motion"),
	};
	if (ret_config->width_mm > 0 && ret_config->width_mm < SMALL_GLASS_MM) /* larger letters are there, a line of them holds little */
		ret_config->text = MIN(ret_config->text, TEXT_MEDIUM);
	return true;
}

void config_done(struct config *config)
{
	conf_free(config->conf);
	config->conf = NULL;
}
