#include "kiosk/ui/keyboard.h"

#include "common/base/utf8.h"
#include "common/text/tr.h"
#include "kiosk/ui/board.h"

enum { PAD_COLUMNS = 3 };

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

const char *keyboard_word(struct arena *arena, const char *lang, const char *typed)
{
	const struct letters *letters = letters_of(lang);
	char base[8];
	const char *word = letters_word(typed, base);

	if (*typed == '.' && typed[1])
		return arena_printf(arena, "%s %s", tr(lang, "sign.stop"), typed + 1);
	if (!word || (*base && board_has(letters->alphabet, typed, strlen(typed)))) /* those who have a letter know its name */
		return typed;
	return *base ? TR_FMT(arena, lang, word, { "letter", base }) : tr(lang, word);
}

/* What stands on KEY, and what the voice says instead; NULL: the same. */
static const char *label(const struct board *b, const char *word, size_t len, const char **ret_name)
{
	struct ui *ui = b->ui;
	const struct command *command = board_command(word, len);
	const char *typed;

	*ret_name = NULL;
	if (!command) {
		typed = arena_strndup(ui->arena, word, len);
		*ret_name = keyboard_word(ui->arena, ui->look->lang, typed);
		if (*ret_name == typed)
			*ret_name = NULL;
		return b->keyboard->keys == KEYS_EMAIL ? typed : capital(ui, word, len);
	}
	if (command->kind == KEY_ENTER)
		return board_enter(b);
	if (streq(command->page, "other")) /* the script that is not shown */
		return b->letters == b->own ? letters_of(b->own->latin)->name : ui_tr(ui, "keys.letters");
	if (command->kind == KEY_ORDER && b->keyboard->abc)
		return b->own->name;
	if (command->name)
		*ret_name = ui_tr(ui, command->name);
	return command->text ? ui_tr(ui, command->text) : NULL;
}

/* As large as the letters of a keyboard are, or as its key allows. */
static int fitting(int px, const char *shown, int width, int height)
{
	int em = 0, letters = 0; /* hundredths, of a bold letter */

	for (; *shown; letters++)
		em += utf8_next(&shown) < 0x7b && shown[-1] <= 'Z' ? 76 : 64;
	return MAX(8, MIN(px, MIN(height * 62 / 100, width * 90 / (letters > 1 ? em : 88))));
}

/* What is taken away lies to the right then. Numbers and Latin letters run to the right on every page. */
static bool writes_leftwards(const struct board *b)
{
	return b->ui->look->rtl && b->letters->latin && !keyboard_is_pad(b->keyboard->keys) && b->keyboard->keys != KEYS_NUMBER;
}

static struct node *key(const struct board *b, const char *word, size_t len, int width, int height)
{
	struct ui *ui = b->ui;
	const struct metrics *m = &ui->look->metrics;
	const struct command *command = board_command(word, len);
	bool enter = command && command->kind == KEY_ENTER;
	struct node *node = node_open(ui, AXIS_ACROSS), *text;
	enum color ink = enter ? COLOR_ON_BRAND : COLOR_INK;
	const char *shown;

	node->role = ROLE_KEY;
	node->id = arena_printf(ui->arena, "key:%.*s", (int)len, word);
	node->fixed_w = width;
	node->fixed_h = height;
	node->radius = m->radius_small;
	node->fill = enter ? COLOR_BRAND : command && command->kind != KEY_TYPES ? COLOR_KEY_SOFT : COLOR_KEY;
	node->edge = m->line * 2;
	node->edge_color = COLOR_KEY_EDGE;
	node->line = ui->look->theme.strong_lines ? COLOR_ACCENT : COLOR_NONE;
	node->line_w = m->line;
	node->along = node->across = PLACE_CENTER;
	if (command && command->kind == KEY_SHIFT && b->keyboard->capital) {
		node->fill = COLOR_BRAND;
		node->chosen = true;
		ink = COLOR_ON_BRAND;
	}
	shown = label(b, word, len, &node->name);
	if (shown) {
		text = node_text(ui, shown, command ? TYPE_KEY_WORD : TYPE_KEY, ink);
		text->align = ALIGN_CENTER;
		text->text.rtl = false;
		text->text.px = fitting(text->text.px, shown, width, height);
	} else {
		node_icon(ui, command->icon, MIN(m->icon_small, height * 7 / 10), ink)->flipped = command->icon == ICON_BACKSPACE && writes_leftwards(b);
	}
	ui->at = node->parent;
	return node;
}

