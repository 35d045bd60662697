/* Events of the window become presses, keystrokes and scans. Only what is completed counts: rain on the glass does not. */
#include "common/base/log.h"
#include "common/base/utf8.h"
#include "kiosk/kiosk.h"
#include "kiosk/ui/focus.h"

enum { AGAIN_US = 500000, REPEAT_FIRST_US = 500000, REPEAT_US = 90000, GESTURE_US = 3000000, GESTURE_TOUCHES = 5,
       SLIDE_US = 160000, FRAME_US = 16000 };

void kiosk_focus(struct kiosk *k, const char *id)
{
	struct opened *top = nav_top(&k->nav);

	utf8_copy(top->focus, sizeof(top->focus), or_empty(id));
	k->dirty = true;
}

void kiosk_scroll(struct kiosk *k, int by)
{
	struct opened *top = nav_top(&k->nav);
	int room = MAX(0, k->ui.body->content_h - k->ui.body->rect.h);

	top->scroll = CLAMP(top->scroll + by, 0, room);
	k->dirty = true;
}

void kiosk_turn_page(struct kiosk *k, bool back)
{
	struct opened *top = nav_top(&k->nav);
	int by = k->ui.body->rect.h * (back ? -4 : 4) / 5, from = top->scroll;

	kiosk_scroll(k, by);
	if (!k->config.motion || top->scroll == from)
		return;
	k->slide = (struct slide){ .on = true, .from = from, .to = top->scroll, .began = clock_mono(&k->clock) };
	top->scroll = from;
}

/* Fast at first, gentle at the end. */
static void slide(struct kiosk *k, int64_t mono)
{
	int64_t passed = mono - k->slide.began;
	double left = 1 - (double)passed / SLIDE_US;

	if (!k->slide.on || mono < k->drawn_at + FRAME_US)
		return;
	if (passed >= SLIDE_US) {
		k->slide.on = false;
		left = 0;
	}
	nav_top(&k->nav)->scroll = k->slide.to - (int)((k->slide.to - k->slide.from) * left * left);
	k->dirty = true;
}

/* ---- touch */

static int mm(const struct kiosk *k, float length)
{
	return (int)(length * k->look.metrics.px_per_mm);
}

static void finger_down(struct kiosk *k, int x, int y)
{
	struct node *node;

	turn_point(k, &x, &y);
	node = focus_hit(&k->ui, x, y);
	k->slide.on = false;
	k->press.down = true;
	k->press.dragging = false;
	k->press.x = x;
	k->press.y = y;
	k->press.scroll = nav_top(&k->nav)->scroll;
	k->press.repeat_at = INT64_MAX;
	k->press.id[0] = '\0';
	if (!node)
		return;
	utf8_copy(k->press.id, sizeof(k->press.id), node->id);
	if (streq(node->id, "key:^back"))
		k->press.repeat_at = clock_mono(&k->clock) + REPEAT_FIRST_US;
	k->dirty = true;
}

static void finger_move(struct kiosk *k, int x, int y)
{
	turn_point(k, &x, &y);
	if (!k->press.down)
		return;
	if (!k->press.dragging && k->paged && rect_holds(k->ui.body->rect, k->press.x, k->press.y) &&
	    abs(y - k->press.y) > mm(k, 6))
		k->press.dragging = true;
	if (k->press.dragging)
		kiosk_scroll(k, k->press.scroll - (y - k->press.y) - nav_top(&k->nav)->scroll);
	(void)x;
}

