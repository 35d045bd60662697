#include "kiosk/ui/keyboard.h"

#include "common/base/utf8.h"
#include "common/text/tr.h"
#include "kiosk/ui/letters.h"

/* What keys are that type nothing, or not what they say. */
static const struct command {
	const char *word;  /* in a row */
	const char *text;  /* key of its word; NULL: an icon, or what the language says */
	enum icon icon;
	const char *name;  /* for the voice, when it shows no whole word */
	enum key_kind kind;
	const char *page;
	int tenths;        /* width, in tenths of a letter key */
	int share;         /* of what its row has to spare */
} commands[] = {
	{ .word = "^accents", .text = "keys.accents", .name = "keys.accents_name", .kind = KEY_PAGE, .page = "accents", .tenths = 14 },
	{ .word = "^digits", .text = "keys.digits", .name = "keys.digits_name", .kind = KEY_PAGE, .page = "digits", .tenths = 14 },
	{ .word = "^letters", .text = "keys.letters", .name = "keys.letters_name", .kind = KEY_PAGE, .page = "", .tenths = 14 },
	{ .word = "^other", .kind = KEY_PAGE, .page = "other", .tenths = 18 },
	{ .word = "^shift", .icon = ICON_SHIFT, .name = "keys.shift", .kind = KEY_SHIFT, .tenths = 10, .share = 1 },
	{ .word = "^order", .text = "keys.alphabet", .name = "keys.order", .kind = KEY_ORDER, .tenths = 14 },
	{ .word = "^back", .icon = ICON_BACKSPACE, .name = "keys.backspace", .kind = KEY_BACKSPACE, .tenths = 10, .share = 1 },
	{ .word = "^space", .text = "keys.space", .kind = KEY_TYPES, .page = " ", .tenths = 20, .share = 3 },
	{ .word = "~", .kind = KEY_NONE, .tenths = 3, .share = 1 }, /* nothing: what comes after it stands at the end of the row */
	{ .word = "^enter", .kind = KEY_ENTER, .tenths = 20, .share = 1 },
};

enum { ROWS_MAX = 8, COLUMNS = 10, ACCENTS_MAX = 30, PAD_COLUMNS = 3 };

struct board { /* a keyboard on the way to its keys */
	struct ui *ui;
	const struct keyboard *keyboard;
	const struct letters *own, *letters; /* of the language; of the page */
	int columns;                         /* how many keys fit side by side where the language's rows do not; 0: they do */
	int width, gap, unit, key_height;    /* px; unit: a letter's width */
	const char *rows[ROWS_MAX];
	int n;
};

static const struct command *command_of(const char *word, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (strlen(commands[i].word) == len && strncmp(commands[i].word, word, len) == 0)
			return &commands[i];
	return NULL;
}

/* ---- which keys, in which rows */

static int count(const char *row)
{
	int n = 0;

	for (; *row; n++)
		row += strcspn(row, " ") + (row[strcspn(row, " ")] == ' ');
	return n;
}

static void add_row(struct board *b, const char *row)
{
	if (b->n < ROWS_MAX)
		b->rows[b->n++] = row;
}

/* KEYS in as few rows of COLUMNS as they need, all about as long. */
static void add_flow(struct board *b, const char *keys, int columns)
{
	int all = count(keys), rows = (all + columns - 1) / columns, each = rows ? (all + rows - 1) / rows : 0;

	while (*keys) {
		const char *end = keys;

		for (int i = 0; i < each && *end; i++)
			end += strcspn(end, " ") + (end[strcspn(end, " ")] == ' ');
		add_row(b, arena_strndup(b->ui->arena, keys, (size_t)(end - keys) - (*end != 0)));
		keys = end;
	}
}

static bool has_key(const char *keys, const char *key, size_t len)
{
	for (const char *at = keys; *at; at += strcspn(at, " "), at += *at == ' ')
		if (strcspn(at, " ") == len && strncmp(at, key, len) == 0)
			return true;
	return false;
}

/* The language's own first; each one once. */
static const char *accents_of(struct board *b)
{
	const char *all = or_empty(b->letters->more);

	for (const char *at = letters_accents; *at && count(all) < ACCENTS_MAX; at += strcspn(at, " "), at += *at == ' ') {
		size_t len = strcspn(at, " ");

		if (!has_key(all, at, len))
			all = arena_printf(b->ui->arena, "%s%s%.*s", all, *all ? " " : "", (int)len, at);
	}
	return all;
}

static bool roomy(const struct board *b)
{
	const struct metrics *m = &b->ui->look->metrics;

	return !b->columns && m->key_height * 2 > m->target * 3;
}

/* Height is what a glass that lies has least of: there it stands beside the letters, as the digits do on a large keyboard. */
static bool add_beside(struct board *b, const char *const keys[LETTER_ROWS])
{
	if (b->columns || b->ui->look->width <= b->ui->look->height || b->n != LETTER_ROWS)
		return false;
	for (int i = 0; i < LETTER_ROWS; i++)
		b->rows[i] = arena_printf(b->ui->arena, "%s ~ %s", b->rows[i], keys[i]);
	return true;
}

