#include "kiosk/ui/keyboard.h"

#include "common/base/utf8.h"

/* A layout is rows of keys parted by spaces. A key is what it types, or a command: */
static const struct command {
	const char *word;  /* in the rows below */
	const char *text;  /* key of its word, NULL: an icon */
	enum icon icon;
	const char *name;  /* for the voice, when it shows an icon */
	enum key_kind kind;
	const char *page;
	int tenths;        /* width, in tenths of a letter key */
} commands[] = {
	{ .word = "^accents", .text = "keys.accents", .kind = KEY_PAGE, .page = "accents", .tenths = 16 },
	{ .word = "^digits", .text = "keys.digits", .kind = KEY_PAGE, .page = "digits", .tenths = 15 },
	{ .word = "^letters", .text = "keys.letters", .kind = KEY_PAGE, .page = "", .tenths = 15 },
	{ .word = "^shift", .icon = ICON_SHIFT, .name = "keys.shift", .kind = KEY_SHIFT, .tenths = 12 },
	{ .word = "^order", .text = "keys.order", .kind = KEY_ORDER, .tenths = 15 },
	{ .word = "^back", .icon = ICON_BACKSPACE, .name = "keys.backspace", .kind = KEY_BACKSPACE, .tenths = 16 },
	{ .word = "^space", .text = "keys.space", .kind = KEY_TYPES, .page = " ", .tenths = 45 },
	{ .word = "^enter", .kind = KEY_ENTER, .tenths = 24 },
};

enum { ROWS_MAX = 5 };

#define BOTTOM "^digits ^shift ^space ^enter"
#define QUOTE "\xe2\x80\x99" /* the apostrophe */

/* How letters lie in a language; the first row is everybody's who is not listed. */
static const struct letters {
	const char *lang;
	const char *rows[ROWS_MAX];
	const char *name; /* what the key that leads back to it says */
} letters[] = {
	{ "en", { "q w e r t y u i o p", "a s d f g h j k l", "^accents z x c v b n m " QUOTE " ^back", BOTTOM }, "QWERTY" },
	{ "fr", { "a z e r t y u i o p", "q s d f g h j k l m", "^accents w x c v b n " QUOTE " ^back", BOTTOM }, "AZERTY" },
	{ "de", { "q w e r t z u i o p ü", "a s d f g h j k l ö ä", "^accents y x c v b n m ß ^back", BOTTOM }, "QWERTZ" },
	{ "es", { "q w e r t y u i o p", "a s d f g h j k l ñ", "^accents z x c v b n m ^back", BOTTOM }, "QWERTY" },
	{ "pl", { "q w e r t y u i o p", "a s d f g h j k l ł", "ą ć ę ń ó ś ź ż", "^accents z x c v b n m ^back", BOTTOM }, "QWERTY" },
	{ "tr", { "q w e r t y u ı o p ğ ü", "a s d f g h j k l ş i", "^accents z x c v b n m ö ç ^back", BOTTOM }, "QWERTY" },
	{ "uk", { "й ц у к е н г ш щ з х", "ф і в а п р о л д ж є", "^accents я ч с м и т ь б ю ^back", "ґ ї " BOTTOM }, "ЙЦУКЕН" },
	{ "ar",
	  { "ض ص ث ق ف غ ع ه خ ح ج", "ش س ي ب ل ا ت ن م ك ط", "^accents ئ ء ؤ ر ى ة و ز ظ ^back", "د ذ أ إ آ ^digits ^space ^enter" },
	  "ضصث" },
};

