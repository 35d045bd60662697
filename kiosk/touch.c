#include "common/base/utf8.h"
#include "common/conf/conf.h"
#include "kiosk/kiosk.h"
#include "kiosk/motion.h"
#include "kiosk/ui/focus.h"
#include "kiosk/ui/pages.h"

enum { GESTURE_US = 3000000, GESTURE_TOUCHES = 5, SAME_PLACE_MM = 10, DRAG_MM = 6 };

struct touch_times touch_times(const struct conf *conf)
{
	return (struct touch_times){
		.again = conf_int(conf, "touch.double_ms") * 1000LL, .again_key = conf_int(conf, "touch.key_double_ms") * 1000LL,
		.repeat_first = conf_int(conf, "touch.repeat_first_ms") * 1000LL, .repeat = conf_int(conf, "touch.repeat_ms") * 1000LL,
		.stuck = conf_int(conf, "touch.stuck_s") * SECOND_US,
	};
}

/* ---- a page that is too tall */

void kiosk_scroll(struct kiosk *k, int by)
{
	struct opened *top = nav_top(&k->nav);
	int room = pages_room(&k->ui, k->ui.body);

	top->scroll = CLAMP(top->scroll + by, 0, room);
	k->dirty = true;
}

void kiosk_turn_page(struct kiosk *k, bool back)
{
	struct opened *top = nav_top(&k->nav);
	int from = top->scroll;

	if (k->typing[0]) { /* who turns the page reads: the keyboard goes, and what it had covered is what comes next */
		edit_end(k);
		kiosk_frame(k, false);
		if (!back)
			return;
	}
	kiosk_scroll(k, pages_turn(&k->ui, k->ui.body, back) - from);
	motion_turn(k, from);
}

/* ---- one finger */

static int mm(const struct kiosk *k, int length)
{
	return (int)((float)length * k->look.metrics.px_per_mm);
}

/* Where events come faster than frames, nobody can mean what was not yet drawn: only a touch of what was seen counts. */
static bool was_seen(struct kiosk *k)
{
	return nav_top(&k->nav)->opening == k->drawn_opening;
}

static void finger_down(struct kiosk *k, int x, int y)
{
	struct node *node;

	turn_point(k, &x, &y);
	kiosk_fresh(k);
	listen_stop(k); /* any touch silences it */
	node = focus_hit(&k->ui, x, y);
	motion_stop(k);
	k->press.down = was_seen(k);
	k->press.dragging = k->press.repeated = false;
	k->press.x = x;
	k->press.y = y;
	k->press.scroll = nav_top(&k->nav)->scroll;
	k->press.began = clock_mono(&k->clock);
	k->press.repeat_at = INT64_MAX;
	k->press.id[0] = '\0';
	if (!node || !k->press.down)
		return;
	utf8_copy(k->press.id, sizeof(k->press.id), node->id);
	if (streq(node->id, "key:^back") && k->config.touch.repeat)
		k->press.repeat_at = k->press.began + k->config.touch.repeat_first;
	k->dirty = true;
}

