/* Contrast of every word, icon and outline that the toolkit can draw, in every state, theme and town: computed from the tree's
 * own colours as they lie over one another (EXPERIENCE.md: VVSG 2.0, EN 301 549, WCAG 1.4.3, 1.4.6, 1.4.11). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "kiosk/ui/keyboard.h"
#include "kiosk/ui/layout.h"
#include "tests/unit/page_fixture.h"

static const uint32_t brands[] = { 0x0B3C55, 0x1D3F6E, 0xFFE600, 0xFFFFFF, 0x000000, 0xE30613, 0x66CC99, 0x808080, 0x00A0E3, 0x7A1FA2 };

static void buttons(struct ui *ui)
{
	for (int i = 0; i < 32; i++)
		ui_button(ui, (struct ui_button){ .id = ui_idn(ui, "button", i), .text = "Continuer", .icon = ICON_PRINT, .primary = i & 1,
		                                  .disabled = i & 2, .small = i & 4, .selected = i & 8, .danger = i & 16 });
}

static void cards(struct ui *ui)
{
	for (int i = 0; i < 16; i++) {
		if (i & 8)
			ui_list(ui);
		for (int tone = TONE_NEUTRAL; tone <= TONE_DANGER; tone++)
			ui_card(ui, (struct ui_card){ .id = i & 1 ? ui_idn(ui, "card", i * 8 + tone) : NULL, .icon = ICON_BUS, .icon_tone = (enum tone)tone,
			                              .text = "Carte d’identité", .sub = "Quelles pièces apporter", .highlight = i & 2 ? "carte" : NULL,
			                              .badge = "Ouvert", .badge_tone = (enum tone)tone, .chevron = true, .primary = (i & 4) && !(i & 2) });
		if (i & 8)
			ui_end(ui);
	}
	for (int i = 0; i < 4; i++)
		ui_option(ui, (struct ui_option){ .id = ui_idn(ui, "option", i), .text = "Oui", .sub = "Certain", .several = i & 1, .chosen = i & 2 });
}

static void others(struct ui *ui)
{
	for (int tone = TONE_NEUTRAL; tone <= TONE_DANGER; tone++) {
		ui_notice(ui, (enum tone)tone, ICON_INFO);
		ui_heading(ui, "À savoir");
		ui_strong(ui, "Fermé demain");
		ui_text(ui, "Le lundi de Pâques");
		ui_muted(ui, "Jusqu’au soir");
		ui_end(ui);
		ui_status(ui, (enum tone)tone, ICON_CHECK, "Réparé", "Dans le délai");
		ui_big_icon(ui, ICON_CHECK, (enum tone)tone);
	}
	ui_overline(ui, "Agenda");
	ui_title(ui, "Que cherchez-vous ?");
	ui_heading(ui, "Démarches");
	ui_strong(ui, "Gratuit");
	ui_text(ui, "Tous les jours");
	ui_muted(ui, "Sauf le lundi");
	ui_steps(ui, 2, 4, "étape 2 sur 4");
	ui_message(ui, (struct ui_message){ .text = "Bonjour", .from = "Service Voirie" });
	ui_message(ui, (struct ui_message){ .text = "Merci", .from = "Vous", .mine = true });
	ui_field(ui, (struct ui_field){ .id = "empty", .label = "Nom", .placeholder = "Dupont", .help = "Comme sur la carte", .icon = ICON_PERSON });
	ui_field(ui, (struct ui_field){ .id = "wrong", .value = "12", .error = "Il manque des chiffres.", .clear = true });
	ui_field_button(ui, "search", ICON_SEARCH, "Un service, une rue", NULL);
	ui_number(ui, "KFTJ BXPC LVRH DNSG", "K F T J", "https://valbrune.example/s/KFTJ");
}

static void build(struct page *page, enum theme_id id, uint32_t brand, bool alarm)
{
	arena_reset(page->arena);
	page->look = (struct ui_look){ .lang = "fr", .theme = theme_make(id, brand), .metrics = theme_metrics(3.6F, TEXT_MEDIUM, false),
	                               .width = 1080, .height = 1920, .typing = "" };
	page->ui = ui_begin(page->arena, &page->look);
	page->ui.body = node_open(&page->ui, AXIS_DOWN);
	page->ui.body->role = ROLE_BODY;
	page->ui.body->scrolls = true;
	page->ui.actions = page->ui.body;
	if (alarm) {
		ui_alarm(&page->ui);
		ui_title(&page->ui, "Fuite de gaz");
		ui_text(&page->ui, "N’allumez rien.");
		ui_muted(&page->ui, "Reçue il y a 5 minutes.");
		buttons(&page->ui);
	} else {
		buttons(&page->ui);
		cards(&page->ui);
		others(&page->ui);
	}
	page->ui.at = page->ui.root;
	keyboard_build(&page->ui, &(struct keyboard){ .page = "", .capital = true });
	layout_tree(&page->ui, page->text);
}

/* What lies under NODE: the fill of the nearest box around it. */
static enum color under(const struct node *node)
{
	for (node = node->parent; node; node = node->parent)
		if (node->fill)
			return node->fill;
	return COLOR_PAPER;
}

