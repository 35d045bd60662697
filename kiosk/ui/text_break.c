#include "kiosk/ui/text_break.h"

#include <limits.h>
#include <linebreak.h>

#include "common/base/utf8.h"
#include "kiosk/ui/bidi.h"

struct paragraph {
	struct fonts *fonts;
	const struct text_want *want;
	const char *s;
	size_t len;
	char *breaks;              /* one a byte: LINEBREAK_… */
	signed char *levels;       /* bidi.h; NULL when all goes left to right */
	bool rtl;
};

struct segment { /* what may not be broken, then its spaces */
	uint32_t at, len, spaces;
	int width, space_width;
	bool must_break; /* a new line follows */
};

void text_break_init(void)
{
	init_linebreak();
}

void text_break_done(struct broken *broken)
{
	free(broken->lines);
	free(broken->runs);
}

static void *grown(void *data, size_t count, size_t *cap, size_t size)
{
	if (count < *cap)
		return data;
	*cap = *cap ? *cap * 2 : 8;
	data = realloc(data, *cap * size);
	if (!data)
		abort();
	return data;
}

static void add_run(struct broken *broken, struct text_run run)
{
	broken->runs = grown(broken->runs, broken->run_count, &broken->run_cap, sizeof(run));
	broken->runs[broken->run_count++] = run;
}

static void add_line(struct broken *broken, struct text_line line)
{
	broken->lines = grown(broken->lines, broken->line_count, &broken->line_cap, sizeof(line));
	broken->lines[broken->line_count++] = line;
}

/* ---- runs */

static signed char level_at(const struct paragraph *p, size_t at)
{
	return p->levels ? p->levels[at] : 0;
}

/* The next run from AT: same font, weight and level, ends before END. */
static struct text_run next_run(const struct paragraph *p, size_t at, size_t end, int *font)
{
	signed char level = level_at(p, at);
	bool strong = at < p->want->strong;
	size_t stop = end;
	const char *s = p->s + at;

	if (strong && stop > p->want->strong)
		stop = p->want->strong;
	*font = -1;
	while (s < p->s + stop) {
		const char *before = s;
		uint32_t c = utf8_next(&s);
		int chosen;

		if (level_at(p, (size_t)(before - p->s)) != level) {
			s = before;
			break;
		}
		chosen = font_for(p->fonts, c, *font < 0 ? FONT_DEFAULT : *font);
		if (*font >= 0 && chosen != *font) {
			s = before;
			break;
		}
		*font = chosen;
		if (p->want->spread) /* each letter on its own, so that the space can go between */
			break;
	}
	return (struct text_run){ .at = (uint32_t)at, .len = (uint32_t)(MIN(s, p->s + stop) - p->s - (ptrdiff_t)at),
	                          .font = (uint8_t)*font, .bold = p->want->bold || strong, .rtl = level & 1 };
}

static int run_width(const struct paragraph *p, const struct text_run *run)
{
	struct font_size size = { .font = run->font, .px = p->want->px, .bold = run->bold, .rtl = run->rtl };

	return font_width(p->fonts, size, p->s + run->at, run->len) + p->want->spread;
}

static int width_of(const struct paragraph *p, size_t at, size_t end)
{
	int width = 0, font;

	while (at < end) {
		struct text_run run = next_run(p, at, end, &font);

		width += run_width(p, &run);
		at += MAX(run.len, 1U);
	}
	return width;
}

/* Puts the runs of one line in visual order (UAX 9, L2). */
static void order(struct text_run *runs, const signed char *levels_in, size_t count)
{
	signed char levels[64], highest = 0;

	if (count > ARRAY_LEN(levels))
		return;
	for (size_t i = 0; i < count; i++) {
		levels[i] = levels_in[i];
		highest = MAX(highest, levels[i]);
	}
	for (signed char level = highest; level >= 1; level--)
		for (size_t i = 0; i < count; i++) {
			size_t end = i;

			while (end < count && levels[end] >= level)
				end++;
			for (size_t a = i, b = end; a + 1 < b; a++) {
				struct text_run run = runs[a];
				signed char moved = levels[a];

				b--;
				runs[a] = runs[b];
				levels[a] = levels[b];
				runs[b] = run;
				levels[b] = moved;
			}
			i = MAX(i, end);
		}
}

static void finish_line(const struct paragraph *p, struct broken *broken, size_t at, size_t end)
{
	struct text_line line = { .at = (uint32_t)at, .len = (uint32_t)(end - at) };
	size_t first = broken->run_count;
	signed char levels[64];
	int font, x = 0;

	while (at < end) {
		struct text_run run = next_run(p, at, end, &font);

		run.len = MAX(run.len, 1U);
		run.line = (uint16_t)broken->line_count;
		if (broken->run_count - first < ARRAY_LEN(levels))
			levels[broken->run_count - first] = level_at(p, at);
		add_run(broken, run);
		at += run.len;
	}
	if (p->levels)
		order(broken->runs + first, levels, broken->run_count - first);
	for (size_t i = first; i < broken->run_count; i++) {
		broken->runs[i].x = x;
		broken->runs[i].width = run_width(p, &broken->runs[i]);
		x += broken->runs[i].width;
	}
	line.width = MAX(0, x - p->want->spread);
	add_line(broken, line);
}