static const char *const digits_beside[LETTER_ROWS] = { "1 2 3", "4 5 6", "7 8 9" };

static void letter_rows(struct board *b)
{
	const struct letters *l = b->letters;
	const char *shift = l->one_case ? "" : "^shift ", *signs = or_empty(l->signs), *space = *signs ? " " : "";
	struct arena *arena = b->ui->arena;

	if (b->keyboard->abc || b->columns) {
		add_flow(b, arena_printf(arena, "%s%s%s %s^back", l->alphabet, space, signs, shift), b->columns ? b->columns : COLUMNS);
		return;
	}
	add_row(b, l->rows[0]);
	add_row(b, l->rows[1]);
	add_row(b, arena_printf(arena, "%s%s%s%s ^back", shift, l->rows[2], space, signs));
}

/* A row above all others. */
static void add_first(struct board *b, const char *row)
{
	if (b->n == ROWS_MAX)
		return;
	memmove(b->rows + 1, b->rows, sizeof(*b->rows) * (size_t)b->n++);
	b->rows[0] = row;
}

static void more_letters(struct board *b)
{
	const struct letters *l = b->letters;
	const char *beside[LETTER_ROWS] = { NULL };
	struct board thirds = { .ui = b->ui };

	if (!l->more || (l->needed ? b->keyboard->abc || b->columns : !roomy(b)))
		return;
	add_flow(&thirds, l->more, (count(l->more) + LETTER_ROWS - 1) / LETTER_ROWS);
	for (int i = 0; i < LETTER_ROWS; i++)
		beside[i] = i < thirds.n ? thirds.rows[i] : "";
	if (!add_beside(b, beside))
		add_row(b, l->more);
}

static void text_rows(struct board *b, bool address)
{
	const char *more = b->own->latin ? "^other" : "^accents", *order = b->letters == b->own ? " ^order" : " ^accents";
	const char *beside = b->letters->beside && !b->keyboard->abc ? b->letters->beside : "-";
	struct arena *arena = b->ui->arena;
	bool digits;

	letter_rows(b);
	digits = address && add_beside(b, digits_beside);
	if (address && !digits && !b->columns)
		add_first(b, letters_digits);
	else if (!address)
		more_letters(b);
	if (b->columns)
		add_row(b, arena_printf(arena, "^digits %s ^space ^enter", more));
	else if (digits)
		add_row(b, arena_printf(arena, "^digits %s%s ^space ^enter ~ - 0 .", more, order));
	else
		add_row(b, arena_printf(arena, "^digits %s%s %s ^space . ^enter", more, order, beside));
}

static void email_rows(struct board *b)
{
	struct arena *arena = b->ui->arena;
	bool digits;

	if (b->columns) {
		add_flow(b, letters_digits, b->columns);
		add_flow(b, arena_printf(arena, "%s . - _ @ ^back", b->letters->alphabet), b->columns);
		add_row(b, ".fr .com ^enter");
		return;
	}
	add_row(b, b->letters->rows[0]);
	add_row(b, b->letters->rows[1]);
	add_row(b, arena_printf(arena, "%s ^back", b->letters->rows[2]));
	digits = add_beside(b, digits_beside);
	if (!digits)
		add_first(b, letters_digits);
	add_row(b, digits ? "@ _ .fr .com ^enter ~ - 0 ." : "@ . - _ .fr .com ^enter");
}

bool keyboard_is_pad(enum ui_keys keys)
{
	return keys == KEYS_DIGITS || keys == KEYS_PHONE || keys == KEYS_DATE || keys == KEYS_DECIMAL;
}

/* As on a telephone; the lowest row has the sign that such a field may want. */
static void pad_rows(struct board *b)
{
	static const char *const lowest[] = { [KEYS_DIGITS] = "0", [KEYS_PHONE] = "+ 0", [KEYS_DATE] = "0 /", [KEYS_DECIMAL] = "0 ," };

	add_row(b, "1 2 3");
	add_row(b, "4 5 6");
	add_row(b, "7 8 9");
	add_row(b, lowest[b->keyboard->keys]);
}

static void fill(struct board *b)
{
	const char *page = b->keyboard->page;
	int columns = b->columns ? b->columns : COLUMNS;

	b->n = 0;
	if (b->keyboard->keys == KEYS_NUMBER) {
		for (int i = 0; i < LETTER_ROWS; i++)
			add_row(b, letters_number[i]);
		add_row(b, "^back ^enter");
	} else if (keyboard_is_pad(b->keyboard->keys)) {
		pad_rows(b);
	} else if (streq(page, "accents")) {
		add_flow(b, accents_of(b), columns);
		add_row(b, "^letters ^shift ^space ^back ^enter");
	} else if (streq(page, "digits")) {
		add_flow(b, letters_digits, columns);
		add_flow(b, letters_marks[0], columns);
		add_flow(b, b->letters->marks ? b->letters->marks : letters_marks[1], columns);
		add_row(b, b->columns ? "^letters ^space ^back ^enter" : "^letters ^accents ^space ^back ^enter");
	} else if (b->keyboard->keys == KEYS_EMAIL) {
		email_rows(b);
	} else {
		text_rows(b, b->keyboard->keys == KEYS_ADDRESS);
	}
}

