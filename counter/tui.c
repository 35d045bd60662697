#include "counter/tui.h"

#include <curses.h>
#include <poll.h>
#include <unistd.h>
#include <wchar.h>

#include "common/base/utf8.h"
#include "counter/cells.h"

enum {
	SCAN_GAP_MS = 25,  /* hands are slower */
	SCAN_MIN = 12,     /* characters: fewer are typed by somebody quick */
	SCAN_MAX = 512,
	TWICE_MS = 400,
};

/* Our own codes for sequences that ncurses has no name for. */
enum { CODE_PASTE = KEY_MAX + 1, CODE_PASTE_END, CODE_TOP, CODE_BOTTOM, CODE_WORD_LEFT, CODE_WORD_RIGHT };

struct look {
	short fg, bg; /* -1: the terminal's own */
	attr_t attr;
};

/* Colours that read on a dark and on a light ground. */
static const struct look looks_mono[STYLE_COUNT] = {
	[STYLE_STRONG] = { .attr = A_BOLD },
	[STYLE_BAR] = { .attr = A_REVERSE },
	[STYLE_TAB] = { .attr = A_REVERSE },
	[STYLE_HEAD] = { .attr = A_BOLD },
	[STYLE_SELECTED] = { .attr = A_REVERSE },
	[STYLE_LATE] = { .attr = A_BOLD },
	[STYLE_GOOD] = { .attr = A_BOLD },
	[STYLE_KEY] = { .attr = A_BOLD },
	[STYLE_FIELD] = { .attr = A_UNDERLINE },
};
static const struct look looks_16[STYLE_COUNT] = {
	[STYLE_PLAIN] = { -1, -1, 0 },
	[STYLE_STRONG] = { -1, -1, A_BOLD },
	[STYLE_MUTED] = { -1, -1, 0 },
	[STYLE_BAR] = { COLOR_WHITE, COLOR_BLUE, A_BOLD },
	[STYLE_TAB] = { COLOR_WHITE, COLOR_BLUE, A_BOLD },
	[STYLE_HEAD] = { -1, -1, A_BOLD },
	[STYLE_SELECTED] = { -1, -1, A_REVERSE },
	[STYLE_LATE] = { COLOR_RED, -1, A_BOLD },
	[STYLE_SOON] = { COLOR_YELLOW, -1, 0 },
	[STYLE_GOOD] = { COLOR_GREEN, -1, 0 },
	[STYLE_ACCENT] = { COLOR_CYAN, -1, 0 },
	[STYLE_KEY] = { -1, -1, A_BOLD },
	[STYLE_FIELD] = { -1, -1, A_UNDERLINE },
};
static const struct look looks_256[STYLE_COUNT] = {
	[STYLE_PLAIN] = { -1, -1, 0 },
	[STYLE_STRONG] = { -1, -1, A_BOLD },
	[STYLE_MUTED] = { 245, -1, 0 },
	[STYLE_BAR] = { 231, 24, A_BOLD },
	[STYLE_TAB] = { 231, 24, A_BOLD },
	[STYLE_HEAD] = { 245, -1, A_BOLD },
	[STYLE_SELECTED] = { 231, 25, A_BOLD },
	[STYLE_LATE] = { 167, -1, A_BOLD },
	[STYLE_SOON] = { 172, -1, 0 },
	[STYLE_GOOD] = { 71, -1, 0 },
	[STYLE_ACCENT] = { 73, -1, 0 },
	[STYLE_KEY] = { -1, -1, A_BOLD },
	[STYLE_FIELD] = { -1, -1, A_UNDERLINE },
};

struct tui {
	SCREEN *screen;
	const struct look *looks;
	bool colours;
	bool cursor;           /* something asked for it in this picture */
	int focus_y, focus_x;
	int watch;
	struct strbuf text;    /* of the last paste or scan */
	struct strbuf pending; /* a burst that was not a scan, given out one by one from PENDING_AT */
	size_t pending_at;
	struct key click;      /* the last one, for TWICE_MS */
	int64_t clicked_at;
};

/* ---- open and close */
static void choose_looks(struct tui *tui)
{
	const char *no_colour = getenv("NO_COLOR");

	tui->looks = looks_mono;
	tui->colours = has_colors() && !(no_colour && *no_colour) && start_color() == OK;
	if (!tui->colours)
		return;
	tui->looks = COLORS >= 256 ? looks_256 : looks_16;
	use_default_colors();
	for (int i = 0; i < STYLE_COUNT; i++)
		init_pair((short)(i + 1), tui->looks[i].fg, tui->looks[i].bg);
}