static const char *const alphabetical[ROWS_MAX] = {
	"a b c d e f g h i j", "k l m n o p q r s t", "^accents u v w x y z " QUOTE " ^back", BOTTOM,
};
static const char *const accents[ROWS_MAX] = {
	"é è ê ë à â ç ù û ü", "î ï ô ö œ æ ä ñ ß ÿ", "^letters @ - _ . , ; : ^back", "^order ^shift ^space ^enter",
};
static const char *const digits[ROWS_MAX] = {
	"1 2 3 4 5 6 7 8 9 0", "- / : ( ) € & @ + \"", "^accents . , ? ! % ° = ^back", "^letters ^shift ^space ^enter",
};
static const char *const email[ROWS_MAX] = {
	"a z e r t y u i o p", "q s d f g h j k l m", "w x c v b n . - _ ^back", "^digits @ .fr .com ^enter",
};
static const char *const pad[ROWS_MAX] = { "1 2 3 ^back", "4 5 6 /", "7 8 9 ,", "+ 0 ^space ^enter" };
static const char *const number[ROWS_MAX] = { "B C D F G H", "J K L N P R", "S T V X Y", "^back ^enter" };

static const struct letters *letters_of(const char *lang)
{
	size_t len = strcspn(lang, "-");

	for (size_t i = 0; i < ARRAY_LEN(letters); i++)
		if (strlen(letters[i].lang) == len && strncmp(letters[i].lang, lang, len) == 0)
			return &letters[i];
	return &letters[0];
}

static const char *const *layout_of(const struct keyboard *keyboard, const char *lang)
{
	switch (keyboard->keys) {
	case KEYS_DIGITS:
		return pad;
	case KEYS_NUMBER:
		return number;
	case KEYS_EMAIL:
	case KEYS_TEXT:
		break;
	}
	if (streq(keyboard->page, "accents"))
		return accents;
	if (streq(keyboard->page, "digits"))
		return digits;
	if (keyboard->keys == KEYS_EMAIL)
		return email;
	return keyboard->abc ? alphabetical : letters_of(lang)->rows;
}

static const struct command *command_of(const char *word, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (strlen(commands[i].word) == len && strncmp(commands[i].word, word, len) == 0)
			return &commands[i];
	return NULL;
}

/* Letters as capitals: what keys show, large and familiar. */
static const char *capital(struct ui *ui, const char *word, size_t len)
{
	const char *s = arena_strndup(ui->arena, word, len), *at = s;
	uint32_t c = utf8_next(&at);
	char out[8] = { 0 };

	if (*at)
		return s; /* ".fr" */
	utf8_encode(keyboard_capital(c, ui->look->lang), out);
	return arena_strdup(ui->arena, out);
}

uint32_t keyboard_capital(uint32_t c, const char *lang)
{
	static const uint32_t others[][2] = { { 0x153, 0x152 }, { 0xff, 0x178 }, { 0x131, 'I' }, { 0x491, 0x490 } };

	if (c == 'i' && starts_with(lang, "tr"))
		return 0x130;
	if ((c >= 'a' && c <= 'z') || (c >= 0xe0 && c <= 0xfe && c != 0xf7) || (c >= 0x430 && c <= 0x44f))
		return c - 32;
	if (c >= 0x450 && c <= 0x45f)
		return c - 80;
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (others[i][0] == c)
			return others[i][1];
	if ((c >= 0x100 && c <= 0x137 && (c & 1)) || (c >= 0x14a && c <= 0x177 && (c & 1)) ||
	    (c >= 0x139 && c <= 0x148 && !(c & 1)) || (c >= 0x179 && c <= 0x17e && !(c & 1)))
		return c - 1; /* Latin Extended-A comes in pairs */
	return c;
}

static int tenths_of(const struct keyboard *keyboard, const char *word, size_t len)
{
	const struct command *command = command_of(word, len);

	if (keyboard->keys == KEYS_DIGITS)
		return 22;
	if (keyboard->keys == KEYS_NUMBER)
		return command ? 40 : 14;
	return command ? command->tenths : len > 2 && *word == '.' ? 16 : 10; /* ".com" */
}

