#include "kiosk/audit/thumbs.h"

#include <SDL_image.h>
#include <sys/stat.h>

#include "common/base/err.h"
#include "common/text/tr.h"

enum { SHRINK = 3, PATH_BYTES = 1024 };

static const struct view {
	const char *name, *caption, *lang;
	enum text_size size;
	enum theme_id theme;
	int glass;
	bool low_reach;
} views[] = {
	{ .name = "clair", .caption = "Thème clair", .lang = "fr", .size = TEXT_LARGE, .theme = THEME_LIGHT },
	{ .name = "sombre", .caption = "Thème sombre", .lang = "fr", .size = TEXT_LARGE, .theme = THEME_DARK },
	{ .name = "blanc", .caption = "Blanc sur noir", .lang = "fr", .size = TEXT_LARGE, .theme = THEME_WHITE },
	{ .name = "jaune", .caption = "Jaune sur noir", .lang = "fr", .size = TEXT_LARGE, .theme = THEME_YELLOW },
	{ .name = "grand", .caption = "Très grands caractères", .lang = "fr", .size = TEXT_HUGE, .theme = THEME_LIGHT },
	{ .name = "arabe", .caption = "En arabe", .lang = "ar", .size = TEXT_LARGE, .theme = THEME_LIGHT },
	{ .name = "bas", .caption = "À portée basse", .lang = "fr", .size = TEXT_LARGE, .theme = THEME_LIGHT, .low_reach = true },
	{ .name = "paysage", .caption = "Écran couché", .lang = "fr", .size = TEXT_LARGE, .theme = THEME_LIGHT, .glass = 1 },
};

/* Which screens stand together, in the order of a visit. */
static const struct chapter {
	const char *title, *screens[16];
} chapters[] = {
	{ "Arriver", { "idle", "home", "languages", "help", "talk", "declaration" } },
	{ "Trouver", { "search", "places", "place", "departments", "department", "guide", "agenda", "event", "article", "waste" } },
	{ "Faire une demande", { "services", "checklist", "form", "review", "privacy", "number" } },
	{ "Suivre une demande", { "follow", "thread", "reply" } },
	{ "Quand il le faut", { "alert", "still-there", "quit", "maintenance" } },
};

/* The average of SHRINK by SHRINK pixels. */
static uint32_t average(const struct canvas *canvas, int x, int y)
{
	unsigned sum[3] = { 0 };

	for (int i = 0; i < SHRINK * SHRINK; i++) {
		uint32_t c = canvas->pixels[(size_t)(y * SHRINK + i / SHRINK) * (size_t)canvas->stride + (size_t)(x * SHRINK + i % SHRINK)];

		for (int k = 0; k < 3; k++)
			sum[k] += c >> (8 * k) & 0xff;
	}
	for (int k = 0; k < 3; k++)
		sum[k] = (sum[k] + SHRINK * SHRINK / 2) / (SHRINK * SHRINK);
	return sum[2] << 16 | sum[1] << 8 | sum[0];
}

static bool write_small(const struct canvas *canvas, const char *path, struct err *err)
{
	SDL_Surface *small = SDL_CreateRGBSurfaceWithFormat(0, canvas->width / SHRINK, canvas->height / SHRINK, 32, SDL_PIXELFORMAT_RGB888);
	bool ok;

	if (!small)
		return err_set(err, ERR_SYSTEM, "%s: %s", path, SDL_GetError());
	for (int y = 0; y < small->h; y++)
		for (int x = 0; x < small->w; x++)
			((uint32_t *)small->pixels)[y * small->pitch / 4 + x] = average(canvas, x, y);
	ok = IMG_SavePNG(small, path) == 0 || err_set(err, ERR_SYSTEM, "%s: %s", path, SDL_GetError());
	SDL_FreeSurface(small);
	return ok;
}

static void picture_path(char *out, const char *folder, const struct audit_state *state, const struct view *view)
{
	snprintf(out, PATH_BYTES, "%s%s%s-%s.png", folder, *folder ? "/" : "", state->name, view->name);
}

static int lang_index(const char *code)
{
	for (int i = 0; i < LANGS_LEN; i++)
		if (streq(langs[i].code, code))
			return i;
	return 0;
}

