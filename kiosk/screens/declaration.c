/* The town's accessibility statement (common/domain/declaration.h). */
#include "common/domain/declaration.h"

#include "kiosk/data.h"
#include "kiosk/screen.h"
#include "kiosk/screens/help.h"

static void declaration_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct town *town = &ctx->data->town;
	struct declaration_part parts[DECLARATION_MAX];
	size_t n = declaration_parts(ui_arena(ui), ui_lang(ui), &(struct declaration_town){
		.title = town->title, .address = town->address, .phone = town->phone, .email = town->email,
	}, parts);

	(void)state;
	ui_title(ui, ui_tr(ui, "declaration.title"));
	ui_strong(ui, ui_tr(ui, "declaration.status"));
	for (size_t i = 0; i < n; i++) {
		if (parts[i].kind == DECLARATION_HEADING) {
			ui_heading(ui, parts[i].text);
		} else if (parts[i].kind == DECLARATION_TEXT) {
			ui_text(ui, parts[i].text);
		} else {
			ui_text(ui, ui_fmt(ui, "\u2022\u00a0%s", parts[i].text));
		}
	}
}

const struct screen declaration_screen = {
	.name = "declaration",
	.build = declaration_build,
};
