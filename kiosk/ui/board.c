#include "kiosk/ui/board.h"

#include "common/base/utf8.h"

static const struct command commands[] = {
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

enum { COLUMNS = 10, ACCENTS_MAX = 30 };

const struct command *board_command(const char *word, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (strlen(commands[i].word) == len && strncmp(commands[i].word, word, len) == 0)
			return &commands[i];
	return NULL;
}

/* ---- which keys, in which rows */

int board_count(const char *row)
{
	int n = 0;

	for (; *row; n++)
		row += strcspn(row, " ") + (row[strcspn(row, " ")] == ' ');
	return n;
}

static void add_row(struct board *b, const char *row)
{
	if (b->n < BOARD_ROWS)
		b->rows[b->n++] = row;
}

/* KEYS in as few rows of COLUMNS as they need, all about as long. */
static void add_flow(struct board *b, const char *keys, int columns)
{
	int all = board_count(keys), rows = (all + columns - 1) / columns, each = rows ? (all + rows - 1) / rows : 0;

	while (*keys) {
		const char *end = keys;

		for (int i = 0; i < each && *end; i++)
			end += strcspn(end, " ") + (end[strcspn(end, " ")] == ' ');
		add_row(b, arena_strndup(b->ui->arena, keys, (size_t)(end - keys) - (*end != 0)));
		keys = end;
	}
}

bool board_has(const char *keys, const char *key, size_t len)
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

	for (const char *at = letters_accents; *at && board_count(all) < ACCENTS_MAX; at += strcspn(at, " "), at += *at == ' ') {
		size_t len = strcspn(at, " ");

		if (!board_has(all, at, len))
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
	if (b->n == BOARD_ROWS)
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
	add_flow(&thirds, l->more, (board_count(l->more) + LETTER_ROWS - 1) / LETTER_ROWS);
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

const char *board_enter(const struct board *b)
{
	return b->keyboard->enter ? b->keyboard->enter : ui_tr(b->ui, "keys.close");
}

int board_tenths(const struct board *b, const char *word, size_t len)
{
	const struct command *command = board_command(word, len);

	if (b->keyboard->keys == KEYS_NUMBER)
		return command ? 30 : 14;
	if (command && command->kind == KEY_ENTER) /* as its word asks */
		return CLAMP((int)utf8_count(board_enter(b)) * 2 + 4, 20, 30);
	return command ? command->tenths : len > 2 && *word == '.' ? 15 : 10; /* ".com" */
}

static int tenths_in(const struct board *b, const char *row)
{
	int tenths = 0;

	for (; *row; row += strcspn(row, " "), row += *row == ' ')
		tenths += board_tenths(b, row, strcspn(row, " "));
	return tenths;
}

/* The widest letter with which every row fits. */
static int unit_of(const struct board *b)
{
	int unit = b->width, usual = 10 * (b->columns ? b->columns : COLUMNS);

	for (int i = 0; i < b->n; i++)
		unit = MIN(unit, (b->width - b->gap * (board_count(b->rows[i]) - 1)) * 10 / MAX(tenths_in(b, b->rows[i]), usual));
	return unit;
}

int board_row_width(const struct board *b, const char *row)
{
	return b->unit * tenths_in(b, row) / 10 + b->gap * (board_count(row) - 1);
}

void board_arrange(struct board *b)
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
		widest = MAX(widest, board_row_width(b, b->rows[i]));
	b->width = widest ? widest : b->width;
	room = height * (look->width > look->height ? 34 : 40) / 100;
	b->key_height = CLAMP(room / b->n - m->key_gap * 5 / 4, m->target, m->key_height);
}