bool thumbs_draw(const char *folder, struct looker *looker, const struct audit_state *state, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(views); i++) {
		const struct view *v = &views[i];
		struct combination c = { .lang = lang_index(v->lang), .size = v->size, .glass = v->glass, .low_reach = v->low_reach, .theme = v->theme };
		struct audit_page page;
		char path[PATH_BYTES];

		looker_show(looker, &c, true, &page);
		picture_path(path, folder, state, v);
		if (!write_small(page.canvas, path, err))
			return false;
	}
	return true;
}

/* ---- the page */

static const char head[] =
	"<!doctype html>\n<html lang=\"fr\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
	"<title>Parvis : tous les écrans</title>\n<style>\n"
	"body { margin: 0 auto; max-width: 1500px; padding: 48px 30px; background: #f5f3ee; color: #10212e; font: 18px/1.5 \"Noto Sans\", sans-serif }\n"
	"h1 { font-size: 40px; line-height: 1.15; margin: 0 0 8px } h2 { font-size: 28px; margin: 72px 0 0; padding-top: 16px; border-top: 3px solid #0b3c55 }\n"
	"h3 { font-size: 20px; margin: 36px 0 12px } p { max-width: 46em; margin: 0 0 8px; color: #3d5261 }\n"
	".row { display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-start } figure { margin: 0 }\n"
	"img { display: block; height: 252px; width: auto; border-radius: 10px; border: 1px solid #d9d4c7; background: #fff }\n"
	"img.lying { height: 142px } figcaption { font-size: 14px; margin-top: 6px; color: #3d5261; max-width: 290px }\n"
	"nav a { display: inline-block; margin: 16px 20px 0 0; color: #0b3c55 }\n"
	"</style>\n<h1>Tous les écrans du totem</h1>\n"
	"<p>Chaque écran, dans les quatre thèmes, en très grands caractères, en arabe, en mode bas et sur un écran couché. "
	"Le totem parle douze langues. L’audit vérifie chaque écran dans chaque combinaison ; ces images en montrent une partie.</p>\n";

static bool belongs(const struct audit_state *state, const struct chapter *chapter)
{
	size_t len = strcspn(state->name, ".");

	for (size_t i = 0; i < ARRAY_LEN(chapter->screens) && chapter->screens[i]; i++)
		if (strlen(chapter->screens[i]) == len && strncmp(chapter->screens[i], state->name, len) == 0)
			return true;
	return false;
}

/* A screen that nobody put into a chapter stands in the last one. */
static size_t chapter_of(const struct audit_state *state)
{
	for (size_t i = 0; i < ARRAY_LEN(chapters); i++)
		if (belongs(state, &chapters[i]))
			return i;
	return ARRAY_LEN(chapters) - 1;
}

static void write_row(FILE *out, const struct audit_state *state)
{
	fprintf(out, "<h3>%s</h3>\n<div class=\"row\">\n", state->title);
	for (size_t i = 0; i < ARRAY_LEN(views); i++) {
		char path[PATH_BYTES];

		picture_path(path, "", state, &views[i]);
		fprintf(out, "<figure><a href=\"%s\"><img%s loading=\"lazy\" src=\"%s\" alt=\"%s, %s\"></a><figcaption>%s</figcaption></figure>\n", path,
		        views[i].glass == 1 ? " class=\"lying\"" : "", path, state->title, views[i].caption, views[i].caption);
	}
	fputs("</div>\n", out);
}

bool thumbs_page(const char *folder, const struct audit_state *states, size_t count, struct err *err)
{
	char path[PATH_BYTES];
	FILE *out;

	snprintf(path, sizeof(path), "%s/index.html", folder);
	out = fopen(path, "w");
	if (!out)
		return err_errno(err, "%s", path);
	fputs(head, out);
	fputs("<nav>", out);
	for (size_t c = 0; c < ARRAY_LEN(chapters); c++)
		fprintf(out, "<a href=\"#c%zu\">%s</a>", c, chapters[c].title);
	fputs("</nav>\n", out);
	for (size_t c = 0; c < ARRAY_LEN(chapters); c++) {
		fprintf(out, "<h2 id=\"c%zu\">%s</h2>\n", c, chapters[c].title);
		for (size_t i = 0; i < count; i++)
			if (states[i].title && chapter_of(&states[i]) == c)
				write_row(out, &states[i]);
	}
	fputs("</html>\n", out);
	return fclose(out) == 0 || err_errno(err, "%s", path);
}
