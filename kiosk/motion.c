#include "kiosk/motion.h"

enum { SLIDE_US = 160000, ENTER_US = 140000, FRAME_US = 16000, SLOW_US = 14000, ENTER_MM = 14 };

/* What is left of a way at MONO: 1 … 0, fast at first, gentle at the end. */
static double left_of(int64_t began, int64_t lasts, int64_t mono)
{
	double left = 1 - (double)(mono - began) / (double)lasts;

	return left > 0 ? left * left : 0;
}

void motion_enter(struct kiosk *k, bool back)
{
	const struct screen *screen = nav_top(&k->nav)->screen;

	k->enter.on = false;
	if (!k->config.motion || !k->window || screen->flags & (SCREEN_ALONE | SCREEN_BARE))
		return;
	k->enter = (struct slide){ .on = true, .from = (int)(ENTER_MM * k->look.metrics.px_per_mm), .began = clock_mono(&k->clock) };
	if (back != k->look.rtl)
		k->enter.from = -k->enter.from;
}

void motion_turn(struct kiosk *k, int from)
{
	struct opened *top = nav_top(&k->nav);

	if (!k->config.motion || top->scroll == from)
		return;
	k->slide = (struct slide){ .on = true, .from = from, .to = top->scroll, .began = clock_mono(&k->clock) };
	top->scroll = from;
}

void motion_stop(struct kiosk *k)
{
	k->dirty |= k->slide.on || k->enter.on;
	k->slide.on = k->enter.on = false;
}

void motion_timers(struct kiosk *k, int64_t mono)
{
	if (!(k->slide.on || k->enter.on) || mono < k->drawn_at + FRAME_US)
		return;
	if (k->slide.on) {
		k->slide.on = mono - k->slide.began < SLIDE_US;
		nav_top(&k->nav)->scroll = k->slide.to - (int)((k->slide.to - k->slide.from) * left_of(k->slide.began, SLIDE_US, mono));
	}
	/* A page's first frame has its letters to draw; where the next one takes long too, this glass is too large to move. */
	if (k->enter.frames++ > 0 && k->frame_cost > SLOW_US)
		k->enter.on = false;
	k->enter.on = k->enter.on && mono - k->enter.began < ENTER_US;
	k->dirty = true;
}

int64_t motion_deadline(const struct kiosk *k)
{
	return k->slide.on || k->enter.on ? k->drawn_at + FRAME_US : INT64_MAX;
}

void motion_shift(struct kiosk *k, bool back)
{
	int by;

	if (!back)
		k->enter.to = k->enter.on ? (int)(k->enter.from * left_of(k->enter.began, ENTER_US, clock_mono(&k->clock))) : 0;
	by = back ? -k->enter.to : k->enter.to;
	for (struct node *n = by ? k->ui.body->first : NULL; n; n = node_next(k->ui.body, n))
		n->rect.x += by;
}
