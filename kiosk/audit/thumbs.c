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
	{ .name = "arabe", .caption = "Arabe, de droite à gauche", .lang = "ar", .size = TEXT_LARGE, .theme = THEME_LIGHT },
	{ .name = "bas", .caption = "À portée de fauteuil", .lang = "fr", .size = TEXT_LARGE, .theme = THEME_LIGHT, .low_reach = true },
	{ .name = "paysage", .caption = "Écran en largeur", .lang = "fr", .size = TEXT_LARGE, .theme = THEME_LIGHT, .glass = 1 },
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
	"<title>Tous les écrans du totem</title>\n<style>\n"
	"body { margin: 0; background: #f5f3ee; color: #10212e; font: 18px/1.5 \"Noto Sans\", sans-serif }\n"
	"header { background: #1b3b67; color: #fff } header > div, main { max-width: 1500px; margin: 0 auto; padding: 56px 40px }\n"
	"header p { color: #e9f0f4; max-width: 44em; margin: 16px 0 0; font-size: 20px } h1 { font-size: 52px; line-height: 1.15; margin: 0 }\n"
	".town { font-size: 22px; margin: 0 0 8px } dl { display: flex; flex-wrap: wrap; gap: 16px; margin: 40px 0 0 }\n"
	"dl div { background: #fff; color: #10212e; border-radius: 20px; padding: 18px 26px; min-width: 8em } dt { font-size: 16px; color: #384d5b }\n"
	"dd { margin: 0; font-size: 34px; font-weight: bold; line-height: 1.3 } .good dd { color: #134f2a } .bad dd { color: #7a1313 }\n"
	"main { padding-top: 24px } nav { display: flex; flex-wrap: wrap; gap: 12px }\n"
	"nav a { padding: 10px 22px; border: 2px solid #737f89; border-radius: 20px; background: #fff; color: #1b3b67; font-weight: bold; text-decoration: none }\n"
	"h2 { font-size: 36px; line-height: 1.2; margin: 72px 0 0 } h3 { font-size: 22px; margin: 40px 0 14px }\n"
	".row { display: grid; grid-template-columns: repeat(7, 1fr) 2fr; gap: 18px; align-items: end } figure { margin: 0 }\n"
	"img { display: block; width: 100%; height: auto; border-radius: 10px; box-shadow: 0 0 0 1px #d9d4c7 }\n"
	"figcaption { font-size: 15px; line-height: 1.3; margin-top: 10px; color: #384d5b; min-height: 2.6em }\n"
	"@media (max-width: 1100px) { .row { grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)) } }\n"
	"</style>\n";

static void write_fact(FILE *out, const char *class, unsigned long n, const char *what)
{
	char number[40];

	fprintf(out, "<div%s><dd>%s</dd><dt>%s</dt></div>\n", class, report_number(n, number, sizeof(number)), what);
}

/* In French first: this is for the mayor. */
static void write_head(FILE *out, const struct thumbs_about *about)
{
	const struct report_counts *c = about->counts;

	fputs(head, out);
	fprintf(out, "<header><div>\n<p class=\"town\">%s</p>\n<h1>Tous les écrans du totem</h1>\n"
	             "<p>Ce que chacun voit, selon ses yeux, sa langue et sa taille : quatre contrastes, quatre tailles de lettres, des commandes "
	             "à portée de fauteuil, l’arabe de droite à gauche.</p>\n"
	             "<p>Un programme a ouvert chaque écran et l’a mesuré dans chaque langue et chaque réglage : textes coupés, touches trop petites, "
	             "contrastes trop faibles, mots que la voix ne dirait pas.</p>\n<dl>\n", about->town);
	write_fact(out, "", c->screens, "écrans");
	write_fact(out, "", c->states, "situations");
	write_fact(out, "", c->languages, "langues");
	write_fact(out, "", c->laid + c->painted, "pages vérifiées");
	write_fact(out, about->faults ? " class=\"bad\"" : " class=\"good\"", about->faults, about->faults > 1 ? "défauts" : "défaut");
	fputs("</dl>\n</div></header>\n<main>\n<nav>", out);
	for (size_t i = 0; i < ARRAY_LEN(chapters); i++)
		fprintf(out, "<a href=\"#c%zu\">%s</a>", i, chapters[i].title);
	fputs("</nav>\n", out);
}

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
		fprintf(out, "<figure><a href=\"%s\"><img loading=\"lazy\" src=\"%s\" alt=\"%s, %s\"></a><figcaption>%s</figcaption></figure>\n", path, path,
		        state->title, views[i].caption, views[i].caption);
	}
	fputs("</div>\n", out);
}

bool thumbs_page(const char *folder, const struct audit_state *states, size_t count, const struct thumbs_about *about, struct err *err)
{
	char path[PATH_BYTES];
	FILE *out;

	snprintf(path, sizeof(path), "%s/index.html", folder);
	out = fopen(path, "w");
	if (!out)
		return err_errno(err, "%s", path);
	write_head(out, about);
	for (size_t c = 0; c < ARRAY_LEN(chapters); c++) {
		fprintf(out, "<h2 id=\"c%zu\">%s</h2>\n", c, chapters[c].title);
		for (size_t i = 0; i < count; i++)
			if (states[i].title && chapter_of(&states[i]) == c)
				write_row(out, &states[i]);
	}
	fputs("</main>\n</html>\n", out);
	return fclose(out) == 0 || err_errno(err, "%s", path);
}
