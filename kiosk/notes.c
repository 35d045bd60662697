#include "kiosk/notes.h"

#include "common/base/log.h"
#include "common/base/strbuf.h"
#include "kiosk/ui/font.h"
#include "kiosk/ui/theme.h"

/* False the first time this is asked. */
static bool noted(const char *about, const char *what)
{
	char name[64];

	snprintf(name, sizeof(name), "PARVIS_NOTED_%s", about);
	if (streq(getenv(name), what))
		return true;
	setenv(name, what, true);
	return false;
}

void note_colour(uint32_t colour)
{
	char name[8];

	snprintf(name, sizeof(name), "#%06X", colour & 0xffffff);
	if (noted("COLOUR", name))
		return;
	for (int id = 0; id < THEMES; id++) {
		struct theme theme = theme_make((enum theme_id)id, colour);

		if (theme.adjusted)
			log_info("town colour %s adjusted to #%06X in theme %s: its own is too close to the words on it", name,
			         theme.rgb[COLOR_HEADER], theme_name((enum theme_id)id));
	}
}

void note_fonts(struct fonts *fonts)
{
	struct strbuf all = STRBUF_INIT;
	const char *file, *package;

	for (size_t i = 0; fonts_missing(fonts, i, &file, &package); i++)
		strbuf_addf(&all, "%s%s", i ? " " : "", file);
	if (!noted("FONTS", strbuf_str(&all)))
		for (size_t i = 0; fonts_missing(fonts, i, &file, &package); i++)
			log_warn("font %s is missing or damaged: another takes its place; install the package %s", file, package);
	strbuf_done(&all);
}

void note_picture(const char *what, const char *why, uint64_t of)
{
	char about[48], mark[256];
	uint32_t hash = 5381;

	for (const char *s = what; *s; s++)
		hash = hash * 33 + (unsigned char)*s;
	snprintf(about, sizeof(about), "PICTURE_%02X", hash & 0xff); /* a few of them, however many pictures there are */
	snprintf(mark, sizeof(mark), "%s %llx", what, (unsigned long long)of);
	if (!noted(about, mark))
		log_warn("%s: %s; shown without", what, why);
}