/* Five touches on the town's arms within three seconds: nobody does that by accident, and gloves can. */
static bool maintenance_gesture(struct kiosk *k, int x, int y)
{
	int64_t now = clock_mono(&k->clock);
	int start = k->look.rtl ? k->look.width - x : x;

	if (y > k->look.metrics.header_height || start > k->look.width / 3) {
		k->press.arms = 0;
		return false;
	}
	if (now - k->press.arms_at > GESTURE_US) {
		k->press.arms = 0;
		k->press.arms_at = now;
	}
	if (++k->press.arms < GESTURE_TOUCHES)
		return false;
	k->press.arms = 0;
	if (!k->session.awake)
		kiosk_wake(k);
	if (!nav_find(&k->nav, SCREEN_MAINTENANCE))
		kiosk_act(k, action_push(SCREEN_MAINTENANCE, ""));
	return true;
}

static void finger_up(struct kiosk *k, int x, int y)
{
	struct node *node;
	int64_t now = clock_mono(&k->clock);
	bool was_down = k->press.down, same, again;

	turn_point(k, &x, &y);
	node = focus_hit(&k->ui, x, y);
	k->press.down = false;
	k->dirty = true;
	if (!was_down || k->press.dragging || maintenance_gesture(k, x, y))
		return;
	if (!k->session.awake) {
		char id[ID_MAX];

		utf8_copy(id, sizeof(id), node && streq(node->id, k->press.id) ? node->id : "");
		kiosk_wake(k);
		if (id_is(id, "lang")) /* the one thing that is worth a touch less */
			kiosk_act(k, action_with(ACTION_LANGUAGE, id_value(id)));
		k->press.last_at = now; /* else the touch that wakes does nothing more */
		k->press.last_x = x;
		k->press.last_y = y;
		return;
	}
	same = node && streq(node->id, k->press.id);
	again = now - k->press.last_at < AGAIN_US && abs(x - k->press.last_x) < mm(k, 10) && abs(y - k->press.last_y) < mm(k, 10);
	if (!same || (again && node->role != ROLE_KEY) || k->press.repeat_at < now)
		return;
	k->press.last_at = now;
	k->press.last_x = x;
	k->press.last_y = y;
	k->focus_shown = false;
	kiosk_press(k, node->id);
}

void input_event(struct kiosk *k, const SDL_Event *event)
{
	switch (event->type) {
	case SDL_QUIT:
		k->quit = true;
		break;
	case SDL_WINDOWEVENT:
		k->dirty = true;
		break;
	case SDL_MOUSEBUTTONDOWN:
		if (event->button.button == SDL_BUTTON_LEFT)
			finger_down(k, event->button.x, event->button.y);
		break;
	case SDL_MOUSEBUTTONUP:
		if (event->button.button == SDL_BUTTON_LEFT)
			finger_up(k, event->button.x, event->button.y);
		break;
	case SDL_MOUSEMOTION:
		finger_move(k, event->motion.x, event->motion.y);
		break;
	case SDL_KEYDOWN:
		keys_down(k, &event->key);
		break;
	case SDL_TEXTINPUT:
		scanner_text(&k->scanner, event->text.text);
		if (!k->session.awake)
			break;
		session_touch(&k->session, clock_mono(&k->clock));
		k->hand_typed = true;
		edit_insert(k, event->text.text);
		break;
	default:
		break;
	}
}

/* ---- what time does */

int64_t input_deadline(const struct kiosk *k)
{
	int64_t due = k->press.down ? k->press.repeat_at : INT64_MAX;

	if (k->slide.on)
		due = MIN(due, k->drawn_at + FRAME_US);

	if (scanner_is_scan(&k->scanner)) /* a scanner that sends no Enter */
		due = MIN(due, clock_mono(&k->clock) + SCAN_GAP_MS * 1000);
	return due;
}

void input_timers(struct kiosk *k, int64_t mono)
{
	slide(k, mono);
	if (k->press.down && mono >= k->press.repeat_at) {
		k->press.repeat_at = mono + REPEAT_US;
		session_touch(&k->session, mono);
		edit_backspace(k, false);
	}
	if (scanner_is_scan(&k->scanner) && SDL_GetTicks() - k->scanner.last_ms > SCAN_GAP_MS)
		keys_finish_scan(k);
}