bool tui_open(struct tui **ret_tui, struct err *err)
{
	static const struct {
		const char *sequence;
		int code;
	} sent[] = {
		{ "\033[A", KEY_UP },       { "\033[B", KEY_DOWN },     { "\033[C", KEY_RIGHT },    { "\033[D", KEY_LEFT },
		{ "\033[H", KEY_HOME },     { "\033[F", KEY_END },      { "\033[1~", KEY_HOME },    { "\033[4~", KEY_END },
		{ "\033[3~", KEY_DC },      { "\033[5~", KEY_PPAGE },   { "\033[6~", KEY_NPAGE },   { "\033[Z", KEY_BTAB },
		{ "\033OP", KEY_F(1) },     { "\033OQ", KEY_F(2) },     { "\033OR", KEY_F(3) },     { "\033OS", KEY_F(4) },
		{ "\033[20~", KEY_F(9) },   { "\033[21~", KEY_F(10) },
	};
	struct tui *tui;
	SCREEN *screen;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(err, ERR_SYSTEM, "standard input and output must be a terminal");
	cells_locale();
	screen = newterm(NULL, stdout, stdin);
	if (!screen)
		return err_set(err, ERR_SYSTEM, "this terminal is not known here (TERM=%s)", or_empty(getenv("TERM")));
	tui = calloc(1, sizeof(*tui));
	if (!tui)
		abort();
	tui->screen = screen;
	tui->watch = -1;
	set_term(screen);
	raw(); /* Ctrl-C, Ctrl-S and Ctrl-Z are keys: nobody leaves a logged-in desk for a shell */
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(25);
	meta(stdscr, TRUE);
	leaveok(stdscr, FALSE);
	mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
	mouseinterval(0);
	/* What terminals send although TERM names others, or none: a vt100 is said to have no Page Down. */
	for (size_t i = 0; i < ARRAY_LEN(sent); i++)
		define_key(sent[i].sequence, sent[i].code);
	define_key("\033[200~", CODE_PASTE);
	define_key("\033[201~", CODE_PASTE_END);
	define_key("\033[1;5H", CODE_TOP);
	define_key("\033[1;5F", CODE_BOTTOM);
	define_key("\033[1;5D", CODE_WORD_LEFT);
	define_key("\033[1;5C", CODE_WORD_RIGHT);
	choose_looks(tui);
	putp("\033[?2004h"); /* pasted text comes between marks, so that it is never taken for commands */
	fflush(stdout);
	*ret_tui = tui;
	return true;
}

void tui_close(struct tui *tui)
{
	if (!tui)
		return;
	putp("\033[?2004l");
	erase();
	refresh();
	endwin();
	fflush(stdout);
	delscreen(tui->screen);
	strbuf_done(&tui->text);
	strbuf_done(&tui->pending);
	free(tui);
}

struct rect tui_size(const struct tui *tui)
{
	(void)tui;
	return (struct rect){ .h = LINES, .w = COLS };
}

void tui_watch(struct tui *tui, int fd)
{
	tui->watch = fd;
}

