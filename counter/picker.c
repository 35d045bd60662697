#include "counter/picker.h"

enum { WHEEL_LINES = 3 };

void picker_fit(struct picker *picker, size_t count, int height)
{
	size_t lines = (size_t)MAX(height, 1);

	picker->count = count;
	picker->height = (int)lines;
	picker->selected = count == 0 ? 0 : MIN(picker->selected, count - 1);
	if (picker->selected < picker->top)
		picker->top = picker->selected;
	if (picker->selected >= picker->top + lines)
		picker->top = picker->selected - lines + 1;
	/* No empty lines at the end while there are some above. */
	if (picker->top + lines > count)
		picker->top = count > lines ? count - lines : 0;
}

static enum picked move(struct picker *picker, int64_t by)
{
	int64_t to = (int64_t)picker->selected + by;

	if (picker->count == 0)
		return PICK_IGNORED;
	picker->selected = (size_t)CLAMP(to, 0, (int64_t)picker->count - 1);
	picker_fit(picker, picker->count, picker->height);
	return PICK_MOVED;
}

enum picked picker_key(struct picker *picker, const struct key *key, bool letters)
{
	switch (key->code) {
	case K_UP: return move(picker, -1);
	case K_DOWN: return move(picker, 1);
	case K_PAGE_UP: return move(picker, -MAX(picker->height - 1, 1));
	case K_PAGE_DOWN: return move(picker, MAX(picker->height - 1, 1));
	case K_HOME:
	case K_TOP: return move(picker, INT32_MIN);
	case K_END:
	case K_BOTTOM: return move(picker, INT32_MAX);
	case K_WHEEL_UP: return move(picker, -WHEEL_LINES);
	case K_WHEEL_DOWN: return move(picker, WHEEL_LINES);
	case K_ENTER: return picker->count > 0 ? PICK_CHOSEN : PICK_IGNORED;
	case K_CLICK:
		if (key->y < picker->y || key->y >= picker->y + picker->height ||
		    picker->top + (size_t)(key->y - picker->y) >= picker->count)
			return PICK_IGNORED;
		picker->selected = picker->top + (size_t)(key->y - picker->y);
		return key->twice ? PICK_CHOSEN : PICK_MOVED;
	default: break;
	}
	if (letters && (key->code == 'j' || key->code == 'k'))
		return move(picker, key->code == 'j' ? 1 : -1);
	if (letters && key->code >= '1' && key->code <= '9' && key->code - '1' < picker->count) {
		picker->selected = key->code - '1';
		return PICK_CHOSEN;
	}
	return PICK_IGNORED;
}
