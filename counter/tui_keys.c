#include "counter/tui_keys.h"

#include <curses.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "common/base/utf8.h"
#include "counter/edit.h"

enum {
	SCAN_GAP_MS = 25,  /* hands are slower */
	SCAN_MIN = 12,     /* characters: fewer are typed by somebody quick */
	SCAN_MAX = 512,
	TWICE_MS = 400,
};

/* Our own codes for sequences that ncurses has no name for. */
enum { CODE_PASTE = KEY_MAX + 1, CODE_PASTE_END, CODE_TOP, CODE_BOTTOM, CODE_WORD_LEFT, CODE_WORD_RIGHT };

/* ---- open and close */
void tui_keys_open(struct tui_keys *keys)
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

	keys->watch = -1;
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
	putp("\033[?2004h"); /* pasted text comes between marks, so that it is never taken for commands */
	fflush(stdout);
}

void tui_keys_close(struct tui_keys *keys)
{
	putp("\033[?2004l");
	strbuf_done(&keys->text);
	strbuf_done(&keys->pending);
}

/* ---- reading */
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

static struct key mouse(struct tui_keys *keys)
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
		key.twice = key.y == keys->click.y && key.x == keys->click.x && now - keys->clicked_at < TWICE_MS;
		keys->click = key;
		keys->clicked_at = key.twice ? 0 : now;
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

/* The line was hung up: read for ever ready, and nothing in it. */
static bool hung_up(void)
{
	struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&fd, 1, 0) > 0 && (fd.revents & (POLLHUP | POLLERR));
}

/* Everything up to the end mark; a terminal that forgets it, or is gone, is not waited for. */
static struct key read_paste(struct tui_keys *keys)
{
	strbuf_clear(&keys->text);
	for (;;) {
		wint_t c;
		int kind = get_wch(&c);

		if (kind == ERR) {
			if (hung_up() || !readable(STDIN_FILENO, -1, 500, NULL))
				break;
			continue;
		}
		if (kind == KEY_CODE_YES) {
			if ((int)c == CODE_PASTE_END)
				break;
			continue;
		}
		if (keys->text.len <= EDIT_HARD_MAX && c != 0)
			add_char(&keys->text, c == '\r' ? '\n' : c);
	}
	return (struct key){ .code = K_PASTE, .text = strbuf_str(&keys->text) };
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

static struct key next_pending(struct tui_keys *keys)
{
	const char *s = strbuf_str(&keys->pending) + keys->pending_at;
	const char *next = s;
	uint32_t c = utf8_next(&next);

	keys->pending_at += (size_t)(next - s);
	if (keys->pending_at >= keys->pending.len) {
		strbuf_clear(&keys->pending);
		keys->pending_at = 0;
	}
	return (struct key){ .code = plain((wint_t)c) };
}

/* FIRST is here: whatever follows it faster than hands belongs to the same burst. */
static struct key read_burst(struct tui_keys *keys, wint_t first, bool (*scan_likely)(const char *text))
{
	size_t chars = 1;
	wint_t c;
	int kind;

	strbuf_clear(&keys->pending);
	keys->pending_at = 0;
	add_char(&keys->pending, first);
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
		add_char(&keys->pending, c);
		chars++;
		if (c == '\r' || c == '\n')
			break;
	}
	if (chars >= SCAN_MIN && scan_likely(strbuf_str(&keys->pending))) {
		strbuf_clear(&keys->text);
		strbuf_addn(&keys->text, keys->pending.data, keys->pending.len);
		strbuf_clear(&keys->pending);
		return (struct key){ .code = K_SCAN, .text = strbuf_str(&keys->text) };
	}
	return next_pending(keys);
}

struct key tui_keys_read(struct tui_keys *keys, int timeout_ms, bool commands, bool (*scan_likely)(const char *text))
{
	wint_t c;
	int kind;

	if (keys->pending.len > 0)
		return next_pending(keys);
	kind = get_wch(&c);
	if (kind == ERR) {
		bool watched;

		if (!readable(STDIN_FILENO, keys->watch, timeout_ms, &watched))
			return (struct key){ .code = K_NONE };
		kind = get_wch(&c);
		if (kind == ERR)
			return (struct key){ .code = hung_up() ? K_HANGUP : K_NONE };
	}
	if (kind == KEY_CODE_YES) {
		if ((int)c == KEY_MOUSE)
			return mouse(keys);
		if ((int)c == CODE_PASTE)
			return read_paste(keys);
		return (struct key){ .code = special((int)c) };
	}
	if (c == 27 && unknown_key())
		return (struct key){ .code = K_NONE };
	if (commands && scan_likely && c >= 0x20 && c != 127)
		return read_burst(keys, c, scan_likely);
	return (struct key){ .code = plain(c) };
}
