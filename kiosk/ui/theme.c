#include "kiosk/ui/theme.h"

#include <assert.h>
#include <math.h>

/* Heights of a capital letter of body text, in mm, in the middle of EXPERIENCE's four bands; Noto Sans' capitals are
 * 0.714 em high. The third is what look/ was drawn in: 34 px at 3.6 px/mm. */
static const float cap_mm[TEXT_SIZES] = {
	[TEXT_SMALL] = 3.9F, [TEXT_MEDIUM] = 5.2F, [TEXT_LARGE] = 6.743F, [TEXT_HUGE] = 8.75F,
};
static const float CAP_OF_EM = 0.714F;

/* The five controls at the bottom share a narrow glass: a word of nine letters is so many tenths of an em wide. */
enum { CONTROLS = 5, LONGEST_TENTHS = 58 };
static const float KEY_LEAST = 0.9F; /* of a target's height; with the gap below it is one */

/* No style's capitals are lower than this: at the third size 0.7° from 400 mm, at the fourth from 600 mm. */
static const float least_mm[TEXT_SIZES] = { [TEXT_LARGE] = 4.92F, [TEXT_HUGE] = 7.36F };

/* 0.7° at DISTANCE: EN 301 549, 5.1.4. */
static double needed_mm(double distance_mm)
{
	return 2 * distance_mm * tan(0.35 * M_PI / 180);
}

/* Em of each style as a part of body's; large styles grow less than body does, so that a title stays a title. */
static const struct style {
	float of_body;
	float growth; /* 1: with the body; 0: not at all */
	bool bold;
} styles[TYPES] = {
	[TYPE_TINY] = { .of_body = 0.75F, .growth = 0.75F, .bold = true },
	[TYPE_SMALL] = { .of_body = 0.853F, .growth = 1 },
	[TYPE_SMALL_BOLD] = { .of_body = 0.853F, .growth = 1, .bold = true },
	[TYPE_BODY] = { .of_body = 1, .growth = 1 },
	[TYPE_BODY_BOLD] = { .of_body = 1, .growth = 1, .bold = true },
	[TYPE_CONTROL] = { .of_body = 1.147F, .growth = 0.9F },
	[TYPE_CONTROL_BOLD] = { .of_body = 1.147F, .growth = 0.9F, .bold = true },
	[TYPE_TITLE] = { .of_body = 1.765F, .growth = 0.65F, .bold = true },
	[TYPE_HEADER] = { .of_body = 1.32F, .growth = 0.3F, .bold = true },
	[TYPE_CLOCK] = { .of_body = 1.647F, .growth = 0.5F, .bold = true },
	[TYPE_NUMBER] = { .of_body = 2.647F, .growth = 0.4F, .bold = true },
	[TYPE_KEY] = { .of_body = 1.235F, .growth = 0.4F, .bold = true },
	[TYPE_KEY_WORD] = { .of_body = 0.96F, .growth = 0.4F, .bold = true },
	[TYPE_LEAD] = { .of_body = 1.5F, .growth = 0.7F },
	[TYPE_HUGE] = { .of_body = 3, .growth = 0.4F, .bold = true },
};

enum text_size theme_default_size(double distance_mm)
{
	return least_mm[TEXT_LARGE] >= needed_mm(distance_mm) ? TEXT_LARGE : TEXT_HUGE;
}

float theme_scale(double distance_mm)
{
	return (float)MAX(1.0, needed_mm(distance_mm) / (double)least_mm[TEXT_HUGE]);
}

struct metrics theme_metrics(float px_per_mm, enum text_size size, bool low)
{
	const float unit = px_per_mm;
	const float body = cap_mm[TEXT_LARGE] / CAP_OF_EM * unit;
	const float scale = cap_mm[size] / cap_mm[TEXT_LARGE];
	const float air = 0.8F + 0.2F * scale; /* spaces follow the letters, but slowly */
	struct metrics m = { .px_per_mm = unit };
#define MM(mm) MAX(1, (int)lroundf((mm) * unit))

