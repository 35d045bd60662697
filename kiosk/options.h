/* The command line: parvis-kiosk --help lists it. */
#ifndef PARVIS_KIOSK_OPTIONS_H
#define PARVIS_KIOSK_OPTIONS_H

#include "common/base/err.h"
#include "kiosk/screen.h"

struct options {
	const char *conf;     /* NULL: /etc/parvis/kiosk.conf or the defaults */
	bool fullscreen, window;
	int width, height;    /* 0: from the settings, or the display's */
	const char *lang;
	int text;             /* 0: from the settings, else 1 … 4 */
	const char *theme;
	bool surface;         /* no display: pixels in memory */
	const char *script;
	bool dump, places;
	const char *screen;   /* NULL: idle */
	const char *arg;      /* what --screen NAME:ARG opens it with */
	bool help;
};

/* ERR says what was expected. */
bool options_read(int argc, char **argv, struct options *ret_options, struct err *err) WARN_UNUSED;
void options_help(void);

#endif