/* ---- lines */

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static struct segment *find_segments(const struct paragraph *p, size_t *ret_count)
{
	struct segment *segments = NULL;
	size_t count = 0, cap = 0, at = 0;

	while (at < p->len) {
		size_t end = at;
		struct segment segment = { .at = (uint32_t)at };

		while (end < p->len && p->breaks[end] != LINEBREAK_ALLOWBREAK && p->breaks[end] != LINEBREAK_MUSTBREAK)
			end++;
		end = MIN(end + 1, p->len);
		segment.must_break = end < p->len ? p->breaks[end - 1] == LINEBREAK_MUSTBREAK : p->s[end - 1] == '\n';
		segment.len = (uint32_t)(end - at);
		while (segment.len && is_space(p->s[at + segment.len - 1])) {
			segment.len--;
			segment.spaces++;
		}
		segment.width = width_of(p, at, at + segment.len);
		if (segment.spaces && !segment.must_break)
			segment.space_width = width_of(p, at + segment.len, at + segment.len + 1) * (int)segment.spaces;
		segments = grown(segments, count, &cap, sizeof(segment));
		segments[count++] = segment;
		at = end;
	}
	*ret_count = count;
	return segments;
}

/* Greedy filling. STARTS (count + 1 places) gets the first segment of each line; returns the number of lines. */
static size_t fill(const struct segment *segments, size_t count, int width, uint32_t *starts)
{
	size_t lines = 0;
	int used = 0;

	for (size_t i = 0; i < count; i++) {
		bool first = i == 0 || segments[i - 1].must_break;

		if (first || used + segments[i].width > width) {
			starts[lines++] = (uint32_t)i;
			used = 0;
		}
		used += segments[i].width + segments[i].space_width;
	}
	return lines;
}

/* ---- titles: lines of similar length, broken where one would take breath */

enum { BALANCED_MAX = 48, PENALTY = 2000, BONUS = 2500 }; /* of 10,000: a line that stays empty */

/* What it costs to end a line behind LAST: « fuite de » leads on, « pouvons- » is half a word; behind a sentence is a good place. */
static int end_cost(const struct paragraph *p, const struct segment *last)
{
	const char *from = p->s + last->at, *end = from + last->len, *at = from;
	int letters = 0;
	uint32_t c = 0;

	while (at < end) {
		c = utf8_next(&at);
		letters = c == 0xa0 || c == 0x202f || c == 0x2019 || c == '\'' ? 0 : letters + 1;
	}
	if (c == '-')
		return PENALTY;
	if (c == '.' || c == '!' || c == '?')
		return -BONUS;
	if (c == ',' || c == ':' || c == ';' || letters > 3)
		return 0;
	return letters < 3 ? PENALTY : PENALTY / 4; /* « de » always, « des » mostly, « gaz » never */
}

static int line_cost(const struct paragraph *p, const struct segment *first, const struct segment *last, bool is_last)
{
	int width = p->want->width, used = last->width;
	int64_t slack;

	for (; first < last; first++) {
		if (first->must_break)
			return INT_MAX;
		used += first->width + first->space_width;
	}
	if (used > width && used > last->width)
		return INT_MAX;
	slack = MAX(0, width - used);
	return (int)(slack * 10000 / width * slack / width) + (is_last ? 0 : end_cost(p, last));
}

/* In LINES lines, as fill() found them to be needed: those that cost least together. */
static void balance(const struct paragraph *p, const struct segment *segments, size_t count, size_t lines, uint32_t *starts)
{
	int best[BALANCED_MAX + 1], before[BALANCED_MAX + 1];
	uint8_t from[BALANCED_MAX + 1][BALANCED_MAX + 1];

	if (count > BALANCED_MAX)
		return;
	for (size_t end = 0; end <= count; end++)
		best[end] = end ? INT_MAX : 0;
	for (size_t line = 1; line <= lines; line++) {
		memcpy(before, best, sizeof(before));
		for (size_t end = 0; end <= count; end++) {
			best[end] = INT_MAX;
			for (size_t begin = 0; begin < end; begin++) {
				int cost = before[begin] == INT_MAX ? INT_MAX : line_cost(p, &segments[begin], &segments[end - 1], end == count);

				if (cost != INT_MAX && before[begin] + cost < best[end]) {
					best[end] = before[begin] + cost;
					from[line][end] = (uint8_t)begin;
				}
			}
		}
	}
	if (best[count] == INT_MAX)
		return;
	for (size_t line = lines, end = count; line > 0; line--) {
		end = from[line][end];
		starts[line - 1] = (uint32_t)end;
	}
}