static void stands_out(const struct page *page, enum theme_id id, const struct node *node, const char *what, uint32_t ink, uint32_t ground,
                       double least)
{
	double contrast = theme_contrast(ink, ground);

	if (contrast < least)
		fail_msg("%s, town #%06x, %s of %s (%s): #%06x on #%06x is %.2f, not %.1f", theme_name(id), page->look.theme.rgb[COLOR_BRAND], what,
		         node->id ? node->id : node->parent && node->parent->id ? node->parent->id : role_name(node->role),
		         node->kind == NODE_TEXT ? node->text.s : "", ink, ground, contrast, least);
}

static void check(const struct page *page, enum theme_id id)
{
	const uint32_t *rgb = page->look.theme.rgb;
	const bool high = id == THEME_WHITE || id == THEME_YELLOW;

	for (const struct node *n = page->ui.root; n; n = node_next(page->ui.root, n)) {
		const uint32_t ground = rgb[under(n)];

		if (n->kind == NODE_TEXT) {
			/* what is read at length is body text; muted words and those on a coloured panel explain it */
			bool body = n->color == COLOR_INK || n->color == COLOR_ACCENT || n->color == COLOR_ON_BRAND;
			bool coloured = under(n) != COLOR_PAPER && under(n) != COLOR_CARD && under(n) != COLOR_BRAND;

			stands_out(page, id, n, "text", rgb[n->color], ground, high ? 20 : body && !coloured ? 10 : 7);
			if (n->mark_count)
				stands_out(page, id, n, "mark", rgb[COLOR_ON_MARK], rgb[COLOR_MARK], high ? 20 : 7);
		} else if (n->kind == NODE_ICON) {
			stands_out(page, id, n, "icon", rgb[n->color], ground, 3);
		} else if (n->kind == NODE_BOX && n->id && n->radius && n->role != ROLE_KEY) {
			/* an outline or a filling tells a control from the page; in the high themes a disabled one has neither */
			bool told = (n->line && theme_contrast(rgb[n->line], ground) >= 3) || (n->fill && theme_contrast(rgb[n->fill], ground) >= 3);

			if (!told && !(high && n->disabled))
				fail_msg("%s, town #%06x, %s: neither outline nor filling stands out from #%06x", theme_name(id), rgb[COLOR_BRAND], n->id, ground);
			stands_out(page, id, n, "focus", rgb[COLOR_FOCUS], rgb[COLOR_FOCUS_EDGE], 3);
			if (theme_contrast(rgb[COLOR_FOCUS], ground) < 3)
				stands_out(page, id, n, "edge of the focus", rgb[COLOR_FOCUS_EDGE], ground, 3);
		} else if (n->role == ROLE_KEY && !n->line) {
			stands_out(page, id, n, "rim", rgb[n->edge_color], ground, 3);
		}
	}
}

static void everything_stands_out_in_every_theme_and_town(void **state)
{
	struct page *page = *state;

	for (int id = 0; id < THEMES; id++)
		for (size_t b = 0; b < ARRAY_LEN(brands); b++)
			for (int alarm = 0; alarm < 2; alarm++) {
				build(page, (enum theme_id)id, brands[b], alarm);
				check(page, (enum theme_id)id);
			}
}

/* Yellow is still yellow: red and green at their most, blue less than two thirds. */
static void the_yellow_theme_is_yellow(void **state)
{
	struct theme theme = theme_make(THEME_YELLOW, 0x1D3F6E);
	uint32_t ink = theme.rgb[COLOR_INK];

	(void)state;
	assert_true(theme_contrast(ink, theme.rgb[COLOR_PAPER]) >= 20);
	assert_int_equal(ink >> 8, 0xFFFF);
	assert_true((ink & 0xff) < 0xff * 2 / 3);
}

static void a_colour_that_gives_way_is_known(void **state)
{
	(void)state;
	assert_false(theme_make(THEME_LIGHT, 0x0B3C55).adjusted);
	assert_true(theme_make(THEME_LIGHT, 0xFFE600).adjusted);
	assert_true(theme_make(THEME_DARK, 0xFFE600).adjusted);
	assert_false(theme_make(THEME_WHITE, 0xFFE600).adjusted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(everything_stands_out_in_every_theme_and_town, open_page, close_page),
		cmocka_unit_test(the_yellow_theme_is_yellow),
		cmocka_unit_test(a_colour_that_gives_way_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
