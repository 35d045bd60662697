/* The settings this program reads, as values: kiosk.conf through common/conf, or the defaults. */
#ifndef PARVIS_KIOSK_CONFIG_H
#define PARVIS_KIOSK_CONFIG_H

#include "common/base/err.h"
#include "kiosk/session.h"
#include "kiosk/touch.h"

struct conf;

struct config {
	struct conf *conf;
	const char *state;    /* state directory */
	float width_mm;       /* of the glass; 0: not said */
	float scale;          /* larger than life, for eyes that are far away (ui/theme.h) */
	float bottom_mm;      /* its lower edge above the ground; 0: not said */
	int rotation;         /* degrees clockwise: 0, 90, 180, 270 */
	bool fullscreen;
	int width, height;    /* px, of a window */
	const char *lang;
	enum text_size text;
	enum theme_id theme;
	struct session_times times;
	struct touch_times touch;
	bool motion;          /* pages slide, briefly */
	bool voice;
	int volume;           /* percent, at the start of a session */
	const char *pin_hash; /* maintenance; "" : no PIN was set, the page stays shut */
};

/* PATH NULL: where settings_load looks. */
bool config_read(const char *path, struct config *ret_config, struct err *err) WARN_UNUSED;
void config_done(struct config *config);

#endif