/* A last line of one word takes the word before it along. */
static void mend_widow(const struct segment *segments, size_t count, size_t lines, uint32_t *starts, int width)
{
	uint32_t last;

	if (lines < 2)
		return;
	last = starts[lines - 1];
	if (count - last != 1 || segments[last - 1].must_break || last - starts[lines - 2] < 2)
		return;
	if (segments[last].width * 3 < width &&
	    segments[last - 1].width + segments[last - 1].space_width + segments[last].width <= width)
		starts[lines - 1] = last - 1;
}

/* Words measured one by one may be less than all of them drawn together (kerning, hinting): what does not fit after all goes to the next
 * line, or makes one. */
static size_t hold_lines(const struct paragraph *p, const struct segment *segments, size_t count, size_t lines, uint32_t *starts)
{
	for (size_t i = 0; i < lines; i++) {
		uint32_t end = i + 1 < lines ? starts[i + 1] : (uint32_t)count, kept = end;
		const struct segment *first = &segments[starts[i]];

		while (kept - starts[i] > 1 && width_of(p, first->at, segments[kept - 1].at + segments[kept - 1].len) > p->want->width)
			kept--;
		if (kept == end)
			continue;
		if (i + 1 == lines || segments[end - 1].must_break) {
			memmove(&starts[i + 2], &starts[i + 1], (lines - i - 1) * sizeof(*starts));
			lines++;
		}
		starts[i + 1] = kept;
	}
	return lines;
}

/* A word wider than the line: broken between characters. */
static void break_word(const struct paragraph *p, struct broken *broken, const struct segment *segment)
{
	size_t at = segment->at, end = segment->at + segment->len;

	while (at < end) {
		size_t stop = at;

		while (stop < end) {
			const char *next = p->s + stop;

			utf8_next(&next);
			if (stop > at && width_of(p, at, (size_t)(next - p->s)) > p->want->width)
				break;
			stop = (size_t)(next - p->s);
		}
		stop = MIN(stop, end);
		finish_line(p, broken, at, stop);
		at = stop;
	}
}

/* What fill() takes a line for: its words measured one by one, which may be a pixel more than all of them drawn together. */
static int filled_width(const struct segment *first, const struct segment *last)
{
	int width = last->width;

	for (; first < last; first++)
		width += first->width + first->space_width;
	return width;
}

static void break_lines(const struct paragraph *p, struct broken *broken)
{
	size_t count, lines;
	struct segment *segments = find_segments(p, &count);
	uint32_t *starts = calloc(count + 2, sizeof(*starts));

	if (!starts)
		abort();
	lines = fill(segments, count, p->want->width, starts);
	if (p->want->balance && lines > 1 && p->want->width < INT_MAX)
		balance(p, segments, count, lines, starts);
	else if (p->want->width > 0)
		mend_widow(segments, count, lines, starts, p->want->width);
	if (p->want->width > 0 && p->want->width < INT_MAX)
		lines = hold_lines(p, segments, count, lines, starts);
	starts[lines] = (uint32_t)count;
	for (size_t i = 0; i < lines; i++) {
		const struct segment *first = &segments[starts[i]], *last = &segments[starts[i + 1] - 1];

		if (p->want->width == INT_MAX) /* a width that is asked for is given back later, and must not break then */
			broken->layout.width = MAX(broken->layout.width, filled_width(first, last));
		if (first == last && first->width > p->want->width && p->want->width > 0)
			break_word(p, broken, first);
		else
			finish_line(p, broken, first->at, last->at + last->len);
	}
	if (!count || segments[count - 1].must_break)
		finish_line(p, broken, p->len, p->len);
	free(segments);
	free(starts);
}

struct broken text_break(struct fonts *fonts, const struct text_want *want, const char *s, size_t len)
{
	struct paragraph p = { .fonts = fonts, .want = want, .s = s, .len = len };
	struct broken broken = { .lines = NULL };
	struct text_layout *layout = &broken.layout;
	int own = font_line(fonts, want->px, want->bold);

	p.breaks = calloc(len + 1, 1);
	if (!p.breaks)
		abort();
	set_linebreaks_utf8((const utf8_t *)s, len, want->lang, p.breaks);
	for (size_t i = 1; i + 1 < len; i++) /* « n° »: UAX 14 has kept it together since its revision 37, libunibreak does not */
		if ((unsigned char)s[i] == 0xc2 && (unsigned char)s[i + 1] == 0xb0)
			p.breaks[i - 1] = LINEBREAK_NOBREAK;
	p.levels = bidi_levels(s, len, want->rtl, want->lang, &p.rtl);
	break_lines(&p, &broken);
	layout->px = want->px;
	layout->spread = want->spread;
	layout->rtl = p.rtl;
	layout->line_height = want->leading ? own * want->leading / 100 : own;
	layout->line_count = (int)broken.line_count;
	layout->run_count = (int)broken.run_count;
	layout->height = layout->line_height * layout->line_count;
	for (size_t i = 0; i < broken.line_count; i++)
		layout->width = MAX(layout->width, broken.lines[i].width);
	explicit_bzero(p.breaks, len);
	free(p.breaks);
	free(p.levels);
	return broken;
}
