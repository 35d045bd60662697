#include "kiosk/options.h"

#include <getopt.h>

/* ---- what is neither a flag nor a text as it stands */

static bool read_size(char *s, struct options *o, struct err *err)
{
	char *end;
	long w = strtol(s, &end, 10), h = *end == 'x' ? strtol(end + 1, &end, 10) : 0;

	if (*end || w < 320 || h < 320 || w > 8192 || h > 8192)
		return err_set(err, ERR_BAD_INPUT, "--size %s: expected WIDTHxHEIGHT in pixels, 320 to 8192, such as 1080x1920", s);
	o->width = (int)w;
	o->height = (int)h;
	return true;
}

static bool read_text(char *s, struct options *o, struct err *err)
{
	if (strlen(s) != 1 || s[0] < '1' || s[0] > '4')
		return err_set(err, ERR_BAD_INPUT, "--text %s: expected 1, 2, 3 or 4", s);
	o->text = s[0] - '0';
	return true;
}

static bool read_theme(char *s, struct options *o, struct err *err)
{
	enum theme_id theme;

	o->theme = s;
	return theme_by_name(s, &theme) || err_set(err, ERR_BAD_INPUT, "--theme %s: expected light, dark, white or yellow", s);
}

static bool read_dump(char *s, struct options *o, struct err *err)
{
	(void)s;
	(void)err;
	o->dump = o->surface = true;
	return true;
}

static bool read_screen(char *s, struct options *o, struct err *err)
{
	char *colon = strchr(s, ':');

	(void)err;
	if (colon) {
		*colon = '\0';
		o->arg = colon + 1;
	}
	o->screen = s;
	return true;
}

static bool read_sample(char *s, struct options *o, struct err *err)
{
	o->sample = (int)strtol(s, NULL, 10);
	return o->sample > 0 || err_set(err, ERR_BAD_INPUT, "--sample %s: expected a number from 1 on", s);
}

/* ---- the table */

#define AT(field) .at = offsetof(struct options, field)

static const struct row {
	const char *name, *value, *help; /* VALUE "": it takes none */
	bool (*read)(char *value, struct options *o, struct err *err);
	size_t at;                       /* without READ: of the text in struct options, or of the flag when there is no VALUE */
} rows[] = {
	{ "conf", "FILE", "settings (kiosk.conf)", AT(conf) },
	{ "fullscreen", "", "the whole display, as in the street", AT(fullscreen) },
	{ "window", "", "a window", AT(window) },
	{ "size", "WxH", "pixels, 1080x1920 unless the settings say otherwise", .read = read_size },
	{ "lang", "L", "language: fr, en, ar …", AT(lang) },
	{ "text", "1..4", "text size", .read = read_text },
	{ "theme", "T", "light, dark, white or yellow (on black)", .read = read_theme },
	{ "low", "", "everything that is pressed lies low", AT(low) },
	{ "surface", "", "without any display: pixels in memory", AT(surface) },
	{ "script", "FILE", "play FILE (docs/driving.md), then leave", AT(script) },
	{ "dump", "", "print the first page as text, then leave", .read = read_dump },
	{ "places", "", "with --dump: where everything lies", AT(places) },
	{ "screen", "NAME[:ARG]", "begin there instead of idle", .read = read_screen },
	{ "audit", "WORLDS", "look at every screen and state (make audit), then leave", AT(audit) },
	{ "sample", "N", "with --audit: so many combinations a state", .read = read_sample },
	{ "state", "NAME", "with --audit: only states whose name begins so", AT(state) },
	{ "report", "FILE", "with --audit: write the conformity report", AT(report) },
	{ "thumbnails", "DIR", "with --audit: write a page of small pictures", AT(thumbnails) },
	{ "pictures", "DIR", "with --audit: only draw every page, at full size, as --lang, --text … say", AT(pictures) },
	{ "help", "", "this list", AT(help) },
};

void options_help(void)
{
	printf("parvis-kiosk: the town's terminal in the street\n\n");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		printf("  --%-10s %-11s %s\n", rows[i].name, rows[i].value, rows[i].help);
}

static bool read_one(const struct row *row, char *value, struct options *o, struct err *err)
{
	void *at = (char *)o + row->at;

	if (row->read)
		return row->read(value, o, err);
	if (*row->value)
		*(const char **)at = value;
	else
		*(bool *)at = true;
	return true;
}

enum { FIRST = 256 }; /* what getopt gives for the first row: no character */

bool options_read(int argc, char **argv, struct options *ret_options, struct err *err)
{
	struct option table[ARRAY_LEN(rows) + 1] = { { .name = NULL } };
	struct options o = { .conf = NULL };
	int found;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		table[i] = (struct option){ .name = rows[i].name, .has_arg = *rows[i].value ? required_argument : no_argument,
		                            .val = FIRST + (int)i }; /* each its own, or getopt takes the beginning of two for the first */
	opterr = 0;
	optind = 1;
	while ((found = getopt_long(argc, argv, "", table, NULL)) != -1) {
		if (found == '?')
			return err_set(err, ERR_BAD_INPUT, "%s: not understood; see parvis-kiosk --help", argv[optind - 1]);
		if (!read_one(&rows[found - FIRST], optarg, &o, err))
			return false;
	}
	if (optind < argc)
		return err_set(err, ERR_BAD_INPUT, "%s: not understood; see parvis-kiosk --help", argv[optind]);
	*ret_options = o;
	return true;
}