	for (int i = 0; i < TYPES; i++) {
		float grown = 1 + (scale - 1) * styles[i].growth;

		m.type_px[i] = MAX(8, (int)lroundf(body * styles[i].of_body * grown));
		m.type_px[i] = MAX(m.type_px[i], (int)ceilf(least_mm[size] / CAP_OF_EM * unit));
		m.type_bold[i] = styles[i].bold;
	}
	m.margin = MM(15.56F);
	m.gap = MM(6.4F * air);
	m.gap_small = MM(2.9F * air);
	m.pad = MM(8.1F * air);
	m.radius = MM(7.4F);
	m.radius_small = MM(4.4F);
	m.line = MM(0.55F);
	m.line_strong = MM(1.1F);
	m.focus_ring = MM(2.2F);
	m.focus_gap = MM(1.1F);
	m.header_height = MM(low ? 32 : 51);
	m.bar_height = MM(low ? 31 : 48);
	m.button_height = MM(30.5F * (0.5F + 0.5F * scale));
	m.field_height = MM(33 * (0.5F + 0.5F * scale));
	m.step_height = MM(4.4F);
	m.caret = MM(1.1F);
	m.icon = MM(13.3F * (0.4F + 0.6F * scale));
	m.icon_large = MM(16.7F * (0.4F + 0.6F * scale));
	m.icon_small = MM(11.7F * (0.4F + 0.6F * scale));
	m.target = MM(12.7F);
	m.target_gap = MM(2.54F);
	m.key_height = MM(low ? 17 : 26.4F);
	m.key_gap = MM(3.3F);
	m.content_max = MM(low ? 500 : 330);
	m.columns = low ? 3 : 2;
#undef MM
	return m;
}

void metrics_fit(struct metrics *m, int w, int h)
{
	static const float meant_mm = 270, least = 0.5F;
	const float fit = CLAMP((float)MIN(w, h) / m->px_per_mm / meant_mm, least, 1.0F);
	int *const spaces[] = { &m->margin, &m->gap, &m->gap_small, &m->pad, &m->radius, &m->radius_small, &m->line, &m->line_strong,
	                        &m->focus_ring, &m->focus_gap, &m->header_height, &m->bar_height, &m->button_height, &m->field_height,
	                        &m->step_height, &m->caret, &m->icon, &m->icon_large, &m->icon_small, &m->key_height, &m->key_gap };
	const int body = m->type_px[TYPE_BODY];

	if (fit >= 1)
		return;
	m->small = fit < 0.75F;
	for (size_t i = 0; i < ARRAY_LEN(spaces); i++)
		*spaces[i] = MAX(1, (int)lroundf((float)*spaces[i] * fit));
	for (int i = 0; i < TYPES; i++)
		if (m->type_px[i] > body)
			m->type_px[i] = body + (int)lroundf((float)(m->type_px[i] - body) * fit * fit);
	m->type_px[TYPE_TINY] = MIN(m->type_px[TYPE_TINY], MIN(w, h) / CONTROLS * 10 / LONGEST_TENTHS);
	m->button_height = MAX(m->button_height, m->target);
	m->field_height = MAX(m->field_height, m->target);
	m->key_height = MAX(m->key_height, (int)((float)m->target * KEY_LEAST));
}

/* ---- colours */

static double linear(uint32_t channel)
{
	double c = channel / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb)
{
	return 0.2126 * linear(rgb >> 16 & 0xff) + 0.7152 * linear(rgb >> 8 & 0xff) + 0.0722 * linear(rgb & 0xff);
}

double theme_contrast(uint32_t a, uint32_t b)
{
	double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

	return x > y ? x / y : y / x;
}

static uint32_t mix(uint32_t a, uint32_t b, double part_b)
{
	uint32_t out = 0;

	for (int shift = 0; shift <= 16; shift += 8) {
		double x = a >> shift & 0xff, y = b >> shift & 0xff;

		out |= (uint32_t)lround(x + (y - x) * part_b) << shift;
	}
	return out;
}

/* COLOUR moved towards TOWARDS just far enough to stand out from GROUND. */
static uint32_t until_contrast(uint32_t colour, uint32_t towards, uint32_t ground, double least)
{
	for (int i = 0; i <= 50; i++) {
		uint32_t tried = mix(colour, towards, i / 50.0);

		if (theme_contrast(tried, ground) >= least)
			return tried;
	}
	return towards;
}

/* The same hue at its brightest: what a dark theme lightens from, or every town would be grey there. */
static uint32_t bright(uint32_t rgb)
{
	uint32_t most = MAX(rgb >> 16 & 0xff, MAX(rgb >> 8 & 0xff, rgb & 0xff)), out = 0;

	for (int shift = 0; most && shift <= 16; shift += 8)
		out |= (rgb >> shift & 0xff) * 255 / most << shift;
	return most ? out : 0xFFFFFF;
}