/* ---- how large */

static const char *enter_word(const struct board *b)
{
	return b->keyboard->enter ? b->keyboard->enter : ui_tr(b->ui, "keys.close");
}

static int tenths_of(const struct board *b, const char *word, size_t len)
{
	const struct command *command = command_of(word, len);

	if (b->keyboard->keys == KEYS_NUMBER)
		return command ? 30 : 14;
	if (command && command->kind == KEY_ENTER) /* as its word asks */
		return CLAMP((int)utf8_count(enter_word(b)) * 2 + 4, 20, 30);
	return command ? command->tenths : len > 2 && *word == '.' ? 15 : 10; /* ".com" */
}

static int tenths_in(const struct board *b, const char *row)
{
	int tenths = 0;

	for (; *row; row += strcspn(row, " "), row += *row == ' ')
		tenths += tenths_of(b, row, strcspn(row, " "));
	return tenths;
}

/* The widest letter with which every row fits. */
static int unit_of(const struct board *b)
{
	int unit = b->width;

	for (int i = 0; i < b->n; i++)
		unit = MIN(unit, (b->width - b->gap * (count(b->rows[i]) - 1)) * 10 / MAX(tenths_in(b, b->rows[i]), b->columns ? b->columns * 10 : 100));
	return unit;
}

static int row_width(const struct board *b, const char *row)
{
	return b->unit * tenths_in(b, row) / 10 + b->gap * (count(row) - 1);
}

/* As the language has them; where that makes keys that fingers miss, as many side by side as are wide enough. */
static void arrange(struct board *b)
{
	const struct ui_look *look = b->ui->look;
	const struct metrics *m = &look->metrics;
	int height = look->low_reach ? look->reach : look->height;
	int room, widest = 0;

	b->gap = m->key_gap;
	b->width = MIN(look->width, m->content_max) - 2 * b->gap;
	b->columns = 0;
	fill(b);
	b->unit = unit_of(b);
	if (b->unit < m->target) {
		b->columns = MAX(4, (b->width + b->gap) / (m->target + b->gap));
		fill(b);
		b->unit = MAX(1, unit_of(b));
	}
	for (int i = 0; i < b->n && !keyboard_is_pad(b->keyboard->keys); i++)
		widest = MAX(widest, row_width(b, b->rows[i]));
	b->width = widest ? widest : b->width;
	room = height * (look->width > look->height ? 34 : 40) / 100;
	b->key_height = CLAMP(room / b->n - m->key_gap * 5 / 4, m->target, m->key_height);
}

/* ---- keys */

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
	if (!word || (*base && has_key(letters->alphabet, typed, strlen(typed)))) /* those who have a letter know its name */
		return typed;
	return *base ? TR_FMT(arena, lang, word, { "letter", base }) : tr(lang, word);
}

/* What stands on KEY, and what the voice says instead; NULL: the same. */
static const char *label(const struct board *b, const char *word, size_t len, const char **ret_name)
{
	struct ui *ui = b->ui;
	const struct command *command = command_of(word, len);
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
		return enter_word(b);
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

static struct node *key(const struct board *b, const char *word, size_t len, int width, int height)
{
	struct ui *ui = b->ui;
	const struct metrics *m = &ui->look->metrics;
	const struct command *command = command_of(word, len);
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
		node_icon(ui, command->icon, MIN(m->icon_small, height * 7 / 10), ink);
	}
	ui->at = node->parent;
	return node;
}

/* A row as wide as the widest: what is to spare goes to those that take it. */
static void put_row(const struct board *b, const char *row)
{
	int spare = b->width - row_width(b, row), shares = 0;
	struct node *box = node_open(b->ui, AXIS_ACROSS);

	box->along = PLACE_CENTER;
	box->across = PLACE_START;
	box->gap = b->gap;
	/* letters lie as on every keyboard of the language; the order of an alphabet runs as it is read */
	box->mirror_free = !(b->keyboard->abc || b->columns) || b->letters != b->own || *b->keyboard->page;
	for (const char *at = row; *at; at += strcspn(at, " "), at += *at == ' ') {
		const struct command *command = command_of(at, strcspn(at, " "));

		shares += command ? command->share : 0;
	}
	for (const char *at = row; *at; at += strcspn(at, " "), at += *at == ' ') {
		size_t len = strcspn(at, " ");
		const struct command *command = command_of(at, len);
		int more = command && shares ? spare * command->share / shares : 0;

		if (command && command->kind == KEY_NONE)
			node_add(b->ui, NODE_BOX)->fixed_w = b->unit * command->tenths / 10 + more;
		else
			key(b, at, len, b->unit * tenths_of(b, at, len) / 10 + more, b->key_height);
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
			int cells = *at == '0' ? columns - count(rows[i]) + 1 : 1; /* what its row leaves over */

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
	arrange(&b);
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
	command = command_of(*ret_text, strlen(*ret_text));
	if (!command)
		return KEY_TYPES;
	*ret_text = command->page;
	return command->kind;
}