/* ---- keys */
static uint32_t special(int code)
{
	static const struct {
		int code;
		uint32_t key;
	} table[] = {
		{ KEY_ENTER, K_ENTER },
		{ KEY_BTAB, K_BACKTAB },
		{ KEY_BACKSPACE, K_BACKSPACE },
		{ KEY_DC, K_DELETE },
		{ KEY_UP, K_UP },
		{ KEY_DOWN, K_DOWN },
		{ KEY_LEFT, K_LEFT },
		{ KEY_RIGHT, K_RIGHT },
		{ KEY_HOME, K_HOME },
		{ KEY_END, K_END },
		{ KEY_PPAGE, K_PAGE_UP },
		{ KEY_NPAGE, K_PAGE_DOWN },
		{ KEY_FIND, K_HOME },
		{ KEY_SELECT, K_END },
		{ CODE_TOP, K_TOP },
		{ CODE_BOTTOM, K_BOTTOM },
		{ CODE_WORD_LEFT, K_WORD_LEFT },
		{ CODE_WORD_RIGHT, K_WORD_RIGHT },
		{ KEY_RESIZE, K_RESIZE },
	};

	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (table[i].code == code)
			return table[i].key;
	if (code >= KEY_F(1) && code <= KEY_F(12))
		return K_F1 + (uint32_t)(code - KEY_F(1));
	return K_NONE;
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static struct key mouse(struct tui *tui)
{
	MEVENT event;
	struct key key = { .code = K_NONE };
	int64_t now = now_ms();

	if (getmouse(&event) != OK)
		return key;
	key.y = event.y;
	key.x = event.x;
	if (event.bstate & BUTTON4_PRESSED) {
		key.code = K_WHEEL_UP;
	} else if (event.bstate & BUTTON5_PRESSED) {
		key.code = K_WHEEL_DOWN;
	} else if (event.bstate & BUTTON1_PRESSED) {
		key.code = K_CLICK;
		key.twice = key.y == tui->click.y && key.x == tui->click.x && now - tui->clicked_at < TWICE_MS;
		tui->click = key;
		tui->clicked_at = key.twice ? 0 : now;
	}
	return key;
}

static bool readable(int fd, int watch, int timeout_ms, bool *ret_watch)
{
	struct pollfd fds[] = { { .fd = fd, .events = POLLIN }, { .fd = watch, .events = POLLIN } };
	int n = poll(fds, watch >= 0 ? 2 : 1, timeout_ms);

	if (ret_watch)
		*ret_watch = n > 0 && watch >= 0 && (fds[1].revents & POLLIN);
	/* A signal (the window's size): let ncurses look. */
	return n < 0 || (n > 0 && (fds[0].revents & (POLLIN | POLLHUP | POLLERR)));
}

static void add_char(struct strbuf *buf, wint_t c)
{
	char out[4];

	strbuf_addn(buf, out, utf8_encode((uint32_t)c, out));
}

/* Everything up to the end mark; a terminal that forgets it is not waited for. */
static struct key read_paste(struct tui *tui)
{
	strbuf_clear(&tui->text);
	for (;;) {
		wint_t c;
		int kind = get_wch(&c);

		if (kind == ERR) {
			if (!readable(STDIN_FILENO, -1, 500, NULL))
				break;
			continue;
		}
		if (kind == KEY_CODE_YES) {
			if ((int)c == CODE_PASTE_END)
				break;
			continue;
		}
		if (tui->text.len <= EDIT_HARD_MAX && c != 0)
			add_char(&tui->text, c == '\r' ? '\n' : c);
	}
	return (struct key){ .code = K_PASTE, .text = strbuf_str(&tui->text) };
}

/* Is the ESC that was read the beginning of a key that is not known here? Then all of it is taken: it is neither Escape nor
 * the letters and figures behind it. The characters of a key come together, so what follows is here already. */
static bool unknown_key(void)
{
	wint_t c, next;
	int kind = get_wch(&c);

	if (kind == ERR)
		return false;
	if (kind == KEY_CODE_YES) {
		ungetch((int)c);
		return false;
	}
	if ((c != '[' && c != 'O') || get_wch(&next) != OK) {
		unget_wch((wchar_t)c);
		return false;
	}
	while (c == '[' && next < 0x40 && get_wch(&next) == OK)
		;
	return true;
}

static uint32_t plain(wint_t c)
{
	switch (c) {
	case '\r':
	case '\n': return K_ENTER;
	case '\t': return K_TAB;
	case 27: return K_ESC;
	case 8:
	case 127: return K_BACKSPACE;
	default: return c < KEYS_FIRST ? (uint32_t)c : K_NONE;
	}
}

static struct key next_pending(struct tui *tui)
{
	const char *s = strbuf_str(&tui->pending) + tui->pending_at;
	const char *next = s;
	uint32_t c = utf8_next(&next);

	tui->pending_at += (size_t)(next - s);
	if (tui->pending_at >= tui->pending.len) {
		strbuf_clear(&tui->pending);
		tui->pending_at = 0;
	}
	return (struct key){ .code = plain((wint_t)c) };
}

/* FIRST is here: whatever follows it faster than hands belongs to the same burst. */
static struct key read_burst(struct tui *tui, wint_t first, bool (*scan_likely)(const char *text))
{
	size_t chars = 1;
	wint_t c;
	int kind;

	strbuf_clear(&tui->pending);
	tui->pending_at = 0;
	add_char(&tui->pending, first);
	while (chars < SCAN_MAX) {
		kind = get_wch(&c);
		if (kind == ERR) {
			if (!readable(STDIN_FILENO, -1, SCAN_GAP_MS, NULL))
				break;
			kind = get_wch(&c);
			if (kind == ERR)
				break;
		}
		if (kind == KEY_CODE_YES || c == 27) {
			if (kind == KEY_CODE_YES)
				ungetch((int)c);
			else
				unget_wch((wchar_t)c);
			break;
		}
		add_char(&tui->pending, c);
		chars++;
		if (c == '\r' || c == '\n')
			break;
	}
	if (chars >= SCAN_MIN && scan_likely(strbuf_str(&tui->pending))) {
		strbuf_clear(&tui->text);
		strbuf_addn(&tui->text, tui->pending.data, tui->pending.len);
		strbuf_clear(&tui->pending);
		return (struct key){ .code = K_SCAN, .text = strbuf_str(&tui->text) };
	}
	return next_pending(tui);
}

struct key tui_read(struct tui *tui, int timeout_ms, bool commands, bool (*scan_likely)(const char *text))
{
	wint_t c;
	int kind;

	if (tui->pending.len > 0)
		return next_pending(tui);
	kind = get_wch(&c);
	if (kind == ERR) {
		bool watched;

		if (!readable(STDIN_FILENO, tui->watch, timeout_ms, &watched))
			return (struct key){ .code = K_NONE };
		kind = get_wch(&c);
		if (kind == ERR) {
			struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };

			/* The line was hung up: read for ever ready, and nothing in it. */
			if (poll(&fd, 1, 0) > 0 && (fd.revents & (POLLHUP | POLLERR)))
				return (struct key){ .code = K_HANGUP };
			return (struct key){ .code = K_NONE };
		}
	}
	if (kind == KEY_CODE_YES) {
		if ((int)c == KEY_MOUSE)
			return mouse(tui);
		if ((int)c == CODE_PASTE)
			return read_paste(tui);
		return (struct key){ .code = special((int)c) };
	}
	if (c == 27 && unknown_key())
		return (struct key){ .code = K_NONE };
	if (commands && scan_likely && c >= 0x20 && c != 127)
		return read_burst(tui, c, scan_likely);
	return (struct key){ .code = plain(c) };
}