static const uint32_t light[COLORS] = {
	[COLOR_PAPER] = 0xF5F3EE, [COLOR_CARD] = 0xFFFFFF, [COLOR_LINE] = 0xD9D4C7, [COLOR_EDGE] = 0x737F89,
	[COLOR_INK] = 0x10212E, [COLOR_MUTED] = 0x384D5B,
	[COLOR_ON_BRAND] = 0xFFFFFF, [COLOR_ON_BRAND_MUTED] = 0xE9F0F4,
	[COLOR_ON_HEADER] = 0xFFFFFF, [COLOR_ON_HEADER_MUTED] = 0xE9F0F4,
	[COLOR_FOCUS] = 0xF2A900, [COLOR_FOCUS_EDGE] = 0x10212E, [COLOR_MARK] = 0xFFE3A3, [COLOR_ON_MARK] = 0x10212E,
	[COLOR_DONE] = 0x134F2A, [COLOR_DONE_GROUND] = 0xE2F2E7, [COLOR_DONE_LINE] = 0x8CC5AF,
	[COLOR_WARNING] = 0x5C3100, [COLOR_WARNING_GROUND] = 0xFDF0D9, [COLOR_WARNING_LINE] = 0xE5B765,
	[COLOR_DANGER] = 0x7A1313, [COLOR_DANGER_GROUND] = 0xFBE6E4, [COLOR_DANGER_LINE] = 0xE2A29C,
	[COLOR_NEUTRAL] = 0x33302A, [COLOR_NEUTRAL_GROUND] = 0xEDE8DD,
	[COLOR_DONE_ICON] = 0x1B6B3A, [COLOR_WARNING_ICON] = 0x8A4B00, [COLOR_DANGER_ICON] = 0x9B1C1C,
	[COLOR_KEYS] = 0xE4E0D5, [COLOR_KEY] = 0xFFFFFF, [COLOR_KEY_SOFT] = 0xF5F3EE, [COLOR_KEY_EDGE] = 0x737F89,
	[COLOR_BAR] = 0xFFFFFF, [COLOR_BAR_LINE] = 0xD9D4C7, [COLOR_STEP_TODO] = 0xD5CFC2,
	[COLOR_ALERT] = 0x7A1212, [COLOR_ON_ALERT] = 0xFFFFFF, [COLOR_WHITE] = 0xFFFFFF, [COLOR_BLACK] = 0x000000,
};

static const uint32_t dark[COLORS] = {
	[COLOR_PAPER] = 0x0D171D, [COLOR_CARD] = 0x17252E, [COLOR_LINE] = 0x3A4D59, [COLOR_EDGE] = 0x7C909E,
	[COLOR_INK] = 0xF7F4EC, [COLOR_MUTED] = 0xD3DCE1,
	[COLOR_ON_BRAND] = 0x0B141A, [COLOR_ON_BRAND_MUTED] = 0x0B141A,
	[COLOR_ON_HEADER] = 0xFFFFFF, [COLOR_ON_HEADER_MUTED] = 0xE4EAEE,
	[COLOR_FOCUS] = 0xFFFFFF, [COLOR_FOCUS_EDGE] = 0x0D171D, [COLOR_MARK] = 0x5E4600, [COLOR_ON_MARK] = 0xFFFFFF,
	[COLOR_DONE] = 0xD6F5E1, [COLOR_DONE_GROUND] = 0x12331F, [COLOR_DONE_LINE] = 0x3E7A58,
	[COLOR_WARNING] = 0xFFE9C2, [COLOR_WARNING_GROUND] = 0x3A2706, [COLOR_WARNING_LINE] = 0x8F6A21,
	[COLOR_DANGER] = 0xFFDEDA, [COLOR_DANGER_GROUND] = 0x421313, [COLOR_DANGER_LINE] = 0x9A4A44,
	[COLOR_NEUTRAL] = 0xF1EDE4, [COLOR_NEUTRAL_GROUND] = 0x2E3B44,
	[COLOR_DONE_ICON] = 0x8FE0B0, [COLOR_WARNING_ICON] = 0xFFC766, [COLOR_DANGER_ICON] = 0xFFA49C,
	[COLOR_KEYS] = 0x1B2A33, [COLOR_KEY] = 0x2C3D48, [COLOR_KEY_SOFT] = 0x22323C, [COLOR_KEY_EDGE] = 0x7C909E,
	[COLOR_BAR] = 0x17252E, [COLOR_BAR_LINE] = 0x3A4D59, [COLOR_STEP_TODO] = 0x4A5D69,
	[COLOR_ALERT] = 0x7A1212, [COLOR_ON_ALERT] = 0xFFFFFF, [COLOR_WHITE] = 0xFFFFFF, [COLOR_BLACK] = 0x000000,
};

