/* Contrast as it was drawn: the colours are counted in the pixels around every text, icon and outline. What most pixels have is
 * the ground; of the others the one that stands out most is the ink. */
#include <stdlib.h>

#include "kiosk/audit/check.h"
#include "kiosk/ui/paint.h"

/* EXPERIENCE.md: EN 301 549 11.1.4.3 (WCAG 1.4.3) for all text, 11.1.4.11 (WCAG 1.4.11) for parts of controls, VVSG 2.0 7.1-D for
 * the theme one begins with and the high contrast one. */
static const double ROUNDED = 8 - 2 * 3.14159; /* a round corner is shorter than a square one, four times */
static const double TEXT_LEAST = 4.5, PART_LEAST = 3, NEAR = 0.9;

static const struct theme_least {
	double text, muted; /* muted: the second line, look/README.md */
} theme_least[THEMES] = {
	[THEME_LIGHT] = { .text = 10, .muted = 7 },
	[THEME_DARK] = { .text = 7, .muted = 7 },
	[THEME_WHITE] = { .text = 20, .muted = 20 },
	[THEME_YELLOW] = { .text = 15, .muted = 15 }, /* #FFFF00, the brightest yellow there is, reaches 19.6 on black; this one tires less */
};

enum { COLORS_SEEN = 1024, INK_LEAST = 2 };

struct colors {
	uint32_t rgb[COLORS_SEEN];
	unsigned n[COLORS_SEEN];
	unsigned all;
};

static void count_pixel(struct colors *colors, uint32_t rgb)
{
	size_t at = (rgb * 2654435761U >> 16) % COLORS_SEEN;

	for (int tries = 0; tries < COLORS_SEEN; tries++, at = (at + 1) % COLORS_SEEN)
		if (!colors->n[at] || colors->rgb[at] == rgb) {
			colors->rgb[at] = rgb;
			colors->n[at]++;
			colors->all++;
			return;
		}
}

static void count_rect(const struct canvas *canvas, struct rect r, struct colors *colors)
{
	r = rect_cut(r, (struct rect){ .w = canvas->width, .h = canvas->height });
	for (int y = r.y; y < r.y + r.h; y++)
		for (int x = r.x; x < r.x + r.w; x++)
			count_pixel(colors, canvas->pixels[(size_t)y * (size_t)canvas->stride + (size_t)x] & 0xffffff);
}

static uint32_t ground_of(const struct colors *colors)
{
	size_t best = 0;

	for (size_t i = 0; i < COLORS_SEEN; i++)
		if (colors->n[i] > colors->n[best])
			best = i;
	return colors->rgb[best];
}

/* How far the ink stands out from the ground in R; 0: nothing was drawn there. */
static double drawn_contrast(const struct canvas *canvas, struct rect r, uint32_t *ret_ink, uint32_t *ret_ground)
{
	static struct colors colors;
	double best = 0;
	uint32_t ground;

	memset(&colors, 0, sizeof(colors));
	count_rect(canvas, r, &colors);
	if (!colors.all)
		return 0;
	ground = ground_of(&colors);
	for (size_t i = 0; i < COLORS_SEEN; i++) {
		double contrast = colors.n[i] >= INK_LEAST && colors.rgb[i] != ground ? theme_contrast(colors.rgb[i], ground) : 0;

		if (contrast > best) {
			best = contrast;
			*ret_ink = colors.rgb[i];
		}
	}
	*ret_ground = ground;
	return best;
}

static bool is_disabled(const struct node *node)
{
	for (; node; node = node->parent)
		if (node->disabled)
			return true;
	return false;
}

/* A button that leads nowhere now, whose place is kept: nothing of it is drawn. */
static bool is_left_out(const struct node *node)
{
	return node->color == COLOR_NONE && is_disabled(node);
}

static double least_of(const struct audit_page *page, const struct node *node)
{
	const struct theme_least *least = &theme_least[page->theme];

	if (is_disabled(node))
		return TEXT_LEAST; /* WCAG asks nothing of what is disabled; here it must still be read */
	return node->color == COLOR_INK ? least->text : least->muted;
}

/* Thin strokes of small letters have no pixel of their whole colour. WCAG compares "with antialiasing turned off": then their colour in
 * the theme counts, as long as what was drawn comes near it. */
static bool only_thin(const struct audit_page *page, const struct node *node, double drawn, uint32_t ground)
{
	double wanted = least_of(page, node);

	return drawn >= wanted * NEAR && theme_contrast(page->ui->look->theme.rgb[node->color], ground) >= wanted;
}

/* Whole lines only, and not the caret's pixels. */
static void look_at_text(const struct audit_page *page, const struct node *node)
{
	const struct text_layout *layout = node->layout;
	struct rect seen = check_seen(page, node), inside = node->rect;

	inside.x += node->pad_x;
	inside.w -= 2 * node->pad_x;
	inside.y += node->pad_y;
	if (inside.h > layout->height)
		inside.y += (inside.h - 2 * node->pad_y - layout->height) / 2;
	for (int i = 0; i < layout->line_count; i++) {
		struct rect line = { .x = inside.x + text_line_x(layout, i, inside.w, node->align, page->ui->look->rtl),
		                     .y = inside.y + i * layout->line_height, .w = layout->lines[i].width, .h = layout->line_height };
		uint32_t ink = 0, ground = 0;
		double contrast;

		if (line.y < seen.y || line.y + line.h > seen.y + seen.h || line.w < 4)
			continue;
		contrast = drawn_contrast(page->canvas, line, &ink, &ground);
		if (contrast == 0)
			found(page, node, "cannot be seen: no pixel differs from #%06X", ground);
		else if (contrast < least_of(page, node) - 0.005 && !only_thin(page, node, contrast, ground))
			found(page, node, "contrast %.2f, less than %.1f: #%06X on #%06X", contrast, least_of(page, node), ink, ground);
	}
}