/* A row as wide as the widest: what is to spare goes to those that take it. */
static void put_row(const struct board *b, const char *row)
{
	int spare = b->width - board_row_width(b, row), shares = 0;
	struct node *box = node_open(b->ui, AXIS_ACROSS);

	box->along = PLACE_CENTER;
	box->across = PLACE_START;
	box->gap = b->gap;
	/* letters lie as on every keyboard of the language; the order of an alphabet runs as it is read */
	box->mirror_free = !(b->keyboard->abc || b->columns) || b->letters != b->own || *b->keyboard->page;
	for (const char *at = row; *at; at += strcspn(at, " "), at += *at == ' ') {
		const struct command *command = board_command(at, strcspn(at, " "));

		shares += command ? command->share : 0;
	}
	for (const char *at = row; *at; at += strcspn(at, " "), at += *at == ' ') {
		size_t len = strcspn(at, " ");
		const struct command *command = board_command(at, len);
		int more = command && shares ? spare * command->share / shares : 0;

		if (command && command->kind == KEY_NONE)
			node_add(b->ui, NODE_BOX)->fixed_w = b->unit * command->tenths / 10 + more;
		else
			key(b, at, len, b->unit * board_tenths(b, at, len) / 10 + more, b->key_height);
	}
	b->ui->at = box->parent;
}

/* ---- the digit pad: three columns as on a telephone, never mirrored, and beside them what corrects and ends */

static void pad_column(const struct board *b, const char *const *rows, int n, int key_width, int key_height, int columns)
{
	struct node *column = node_open(b->ui, AXIS_DOWN);
	int gap = b->gap * 5 / 4;

	column->gap = gap;
	for (int i = 0; i < n; i++) {
		struct node *row = node_open(b->ui, AXIS_ACROSS);

		row->gap = b->gap;
		row->mirror_free = true;
		for (const char *at = rows[i]; *at; at += strcspn(at, " "), at += *at == ' ') {
			int cells = *at == '0' ? columns - board_count(rows[i]) + 1 : 1; /* what its row leaves over */

			key(b, at, strcspn(at, " "), key_width * cells + b->gap * (cells - 1), key_height);
		}
		b->ui->at = column;
	}
	b->ui->at = column->parent;
}

static void put_pad(const struct board *b)
{
	static const char *const side[] = { "^back", "^enter" };
	int widest = (int)(45 * b->ui->look->metrics.px_per_mm), unit;
	struct node *pad = node_open(b->ui, AXIS_ACROSS);

	unit = MIN(widest, (b->width - 3 * b->gap) * 10 / (10 * PAD_COLUMNS + 16));
	pad->along = PLACE_CENTER;
	pad->across = PLACE_START;
	pad->gap = b->gap;
	pad->mirror_free = true;
	pad_column(b, b->rows, b->n, unit, b->key_height, PAD_COLUMNS);
	pad_column(b, side, ARRAY_LEN(side), unit * 16 / 10, 2 * b->key_height + b->gap * 5 / 4, 1);
	b->ui->at = pad->parent;
}

/* ---- all of it */

void keyboard_build(struct ui *ui, const struct keyboard *keyboard)
{
	const struct metrics *m = &ui->look->metrics;
	struct board b = { .ui = ui, .keyboard = keyboard, .own = letters_of(ui->look->lang) };
	bool other = streq(keyboard->page, "other"), latin_first = keyboard->keys == KEYS_ADDRESS || keyboard->keys == KEYS_EMAIL;
	struct node *box = node_open(ui, AXIS_DOWN);

	/* Addresses here, and all e-mail, are in Latin letters. */
	b.letters = b.own->latin && other != latin_first ? letters_of(b.own->latin) : b.own;
	box->role = ROLE_KEYBOARD;
	box->fill = COLOR_KEYS;
	box->pad_y = m->key_gap * 2;
	box->gap = m->key_gap * 5 / 4;
	board_arrange(&b);
	if (keyboard_is_pad(keyboard->keys))
		put_pad(&b);
	else
		for (int i = 0; i < b.n; i++)
			put_row(&b, b.rows[i]);
	ui->at = box->parent;
}

enum key_kind keyboard_key(const char *id, const char **ret_text)
{
	const struct command *command;

	if (!id_is(id, "key"))
		return KEY_NONE;
	*ret_text = id + strlen("key:");
	command = board_command(*ret_text, strlen(*ret_text));
	if (!command)
		return KEY_TYPES;
	*ret_text = command->page;
	return command->kind;
}
