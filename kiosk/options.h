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
	bool low;             /* sessions begin with everything in low reach */
	bool surface;         /* no display: pixels in memory */
	const char *script;
	bool dump, places;
	const char *screen;   /* NULL: idle */
	const char *arg;      /* what --screen NAME:ARG opens it with */
	const char *audit;    /* folder of worlds: look at everything, then leave (kiosk/audit/audit.h) */
	int sample;           /* of the audit: so many combinations a state; 0: all */
	const char *state;    /* of the audit: only states whose name begins so */
	const char *report, *thumbnails, *pictures; /* what the audit writes; NULL: not */
	bool help;
};

/* ERR says what was expected. */
bool options_read(int argc, char **argv, struct options *ret_options, struct err *err) WARN_UNUSED;
void options_help(void);

#endif