void check_contrast(const struct audit_page *page)
{
	for (const struct node *n = page->ui->root; n; n = node_next(page->ui->root, n))
		if (n->kind == NODE_TEXT && n->layout && n->text.s && n->text.s[strspn(n->text.s, " \n\t")] && !is_left_out(n))
			look_at_text(page, n);
}

/* ---- parts of controls */

/* The outline of a field: what lies on it against what lies within and around it. */
static void look_at_outline(const struct audit_page *page, const struct node *node)
{
	struct rect seen = check_seen(page, node), r = node->rect;
	int y = r.y + r.h / 2, out = MAX(2, page->ui->look->metrics.line);
	const uint32_t *row = page->canvas->pixels + (size_t)MAX(y, 0) * (size_t)page->canvas->stride;
	uint32_t line, within, around;
	double best;

	if (seen.w < r.w || y < seen.y || y >= seen.y + seen.h || r.x - out < 0 || !node->line_w || streq(node->id, page->ui->look->typing))
		return;
	line = row[r.x + node->line_w / 2] & 0xffffff;
	within = row[r.x + node->line_w + out] & 0xffffff;
	around = row[r.x - out] & 0xffffff;
	best = MAX(theme_contrast(line, within), theme_contrast(line, around));
	if (best < PART_LEAST)
		found(page, node, "its outline has a contrast of %.2f, less than %.0f", best, PART_LEAST);
}

void check_control(const struct audit_page *page)
{
	for (const struct node *n = page->ui->root; n; n = node_next(page->ui->root, n)) {
		struct rect seen = check_seen(page, n);
		uint32_t ink = 0, ground = 0;
		double contrast;

		if (n->role == ROLE_FIELD)
			look_at_outline(page, n);
		if (n->kind != NODE_ICON || !n->icon || is_left_out(n) || seen.w < n->rect.w || seen.h < n->rect.h)
			continue;
		contrast = drawn_contrast(page->canvas, n->rect, &ink, &ground);
		if (contrast < PART_LEAST)
			found(page, n, "an icon with a contrast of %.2f, less than %.0f: #%06X on #%06X", contrast, PART_LEAST, ink, ground);
	}
}

/* ---- the focus */

/* Draws the page again around NODE, with the focus on it. */
static void paint_focused(const struct audit_page *page, const struct node *node, struct rect around)
{
	const struct ui_look *kept = page->ui->look;
	struct ui_look look = *kept;
	struct canvas canvas = *page->canvas;

	look.focus = node->id;
	look.focus_shown = true;
	canvas.clip = around;
	page->ui->look = &look;
	paint_tree(page->ui, page->text, &canvas);
	page->ui->look = kept;
}

/* How many pixels of R stand out from what was there before (WCAG 2.4.13: 3:1 between the two states). */
static int changed(const struct canvas *canvas, struct rect r, const uint32_t *before)
{
	uint32_t last_a = 0, last_b = 0;
	bool last = false;
	int n = 0;

	for (int y = 0; y < r.h; y++)
		for (int x = 0; x < r.w; x++) {
			uint32_t a = before[y * r.w + x], b = canvas->pixels[(size_t)(r.y + y) * (size_t)canvas->stride + (size_t)(r.x + x)];

			if (a == b)
				continue;
			if (a != last_a || b != last_b)
				last = theme_contrast(a & 0xffffff, b & 0xffffff) >= PART_LEAST;
			last_a = a;
			last_b = b;
			n += last;
		}
	return n;
}

static void copy_rect(const struct canvas *canvas, struct rect r, uint32_t *pixels, bool back)
{
	for (int y = 0; y < r.h; y++) {
		uint32_t *row = canvas->pixels + (size_t)(r.y + y) * (size_t)canvas->stride + r.x;

		memcpy(back ? row : pixels + y * r.w, back ? pixels + y * r.w : row, sizeof(*pixels) * (size_t)r.w);
	}
}

void check_focus(const struct audit_page *page)
{
	const struct metrics *m = &page->ui->look->metrics;
	int out = 2 * (m->focus_gap + m->focus_ring);

	for (const struct node *n = page->ui->root; n; n = node_next(page->ui->root, n)) {
		struct rect seen = check_seen(page, n), r;
		uint32_t *before;
		int least, stands_out;

		if (!node_can_focus(n) || seen.w < n->rect.w || seen.h < n->rect.h || streq(n->id, page->ui->look->typing))
			continue;
		r = (struct rect){ .x = n->rect.x - out, .y = n->rect.y - out, .w = n->rect.w + 2 * out, .h = n->rect.h + 2 * out };
		if (check_scroller(n) && rect_cut(r, node_window(check_scroller(n))).h < r.h)
			continue; /* it comes into view, ring and all, before it has the focus (focus_reveal) */
		r = rect_cut(r, (struct rect){ .w = page->canvas->width, .h = page->canvas->height });
		before = calloc((size_t)r.w * (size_t)r.h, sizeof(*before));
		if (!before)
			abort();
		copy_rect(page->canvas, r, before, false);
		paint_focused(page, n, r);
		/* as large as a line 2 px thick all around (WCAG 2.4.13), whose corners are round */
		least = 2 * (2 * (n->rect.w + n->rect.h) - (int)(ROUNDED * (double)n->radius));
		stands_out = changed(page->canvas, r, before);
		copy_rect(page->canvas, r, before, true);
		free(before);
		if (stands_out < least)
			found(page, n, "the focus cannot be seen: %d px change by 3:1 or more, less than %d", stands_out, least);
	}
}
