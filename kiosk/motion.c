#include "kiosk/motion.h"

enum { SLIDE_US = 160000, ENTER_US = 140000, FRAME_US = 16667, SLOW_US = 14000, ENTER_MM = 14 };

/* What is left of a way at MONO: 1 … 0, fast at first, gentle at the end. */
static double left_of(int64_t began, int64_t lasts, int64_t mono)
{
	double left = 1 - (double)(mono - began) / (double)lasts;

	return left > 0 ? left * left : 0;
}

static void slide_to(struct kiosk *k, int64_t mono)
{
	nav_top(&k->nav)->scroll = k->slide.to - (int)((k->slide.to - k->slide.from) * left_of(k->slide.began, SLIDE_US, mono));
}

/* The next of a panel's refreshes: counted from the first frame and not from when the last one was done, which would show two of three. */
static int64_t frame_after(int64_t due, int64_t mono)
{
	return due + FRAME_US * (1 + MAX(mono - due, 0) / FRAME_US);
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
	k->moves_at = frame_after(k->enter.began, k->enter.began);
}

void motion_turn(struct kiosk *k, int from)
{
	struct opened *top = nav_top(&k->nav);
	int64_t mono = clock_mono(&k->clock);

	if (!k->config.motion || top->scroll == from)
		return;
	k->slide = (struct slide){ .on = true, .from = from, .to = top->scroll, .began = mono - FRAME_US };
	slide_to(k, mono); /* the first frame is on its way already */
	k->moves_at = frame_after(mono, mono);
}

void motion_stop(struct kiosk *k)
{
	k->dirty |= motion_on(k);
	k->slide.on = k->enter.on = false;
}

bool motion_on(const struct kiosk *k)
{
	return k->slide.on || k->enter.on;
}

void motion_timers(struct kiosk *k, int64_t mono)
{
	if (!motion_on(k) || mono < k->moves_at)
		return;
	k->moves_at = frame_after(k->moves_at, mono);
	if (k->slide.on) {
		k->slide.on = mono - k->slide.began < SLIDE_US;
		slide_to(k, mono);
	}
	/* A page's first frame has its letters to draw; where the next one takes long too, this glass is too large to move. */
	if (k->enter.frames++ > 0 && k->frame_cost > SLOW_US)
		k->enter.on = false;
	k->enter.on = k->enter.on && mono - k->enter.began < ENTER_US;
	k->dirty = true;
}

int64_t motion_deadline(const struct kiosk *k)
{
	return motion_on(k) ? k->moves_at : INT64_MAX;
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
