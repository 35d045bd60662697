#include "kiosk/options.h"

#include <getopt.h>

static const struct row {
	struct option option;
	const char *value, *help;
} rows[] = {
	{ { "conf", required_argument, NULL, 'c' }, "FILE", "settings (kiosk.conf)" },
	{ { "fullscreen", no_argument, NULL, 'f' }, "", "the whole display, as in the street" },
	{ { "window", no_argument, NULL, 'w' }, "", "a window" },
	{ { "size", required_argument, NULL, 's' }, "WxH", "pixels, 1080x1920 unless the settings say otherwise" },
	{ { "lang", required_argument, NULL, 'l' }, "L", "language: fr, en, ar …" },
	{ { "text", required_argument, NULL, 't' }, "1..4", "text size" },
	{ { "theme", required_argument, NULL, 'm' }, "T", "light, dark, white or yellow (on black)" },
	{ { "low", no_argument, NULL, 'L' }, "", "everything that is pressed lies low" },
	{ { "surface", no_argument, NULL, 'S' }, "", "without any display: pixels in memory" },
	{ { "script", required_argument, NULL, 'x' }, "FILE", "play FILE (docs/driving.md), then leave" },
	{ { "dump", no_argument, NULL, 'd' }, "", "print the first page as text, then leave" },
	{ { "places", no_argument, NULL, 'p' }, "", "with --dump: where everything lies" },
	{ { "screen", required_argument, NULL, 'n' }, "NAME[:ARG]", "begin there instead of idle" },
	{ { "audit", required_argument, NULL, 'a' }, "WORLDS", "look at every screen and state (make audit), then leave" },
	{ { "sample", required_argument, NULL, 'N' }, "N", "with --audit: so many combinations a state" },
	{ { "state", required_argument, NULL, 'A' }, "NAME", "with --audit: only states whose name begins so" },
	{ { "report", required_argument, NULL, 'R' }, "FILE", "with --audit: write the conformity report" },
	{ { "thumbnails", required_argument, NULL, 'T' }, "DIR", "with --audit: write a page of small pictures" },
	{ { "pictures", required_argument, NULL, 'P' }, "DIR", "with --audit: only draw every page, at full size, as --lang, --text … say" },
	{ { "help", no_argument, NULL, 'h' }, "", "this list" },
};

void options_help(void)
{
	printf("parvis-kiosk: the town's terminal in the street\n\n");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		printf("  --%-10s %-11s %s\n", rows[i].option.name, rows[i].value, rows[i].help);
}

static bool read_size(const char *s, struct options *o, struct err *err)
{
	char *end;
	long w = strtol(s, &end, 10), h = *end == 'x' ? strtol(end + 1, &end, 10) : 0;

	if (*end || w < 320 || h < 320 || w > 8192 || h > 8192)
		return err_set(err, ERR_BAD_INPUT, "--size %s: expected WIDTHxHEIGHT in pixels, 320 to 8192, such as 1080x1920", s);
	o->width = (int)w;
	o->height = (int)h;
	return true;
}

static bool read_one(int letter, char *value, struct options *o, struct err *err)
{
	enum theme_id theme;
	char *colon;

	switch (letter) {
	case 'c':
		o->conf = value;
		return true;
	case 'f':
		o->fullscreen = true;
		return true;
	case 'w':
		o->window = true;
		return true;
	case 's':
		return read_size(value, o, err);
	case 'l':
		o->lang = value;
		return true;
	case 't':
		if (strlen(value) != 1 || value[0] < '1' || value[0] > '4')
			return err_set(err, ERR_BAD_INPUT, "--text %s: expected 1, 2, 3 or 4", value);
		o->text = value[0] - '0';
		return true;
	case 'm':
		o->theme = value;
		return theme_by_name(value, &theme) ||
		       err_set(err, ERR_BAD_INPUT, "--theme %s: expected light, dark, white or yellow", value);
	case 'L':
		o->low = true;
		return true;
	case 'S':
		o->surface = true;
		return true;
	case 'x':
		o->script = value;
		return true;
	case 'd':
		o->dump = o->surface = true;
		return true;
	case 'p':
		o->places = true;
		return true;
	case 'n':
		colon = strchr(value, ':');
		if (colon) {
			*colon = '\0';
			o->arg = colon + 1;
		}
		o->screen = value;
		return true;
	case 'a':
		o->audit = value;
		return true;
	case 'N':
		o->sample = (int)strtol(value, NULL, 10);
		return o->sample > 0 || err_set(err, ERR_BAD_INPUT, "--sample %s: expected a number from 1 on", value);
	case 'A':
		o->state = value;
		return true;
	case 'R':
		o->report = value;
		return true;
	case 'T':
		o->thumbnails = value;
		return true;
	case 'P':
		o->pictures = value;
		return true;
	case 'h':
		o->help = true;
		return true;
	default:
		return err_set(err, ERR_BAD_INPUT, "see parvis-kiosk --help");
	}
}

bool options_read(int argc, char **argv, struct options *ret_options, struct err *err)
{
	struct option table[ARRAY_LEN(rows) + 1] = { { .name = NULL } };
	struct options o = { .conf = NULL };
	int letter;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		table[i] = rows[i].option;
	opterr = 0;
	optind = 1;
	while ((letter = getopt_long(argc, argv, "", table, NULL)) != -1) {
		if (letter == '?')
			return err_set(err, ERR_BAD_INPUT, "%s: not understood; see parvis-kiosk --help", argv[optind - 1]);
		if (!read_one(letter, optarg, &o, err))
			return false;
	}
	if (optind < argc)
		return err_set(err, ERR_BAD_INPUT, "%s: not understood; see parvis-kiosk --help", argv[optind]);
	*ret_options = o;
	return true;
}
