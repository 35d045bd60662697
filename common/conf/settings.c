#include "common/conf/settings.h"

#include <unistd.h>

static bool is_printer(const char *s)
{
	return streq(s, "none") || (starts_with(s, "escpos:/") && s[8]) || (starts_with(s, "cups:") && s[5]) ||
	       (starts_with(s, "file:") && s[5]);
}

static bool is_hash(const char *s)
{
	return !*s || starts_with(s, "$argon2id$");
}

/* As libcurl takes it: each "sha256//" and 44 characters of base64. */
static bool is_pin(const char *s)
{
	while (*s) {
		size_t len = strcspn(s, ";");

		if (!starts_with(s, "sha256//") || len != 8 + 44 ||
		    strspn(s + 8, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") < 44)
			return false;
		s += len + (s[len] == ';');
	}
	return true;
}

static bool is_hub(const char *s)
{
	return !*s || (starts_with(s, "https://") && s[8]) || starts_with(s, "http://127.") || starts_with(s, "http://localhost") ||
	       starts_with(s, "http://[::1]");
}

/* Rows of one section stand together. tests/unit/conf.c compares the shipped kiosk.conf with this table, and
 * `build/tests/tools/settings > kiosk.conf` writes it anew. */
const struct conf_row settings[] = {
	{ .section = "terminal", .key = "state_dir", .type = CONF_PATH, .def = "/var/lib/parvis",
	  .help = "What this terminal keeps: who it is, its replica of the town's data, its outbox." },

	{ .section = "screen", .key = "fullscreen", .type = CONF_BOOL, .def = "yes",
	  .help = "The whole screen; otherwise a window that fits it." },
	{ .section = "screen", .key = "width_mm", .type = CONF_MM, .min = 0, .max = 3000, .def = "0",
	  .help = "Width of the glass as people see it. Every size on it is made from this.\n"
		  "0: that of a 24-inch panel, whichever way it stands." },
	{ .section = "screen", .key = "bottom_mm", .type = CONF_MM, .min = 0, .max = 2000, .def = "0",
	  .help = "Height of the lower edge of the glass above the ground. « Plus bas » brings everything that is pressed below 1100 mm.\n"
		  "0: that of a usual totem, 800 where the glass stands upright and 840 where it lies." },
	{ .section = "screen", .key = "viewing_distance_mm", .type = CONF_MM, .min = 250, .max = 1500, .def = "400",
	  .help = "How far the eyes are from the glass: decides the smallest text (EN 301 549, 5.1.4)." },
	{ .section = "screen", .key = "rotation", .type = CONF_ENUM, .choices = { "0", "90", "180", "270" }, .def = "0",
	  .help = "Picture and touches turned clockwise by so many degrees, where the display server does not do it." },

	{ .section = "touch", .key = "double_ms", .type = CONF_INT, .min = 0, .max = 2000, .def = "500",
	  .help = "A second press at the same place, in milliseconds after the first, is that of a hand that shakes, and does nothing." },
	{ .section = "touch", .key = "key_double_ms", .type = CONF_INT, .min = 0, .max = 1000, .def = "80",
	  .help = "The same on the keys of the keyboard on the screen, where a letter may be meant twice." },
	{ .section = "touch", .key = "repeat_first_ms", .type = CONF_INT, .min = 200, .max = 5000, .def = "500",
	  .help = "The key that erases, held down for so many milliseconds, begins to repeat." },
	{ .section = "touch", .key = "repeat_ms", .type = CONF_INT, .min = 0, .max = 2000, .def = "90",
	  .help = "And erases once more after each so many milliseconds. 0: it never repeats." },
	{ .section = "touch", .key = "stuck_s", .type = CONF_SECONDS, .min = 3, .max = 60, .def = "10",
	  .help = "A finger that is not lifted for so long is none: something leans on the glass." },

	{ .section = "session", .key = "typing_s", .type = CONF_SECONDS, .min = 60, .max = 90, .def = "75",
	  .help = "Nothing pressed for so long, once something was typed: the terminal asks whether anyone is there." },
	{ .section = "session", .key = "reading_s", .type = CONF_SECONDS, .min = 120, .max = 300, .def = "180",
	  .help = "The same while somebody reads or listens." },
	{ .section = "session", .key = "number_s", .type = CONF_SECONDS, .min = 120, .max = 600, .def = "300",
	  .help = "The same on the page that shows a new number." },
	{ .section = "session", .key = "warning_s", .type = CONF_SECONDS, .min = 20, .max = 45, .def = "30",
	  .help = "Time to answer that question before everything is wiped." },
	{ .section = "session", .key = "motion", .type = CONF_BOOL, .def = "yes",
	  .help = "Pages move into their place for a sixth of a second; they can be read and pressed at once." },
	{ .section = "session", .key = "stale_after_h", .type = CONF_INT, .min = 1, .max = 720, .def = "24",
	  .help = "From this age on, in hours, what the terminal shows says how old it is." },

	{ .section = "printer", .key = "device", .type = CONF_TEXT, .def = "none",
	  .fits = is_printer, .expected = "escpos:/dev/…, cups:NAME of a queue, file:DIRECTORY, or none",
	  .help = "The printer, such as escpos:/dev/usb/lp0. file: is for demonstration and tests only." },
	{ .section = "printer", .key = "paper", .type = CONF_ENUM, .choices = { "58mm", "80mm", "A5", "A4" }, .def = "80mm",
	  .help = "What is in the printer." },
	{ .section = "printer", .key = "cut", .type = CONF_BOOL, .def = "yes", .help = "It has a cutter." },
	{ .section = "printer", .key = "roll_m", .type = CONF_INT, .min = 0, .max = 500, .def = "60",
	  .help = "Length of a new roll in metres; counted down, since many printers do not feel its end. 0: not counted." },
	{ .section = "printer", .key = "near_end_m", .type = CONF_INT, .min = 1, .max = 50, .def = "2",
	  .help = "The desk is warned when so many metres are left." },

	{ .section = "voice", .key = "enabled", .type = CONF_BOOL, .def = "yes", .help = "The terminal can speak." },
	{ .section = "voice", .key = "volume", .type = CONF_INT, .min = 10, .max = 100, .def = "70",
	  .help = "Loudness at the start of each session, in percent." },
	{ .section = "voice", .key = "clips", .type = CONF_PATH, .def = "",
	  .help = "Recordings that take the synthesiser's place: FOLDER/LANG/KEY.wav, KEY of a sentence in assets/lang. Empty: none." },
	{ .section = "voice", .key = "jack", .type = CONF_PATH, .def = "",
	  .help = "Where a plugged headset is felt, such as /dev/input/event3 (SW_HEADPHONE_INSERT): it starts the voice. Empty: nowhere." },

	{ .section = "keys", .key = "mode", .type = CONF_ENUM, .choices = { "keypad", "two-buttons" }, .def = "keypad",
	  .help = "What stands under the glass: a keypad, or two buttons alone (next and choose)." },
	{ .section = "keys", .key = "digits", .type = CONF_BOOL, .def = "no",
	  .help = "The keypad has digit keys: they type digits, and choose letters of a tracking number." },
	{ .section = "keys", .key = "up", .type = CONF_TEXT, .def = "Up",
	  .help = "Keys of the keypad, by the names that SDL gives them; nothing where there is none." },
	{ .section = "keys", .key = "down", .type = CONF_TEXT, .def = "Down", .help = "To the next choice." },
	{ .section = "keys", .key = "left", .type = CONF_TEXT, .def = "Left", .help = "Listening: back by one piece of the page." },
	{ .section = "keys", .key = "right", .type = CONF_TEXT, .def = "Right", .help = "Listening: on by one piece of the page." },
	{ .section = "keys", .key = "ok", .type = CONF_TEXT, .def = "Return", .help = "Takes what has the focus." },
	{ .section = "keys", .key = "back", .type = CONF_TEXT, .def = "Escape", .help = "To the page before." },
	{ .section = "keys", .key = "home", .type = CONF_TEXT, .def = "F12", .help = "To the first page." },
	{ .section = "keys", .key = "help", .type = CONF_TEXT, .def = "F1", .help = "Opens the help." },
	{ .section = "keys", .key = "voice", .type = CONF_TEXT, .def = "F2", .help = "Starts and stops the voice." },
	{ .section = "keys", .key = "repeat", .type = CONF_TEXT, .def = "F3", .help = "Says it again." },
	{ .section = "keys", .key = "typed", .type = CONF_TEXT, .def = "F4", .help = "Says aloud what was written in the field." },
	{ .section = "keys", .key = "softer", .type = CONF_TEXT, .def = "F5", .help = "Volume down." },
	{ .section = "keys", .key = "louder", .type = CONF_TEXT, .def = "F6", .help = "Volume up." },
	{ .section = "keys", .key = "slower", .type = CONF_TEXT, .def = "F7", .help = "Speech slower." },
	{ .section = "keys", .key = "faster", .type = CONF_TEXT, .def = "F8", .help = "Speech faster." },
	{ .section = "keys", .key = "heading", .type = CONF_TEXT, .def = "F9", .help = "To the next heading." },
	{ .section = "keys", .key = "next", .type = CONF_TEXT, .def = "F10",
	  .help = "The first of two buttons: goes on. Either of them starts their mode." },
	{ .section = "keys", .key = "choose", .type = CONF_TEXT, .def = "F11", .help = "The second: takes." },

	{ .section = "maintenance", .key = "pin_hash", .type = CONF_TEXT, .def = "",
	  .fits = is_hash, .expected = "a line that begins with $argon2id$, or nothing",
	  .help = "Opens the maintenance page: what `parvis-hub pin` prints. Empty: the page stays closed." },

	{ .section = "sync", .key = "hub", .type = CONF_TEXT, .def = "",
	  .fits = is_hub, .expected = "https://HOST (http:// only for this machine itself), or nothing",
	  .help = "Address of the hub. Empty: the one that was given at enrolment." },
	{ .section = "sync", .key = "wait_s", .type = CONF_SECONDS, .min = 1, .max = 25, .def = "25",
	  .help = "How long the hub may hold a question for news open." },
	{ .section = "sync", .key = "ca", .type = CONF_PATH, .def = "",
	  .help = "Certificates that the hub's is checked against. Empty: the system's." },
	{ .section = "sync", .key = "pin", .type = CONF_TEXT, .def = "",
	  .fits = is_pin, .expected = "sha256//BASE64, several with a ; between them, or nothing",
	  .help = "Public keys the hub may have, checked as well as its certificate; name the next one before it changes. Empty: any." },

	{ .section = "counter", .key = "lock_minutes", .type = CONF_INT, .min = 1, .max = 60, .def = "5",
	  .help = "The desk locks after so many minutes without a key." },
	{ .section = "counter", .key = "undo_s", .type = CONF_SECONDS, .min = 0, .max = 60, .def = "10",
	  .help = "What an agent sends can be taken back for so long." },
};
const size_t settings_len = ARRAY_LEN(settings);
const char settings_title[] = "Settings of a Parvis terminal, read by parvis-kiosk, parvis-counter and parvis-sync.";

bool settings_load(const char *path, struct conf **ret_conf, struct err *err)
{
	static const char usual[] = "/etc/parvis/kiosk.conf";

	if (!path && access(usual, F_OK) == 0)
		path = usual;
	return conf_load(path, settings, settings_len, ret_conf, err);
}
