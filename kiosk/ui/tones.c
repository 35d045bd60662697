#include "kiosk/ui/tones.h"

#include "common/text/fold.h"

static const struct tone_colors tones[] = {
	[TONE_NEUTRAL] = { .ink = COLOR_NEUTRAL, .ground = COLOR_NEUTRAL_GROUND, .line = COLOR_LINE, .icon = COLOR_ICON },
	[TONE_DONE] = { .ink = COLOR_DONE, .ground = COLOR_DONE_GROUND, .line = COLOR_DONE_LINE, .icon = COLOR_DONE_ICON },
	[TONE_WARNING] = { .ink = COLOR_WARNING, .ground = COLOR_WARNING_GROUND, .line = COLOR_WARNING_LINE, .icon = COLOR_WARNING_ICON },
	[TONE_DANGER] = { .ink = COLOR_DANGER, .ground = COLOR_DANGER_GROUND, .line = COLOR_DANGER_LINE, .icon = COLOR_DANGER_ICON },
};

const struct tone_colors *tone_colors(enum tone tone)
{
	return &tones[tone];
}

int tone_marks(const char *text, const char *highlight, struct mark *ret_marks, size_t max)
{
	char folded[256], *word = folded;
	int count = 0;

	fold_into(folded, sizeof(folded), highlight);
	while (*word && (size_t)count < max) {
		char *end = strchr(word, ' ');
		size_t from = 0, at, len;

		if (end)
			*end = '\0';
		while (*word && (size_t)count < max && fold_find_word(text + from, word, &at, &len)) {
			ret_marks[count++] = (struct mark){ .at = (uint32_t)(from + at), .len = (uint32_t)len };
			from += at + MAX(len, (size_t)1);
		}
		if (!end)
			break;
		word = end + 1;
	}
	return count;
}
