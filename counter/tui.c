#include "counter/tui.h"

#include <curses.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>

#include "common/base/utf8.h"
#include "counter/cells.h"
#include "counter/tui_keys.h"

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
	mode_t mode;           /* of the terminal before; 0: not known */
	bool cursor;           /* something asked for it in this picture */
	int focus_y, focus_x;
	struct tui_keys keys;
};

/* ---- open and close */
/* Other users of the machine may write to a terminal (wall, write): a sentence there would look like the desk's own. */
static void shut_to_others(struct tui *tui)
{
	struct stat st;

	if (fstat(STDIN_FILENO, &st) == 0 && fchmod(STDIN_FILENO, st.st_mode & S_IRWXU) == 0)
		tui->mode = st.st_mode & 07777;
}

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

/* ncurses would follow whatever size a terminal claims: at 65535 by 65535 it takes all memory of the machine, and when there is no more
 * it writes over its own. So the size is asked for here; a change is seen with the next key, or within a turn of the loop. False: the
 * terminal does not say. */
static bool size_now(int *ret_h, int *ret_w)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_row || !size.ws_col)
		return false;
	*ret_h = MIN(size.ws_row, TUI_MAX_H);
	*ret_w = MIN(size.ws_col, TUI_MAX_W);
	return true;
}

/* Ends a wait for keys; without a handler of ours ncurses brings its own. */
static void on_resize(int number)
{
	(void)number;
}

/* Where the terminal does not say, the environment may. */
static void cap(const char *name, int most)
{
	const char *said = getenv(name);
	char text[16];

	if (!said || strtol(said, NULL, 10) <= most)
		return;
	snprintf(text, sizeof(text), "%d", most);
	setenv(name, text, 1);
}

/* In the environment, which is what ncurses asks first. */
static void begin_size(void)
{
	const struct sigaction action = { .sa_handler = on_resize };
	char lines[16], columns[16];
	int h, w;

	sigaction(SIGWINCH, &action, NULL);
	if (!size_now(&h, &w)) {
		cap("LINES", TUI_MAX_H);
		cap("COLUMNS", TUI_MAX_W);
		return;
	}
	snprintf(lines, sizeof(lines), "%d", h);
	snprintf(columns, sizeof(columns), "%d", w);
	setenv("LINES", lines, 1);
	setenv("COLUMNS", columns, 1);
}

static void follow_size(void)
{
	int h, w;

	if (size_now(&h, &w) && (h != LINES || w != COLS))
		resizeterm(h, w);
}

bool tui_open(struct tui **ret_tui, struct err *err)
{
	struct tui *tui;
	SCREEN *screen;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(err, ERR_SYSTEM, "standard input and output must be a terminal");
	cells_locale();
	begin_size();
	screen = newterm(NULL, stdout, stdin);
	if (!screen)
		return err_set(err, ERR_SYSTEM, "this terminal is not known here (TERM=%s)", or_empty(getenv("TERM")));
	tui = calloc(1, sizeof(*tui));
	if (!tui)
		abort();
	tui->screen = screen;
	set_term(screen);
	shut_to_others(tui);
	raw(); /* Ctrl-C, Ctrl-S and Ctrl-Z are keys: nobody leaves a logged-in desk for a shell */
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(25);
	meta(stdscr, TRUE);
	leaveok(stdscr, FALSE);
	choose_looks(tui);
	tui_keys_open(&tui->keys);
	*ret_tui = tui;
	return true;
}

void tui_close(struct tui *tui)
{
	if (!tui)
		return;
	tui_keys_close(&tui->keys);
	erase();
	refresh();
	endwin();
	fflush(stdout);
	if (tui->mode)
		(void)!fchmod(STDIN_FILENO, tui->mode);
	delscreen(tui->screen);
	free(tui);
}

struct rect tui_size(const struct tui *tui)
{
	(void)tui;
	return (struct rect){ .h = LINES, .w = COLS };
}

void tui_watch(struct tui *tui, int fd)
{
	tui->keys.watch = fd;
}

struct key tui_read(struct tui *tui, int timeout_ms, bool commands, bool (*scan_likely)(const char *text))
{
	follow_size();
	return tui_keys_read(&tui->keys, timeout_ms, commands, scan_likely);
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