/* The yellow of « yellow on black ». Pure yellow is 19.56:1 on black: (0.2126 + 0.7152 + 0.05) / 0.05, and red and green are at
 * their most. 20:1 wants 0.0222 more light, which only blue can give: 0.0722 × 0.31, 0x97 of 255. */
enum { YELLOW = 0xFFFF97 };

/* One colour on black: everything else follows. */
static void fill_two_colours(struct theme *theme, uint32_t ink)
{
	static const enum color grounds[] = {
		COLOR_PAPER, COLOR_CARD, COLOR_ON_BRAND, COLOR_ON_BRAND_MUTED, COLOR_HEADER, COLOR_ON_MARK, COLOR_DONE_GROUND,
		COLOR_WARNING_GROUND, COLOR_DANGER_GROUND, COLOR_NEUTRAL_GROUND, COLOR_KEYS, COLOR_KEY, COLOR_KEY_SOFT, COLOR_BAR,
		COLOR_STEP_TODO, COLOR_BLACK, COLOR_ALERT,
	};

	for (int i = 0; i < COLORS; i++)
		theme->rgb[i] = ink;
	for (size_t i = 0; i < ARRAY_LEN(grounds); i++)
		theme->rgb[grounds[i]] = 0x000000;
	theme->rgb[COLOR_FOCUS] = theme->rgb[COLOR_WHITE] = 0xFFFFFF;
	theme->rgb[COLOR_FOCUS_EDGE] = 0x000000;
	theme->strong_lines = true;
}

struct theme theme_make(enum theme_id id, uint32_t brand)
{
	struct theme theme = { .strong_lines = false };
	uint32_t *rgb = theme.rgb;

	switch (id) {
	case THEME_LIGHT:
		memcpy(rgb, light, sizeof(light));
		rgb[COLOR_BRAND] = until_contrast(brand, 0x000000, rgb[COLOR_PAPER], 10);
		rgb[COLOR_ICON] = until_contrast(mix(rgb[COLOR_BRAND], 0xFFFFFF, 0.1), 0x000000, rgb[COLOR_PAPER], 4.5);
		rgb[COLOR_ACCENT] = rgb[COLOR_HEADER] = rgb[COLOR_HEADER_LINE] = rgb[COLOR_BRAND];
		theme.adjusted = rgb[COLOR_BRAND] != brand;
		break;
	case THEME_DARK:
		memcpy(rgb, dark, sizeof(dark));
		rgb[COLOR_BRAND] = until_contrast(bright(brand), 0xFFFFFF, rgb[COLOR_CARD], 10);
		rgb[COLOR_ACCENT] = rgb[COLOR_ICON] = rgb[COLOR_BRAND];
		rgb[COLOR_HEADER] = until_contrast(brand, 0x000000, 0xFFFFFF, 10);
		rgb[COLOR_HEADER_LINE] = rgb[COLOR_LINE];
		theme.adjusted = rgb[COLOR_HEADER] != brand; /* the buttons' is another lightness of it in every town */
		break;
	case THEME_WHITE:
		fill_two_colours(&theme, 0xFFFFFF);
		break;
	case THEME_YELLOW:
		fill_two_colours(&theme, YELLOW);
		break;
	case THEMES:
		break;
	}
	return theme;
}

static const char *const names[THEMES] = {
	[THEME_LIGHT] = "light", [THEME_DARK] = "dark", [THEME_WHITE] = "white", [THEME_YELLOW] = "yellow",
};

const char *theme_name(enum theme_id id)
{
	return names[id];
}

bool theme_by_name(const char *name, enum theme_id *ret_id)
{
	for (int i = 0; i < THEMES; i++)
		if (streq(names[i], name)) {
			*ret_id = (enum theme_id)i;
			return true;
		}
	return false;
}