static void finger_move(struct kiosk *k, int x, int y)
{
	turn_point(k, &x, &y);
	if (!k->press.dragging && k->paged && rect_holds(k->ui.body->rect, k->press.x, k->press.y) &&
	    abs(y - k->press.y) > mm(k, DRAG_MM))
		k->press.dragging = true;
	if (k->press.dragging)
		kiosk_scroll(k, k->press.scroll - (y - k->press.y) - nav_top(&k->nav)->scroll);
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

static void pressed(struct kiosk *k, int x, int y, int64_t now)
{
	k->press.last_at = now;
	k->press.last_x = x;
	k->press.last_y = y;
}

/* The touch that wakes does nothing more but choose a language, the one thing that is worth a touch less. */
static void wake(struct kiosk *k, const struct node *node, int x, int y, int64_t now)
{
	char id[ID_MAX];

	utf8_copy(id, sizeof(id), node && streq(node->id, k->press.id) ? node->id : "");
	kiosk_wake(k);
	if (id_is(id, "lang"))
		kiosk_act(k, action_with(ACTION_LANGUAGE, id_value(id)));
	pressed(k, x, y, now);
}

/* A hand that shakes strikes twice; on the keyboard the same letter may be meant twice. */
static bool struck_twice(const struct kiosk *k, const struct node *node, int x, int y, int64_t now)
{
	int64_t least = node->role == ROLE_KEY ? k->config.touch.again_key : k->config.touch.again;

	return k->press.last_at && now - k->press.last_at < least && abs(x - k->press.last_x) < mm(k, SAME_PLACE_MM) &&
	       abs(y - k->press.last_y) < mm(k, SAME_PLACE_MM);
}

static void finger_up(struct kiosk *k, int x, int y)
{
	int64_t now = clock_mono(&k->clock);
	struct node *node;

	turn_point(k, &x, &y);
	kiosk_fresh(k);
	node = focus_hit(&k->ui, x, y);
	k->press.down = false;
	k->dirty = true;
	if (k->press.dragging || maintenance_gesture(k, x, y))
		return;
	if (!k->session.awake) {
		wake(k, node, x, y, now);
		return;
	}
	if (!node || !streq(node->id, k->press.id) || struck_twice(k, node, x, y, now) || k->press.repeated)
		return;
	pressed(k, x, y, now);
	k->focus_shown = false;
	kiosk_press(k, node->id);
}

/* ---- of many */

static bool is_ours(const struct kiosk *k, SDL_TouchID device, SDL_FingerID finger)
{
	return k->press.down && k->press.device == device && k->press.finger == finger;
}

static void down(struct kiosk *k, SDL_TouchID device, SDL_FingerID finger, int x, int y)
{
	if (k->press.down && !is_ours(k, device, finger)) /* down once more: its end was lost */
		return;
	k->press.device = device;
	k->press.finger = finger;
	finger_down(k, x, y);
}

/* A touch screen says where in parts of the glass. */
static int part(float of, int whole)
{
	return (int)(CLAMP(of, 0.0F, 1.0F) * (float)(whole - 1) + 0.5F);
}

static void touched(struct kiosk *k, const SDL_TouchFingerEvent *event)
{
	int w = k->look.width, h = k->look.height, x, y;

	if (k->window)
		SDL_GetWindowSize(k->window, &w, &h);
	x = part(event->x, w);
	y = part(event->y, h);
	if (event->type == SDL_FINGERDOWN)
		down(k, event->touchId, event->fingerId, x, y);
	else if (!is_ours(k, event->touchId, event->fingerId))
		return;
	else if (event->type == SDL_FINGERMOTION)
		finger_move(k, x, y);
	else
		finger_up(k, x, y);
}

bool touch_event(struct kiosk *k, const SDL_Event *event)
{
	switch (event->type) {
	case SDL_FINGERDOWN:
	case SDL_FINGERUP:
	case SDL_FINGERMOTION:
		touched(k, &event->tfinger);
		return true;
	case SDL_MOUSEBUTTONDOWN:
		if (event->button.button == SDL_BUTTON_LEFT && event->button.which != SDL_TOUCH_MOUSEID)
			down(k, SDL_MOUSE_TOUCHID, 0, event->button.x, event->button.y);
		return true;
	case SDL_MOUSEBUTTONUP:
		if (event->button.button == SDL_BUTTON_LEFT && is_ours(k, SDL_MOUSE_TOUCHID, 0))
			finger_up(k, event->button.x, event->button.y);
		return true;
	case SDL_MOUSEMOTION:
		if (is_ours(k, SDL_MOUSE_TOUCHID, 0))
			finger_move(k, event->motion.x, event->motion.y);
		return true;
	default:
		return false;
	}
}

/* ---- what time does */

int64_t touch_deadline(const struct kiosk *k)
{
	int64_t due = INT64_MAX;

	if (k->press.down)
		due = MIN(k->press.repeat_at, k->press.began + k->config.touch.stuck);
	return MIN(due, motion_deadline(k));
}

void touch_timers(struct kiosk *k, int64_t mono)
{
	motion_timers(k, mono);
	if (k->press.down && mono >= k->press.began + k->config.touch.stuck) {
		k->press.down = false; /* something leans on the glass: others may use it meanwhile */
		k->dirty = true;
	}
	if (k->press.down && mono >= k->press.repeat_at) {
		k->press.repeat_at = mono + k->config.touch.repeat;
		k->press.repeated = true;
		session_touch(&k->session, mono);
		edit_backspace(k, false);
	}
}