/* ---- drawing */
static void set_style(const struct tui *tui, enum style style)
{
	attr_set(tui->looks[style].attr, tui->colours ? (short)(style + 1) : 0, NULL);
}

static void put_utf8(const struct tui *tui, int y, int x, enum style style, const char *s)
{
	wchar_t wide[512];
	size_t n = 0;
	uint32_t c;

	while (n < ARRAY_LEN(wide) - 1 && (c = utf8_next(&s)) != 0)
		wide[n++] = (wchar_t)c;
	wide[n] = L'\0';
	set_style(tui, style);
	mvaddnwstr(y, x, wide, (int)n);
	attr_set(A_NORMAL, 0, NULL);
}

void tui_begin(struct tui *tui)
{
	tui->cursor = false;
	attr_set(A_NORMAL, 0, NULL);
	erase();
}

void tui_show(struct tui *tui)
{
	curs_set(tui->cursor ? 1 : 0);
	if (tui->cursor)
		move(CLAMP(tui->focus_y, 0, LINES - 1), CLAMP(tui->focus_x, 0, COLS - 1));
	refresh();
}

void tui_put(struct tui *tui, int y, int x, int width, enum style style, const char *s)
{
	struct strbuf padded = STRBUF_INIT;

	width = MIN(width, COLS - x);
	if (y < 0 || y >= LINES || x < 0 || width <= 0)
		return;
	cells_pad(&padded, s, width);
	put_utf8(tui, y, x, style, strbuf_str(&padded));
	strbuf_done(&padded);
}

int tui_add(struct tui *tui, int y, int x, int width, enum style style, const char *s)
{
	int cells = MIN(cells_width(s), width);

	tui_put(tui, y, x, cells, style, s);
	return MAX(cells, 0);
}

void tui_clear(struct tui *tui, struct rect area)
{
	for (int i = 0; i < area.h; i++)
		tui_put(tui, area.y + i, area.x, area.w, STYLE_PLAIN, "");
}

static void line_cells(struct tui *tui, int y, int x, int n, bool down, const char *cell)
{
	for (int i = 0; i < n; i++) {
		int at_y = down ? y + i : y, at_x = down ? x : x + i;

		if (at_y >= 0 && at_y < LINES && at_x >= 0 && at_x < COLS)
			put_utf8(tui, at_y, at_x, STYLE_MUTED, cell);
	}
}

void tui_rule(struct tui *tui, int y, int x, int w)
{
	line_cells(tui, y, x, w, false, "─");
}

void tui_vrule(struct tui *tui, int y, int x, int h)
{
	line_cells(tui, y, x, h, true, "│");
}

void tui_frame(struct tui *tui, struct rect area, const char *title)
{
	int right = area.x + area.w - 1, bottom = area.y + area.h - 1;

	tui_clear(tui, area);
	tui_rule(tui, area.y, area.x, area.w);
	tui_rule(tui, bottom, area.x, area.w);
	tui_vrule(tui, area.y, area.x, area.h);
	tui_vrule(tui, area.y, right, area.h);
	line_cells(tui, area.y, area.x, 1, false, "┌");
	line_cells(tui, area.y, right, 1, false, "┐");
	line_cells(tui, bottom, area.x, 1, false, "└");
	line_cells(tui, bottom, right, 1, false, "┘");
	if (title && *title) {
		struct strbuf text = STRBUF_INIT;

		strbuf_addf(&text, " %s ", title);
		tui_add(tui, area.y, area.x + 2, area.w - 4, STYLE_STRONG, strbuf_str(&text));
		strbuf_done(&text);
	}
}

void tui_focus(struct tui *tui, int y, int x)
{
	tui->cursor = true;
	tui->focus_y = y;
	tui->focus_x = x;
}

void tui_repaint(struct tui *tui)
{
	(void)tui;
	clearok(stdscr, TRUE);
}
