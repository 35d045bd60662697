/* Events of the window: touches go to touch.c, keys to keys.c. */
#include "common/base/utf8.h"
#include "kiosk/kiosk.h"

void kiosk_focus(struct kiosk *k, const char *id)
{
	struct opened *top = nav_top(&k->nav);

	utf8_copy(top->focus, sizeof(top->focus), or_empty(id));
	k->listen.aside = false;
	k->dirty = true;
}

void input_event(struct kiosk *k, const SDL_Event *event)
{
	if (event->type == SDL_KEYDOWN || event->type == SDL_MOUSEBUTTONUP || event->type == SDL_FINGERUP)
		k->acted_at = clock_mono(&k->clock);
	if (touch_event(k, event))
		return;
	switch (event->type) {
	case SDL_QUIT:
		k->quit = true;
		break;
	case SDL_WINDOWEVENT:
		k->dirty = true;
		break;
	case SDL_KEYDOWN:
	case SDL_KEYUP:
	case SDL_TEXTINPUT:
		keys_event(k, event);
		break;
	default:
		break;
	}
}

/* ---- what time does */

int64_t input_deadline(const struct kiosk *k)
{
	int64_t due = touch_deadline(k);

	if (scanner_is_scan(&k->scanner)) /* a scanner that sends no Enter */
		due = MIN(due, clock_mono(&k->clock) + SCAN_GAP_MS * 1000);
	return due;
}

void input_timers(struct kiosk *k, int64_t mono)
{
	touch_timers(k, mono);
	if (scanner_is_scan(&k->scanner) && !k->scanner.busy && SDL_GetTicks() - k->scanner.last_ms > SCAN_GAP_MS)
		keys_finish_scan(k);
}