/* The widest unit with which every row fits. */
static int unit_of(const struct keyboard *keyboard, const char *const *layout, int width, int gap)
{
	int unit = width;

	for (int i = 0; i < ROWS_MAX && layout[i]; i++) {
		const char *word = layout[i];
		int tenths = 0, keys = 0;

		for (; *word; keys++) {
			size_t len = strcspn(word, " ");

			tenths += tenths_of(keyboard, word, len);
			word += len + (word[len] == ' ');
		}
		unit = MIN(unit, (width - gap * (keys + 1)) * 10 / MAX(tenths, 102));
	}
	return unit;
}

static void key(struct ui *ui, const struct keyboard *keyboard, const char *word, size_t len, int unit)
{
	const struct metrics *m = &ui->look->metrics;
	const struct command *command = command_of(word, len);
	bool enter = command && command->kind == KEY_ENTER;
	int tenths = tenths_of(keyboard, word, len);
	struct node *node = node_open(ui, AXIS_ACROSS);
	enum color ink = enter ? COLOR_ON_BRAND : COLOR_INK;
	const char *shown;

	node->role = ROLE_KEY;
	node->id = arena_printf(ui->arena, "key:%.*s", (int)len, word);
	node->fixed_w = unit * tenths / 10;
	node->fixed_h = m->key_height;
	node->radius = m->radius_small;
	node->fill = enter ? COLOR_BRAND : command && command->kind != KEY_TYPES ? COLOR_KEY_SOFT : COLOR_KEY;
	node->edge = m->line * 2;
	node->edge_color = COLOR_KEY_EDGE;
	node->line = ui->look->theme.strong_lines ? COLOR_ACCENT : COLOR_NONE;
	node->line_w = m->line;
	node->along = node->across = PLACE_CENTER;
	if (command && command->kind == KEY_SHIFT && keyboard->capital) {
		node->fill = COLOR_BRAND;
		node->chosen = true;
		ink = COLOR_ON_BRAND;
	}
	if (command && !command->text && !enter) {
		node->name = ui_tr(ui, command->name);
		node_icon(ui, command->icon, m->icon_small, ink);
	} else {
		if (enter)
			shown = keyboard->enter ? keyboard->enter : ui_tr(ui, "keys.close");
		else if (command && command->kind == KEY_ORDER && keyboard->abc)
			shown = letters_of(ui->look->lang)->name;
		else
			shown = command ? ui_tr(ui, command->text) : capital(ui, word, len);
		struct node *text = node_text(ui, shown, command && command->kind != KEY_TYPES ? TYPE_KEY_WORD : TYPE_KEY, ink);

		text->align = ALIGN_CENTER;
		text->text.rtl = false;
	}
	ui->at = node->parent;
}

void keyboard_build(struct ui *ui, const struct keyboard *keyboard)
{
	const struct metrics *m = &ui->look->metrics;
	const char *const *layout = layout_of(keyboard, ui->look->lang);
	struct node *box = node_open(ui, AXIS_DOWN);
	int unit = unit_of(keyboard, layout, MIN(ui->look->width, m->content_max), m->key_gap);

	box->role = ROLE_KEYBOARD;
	box->fill = COLOR_KEYS;
	box->pad_y = m->key_gap * 2;
	box->gap = m->key_gap + m->key_gap / 4;
	for (int i = 0; i < ROWS_MAX && layout[i]; i++) {
		const char *word = layout[i];
		struct node *row = node_open(ui, AXIS_ACROSS);

		row->along = PLACE_CENTER;
		row->across = PLACE_START;
		row->gap = m->key_gap;
		row->mirror_free = true;
		while (*word) {
			size_t len = strcspn(word, " ");

			key(ui, keyboard, word, len, unit);
			word += len + (word[len] == ' ');
		}
		ui->at = box;
	}
	ui->at = box->parent;
}

enum key_kind keyboard_key(const char *id, const char **ret_text)
{
	const struct command *command;

	if (!id_is(id, "key"))
		return KEY_NONE;
	*ret_text = id + strlen("key:");
	command = command_of(*ret_text, strlen(*ret_text));
	if (!command)
		return KEY_TYPES;
	*ret_text = command->page;
	return command->kind;
}
