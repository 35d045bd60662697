#include "kiosk/ui/font.h"

#include <SDL_ttf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/utf8.h"

#define NOTO "/usr/share/fonts/truetype/noto/"

/* Debian: fonts-noto-core. A script's row comes before the fallbacks; the first row has nearly everything in Europe. */
static const struct face_row {
	uint32_t first, last, first2, last2;
	const char *script; /* ISO 15924 */
	const char *file[2];
} rows[] = {
	{ .script = "Latn", .file = { NOTO "NotoSans-Regular.ttf", NOTO "NotoSans-Bold.ttf" } },
	{ .first = 0x600, .last = 0x8ff, .first2 = 0xfb50, .last2 = 0xfefc, .script = "Arab",
	  .file = { NOTO "NotoSansArabic-Regular.ttf", NOTO "NotoSansArabic-Bold.ttf" } },
	{ .first = 0x590, .last = 0x5ff, .first2 = 0xfb1d, .last2 = 0xfb4f, .script = "Hebr",
	  .file = { NOTO "NotoSansHebrew-Regular.ttf", NOTO "NotoSansHebrew-Bold.ttf" } },
	{ .first = 0x530, .last = 0x58f, .script = "Armn",
	  .file = { NOTO "NotoSansArmenian-Regular.ttf", NOTO "NotoSansArmenian-Bold.ttf" } },
	{ .first = 0x10a0, .last = 0x10ff, .script = "Geor",
	  .file = { NOTO "NotoSansGeorgian-Regular.ttf", NOTO "NotoSansGeorgian-Bold.ttf" } },
	{ .first = 0x900, .last = 0x97f, .script = "Deva",
	  .file = { NOTO "NotoSansDevanagari-Regular.ttf", NOTO "NotoSansDevanagari-Bold.ttf" } },
	{ .first = 0xb80, .last = 0xbff, .script = "Taml",
	  .file = { NOTO "NotoSansTamil-Regular.ttf", NOTO "NotoSansTamil-Bold.ttf" } },
	{ .first = 0x980, .last = 0x9ff, .script = "Beng",
	  .file = { NOTO "NotoSansBengali-Regular.ttf", NOTO "NotoSansBengali-Bold.ttf" } },
	{ .script = "Zsym", .file = { NOTO "NotoSansSymbols-Regular.ttf", NOTO "NotoSansSymbols-Bold.ttf" } },
	{ .script = "Zsym", .file = { NOTO "NotoSansSymbols2-Regular.ttf", NOTO "NotoSansSymbols2-Regular.ttf" } },
};

static const char icon_file[] = "/usr/share/fonts/truetype/material-design-icons-iconfont/MaterialIcons-Regular.ttf";

enum { FACES = ARRAY_LEN(rows), OPEN_MAX = 48, PIECE_MAX = 16 * 1024 };

struct mapped {
	const char *file;
	void *data;
	size_t len;
	bool tried;
};

struct opened {
	TTF_Font *font;
	int face, px;
	bool bold;
	uint32_t used;
};

struct fonts {
	struct mapped face[FACES][2];
	struct mapped icons;
	struct opened open[OPEN_MAX];
	uint32_t tick;
	char piece[PIECE_MAX + 1];
};

static bool map_file(struct mapped *mapped, const char *file)
{
	struct stat st;
	int fd;

	if (mapped->tried)
		return mapped->data;
	mapped->tried = true;
	mapped->file = file;
	fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && st.st_size > 0) {
		void *data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);

		if (data != MAP_FAILED) {
			mapped->data = data;
			mapped->len = (size_t)st.st_size;
		}
	}
	close(fd);
	return mapped->data;
}

static struct mapped *mapping(struct fonts *fonts, int face, bool bold)
{
	struct mapped *mapped;

	if (face == FONT_ICONS)
		return map_file(&fonts->icons, icon_file) ? &fonts->icons : NULL;
	mapped = &fonts->face[face][bold];
	return map_file(mapped, rows[face].file[bold]) ? mapped : NULL;
}

bool fonts_new(struct fonts **ret_fonts, struct err *err)
{
	struct fonts *fonts = calloc(1, sizeof(*fonts));

	if (!fonts)
		abort();
	if (TTF_Init() != 0) {
		err_set(err, ERR_SYSTEM, "fonts: %s", TTF_GetError());
		free(fonts);
		return false;
	}
	for (int bold = 0; bold < 2; bold++)
		if (!mapping(fonts, FONT_DEFAULT, bold)) {
			err_set(err, ERR_NOT_FOUND, "%s is missing: install the package fonts-noto-core", rows[0].file[bold]);
			goto fail;
		}
	if (!mapping(fonts, FONT_ICONS, false)) {
		err_set(err, ERR_NOT_FOUND, "%s is missing: install the package fonts-material-design-icons-iconfont", icon_file);
		goto fail;
	}
	*ret_fonts = fonts;
	return true;
fail:
	fonts_free(fonts);
	return false;
}

void fonts_free(struct fonts *fonts)
{
	if (!fonts)
		return;
	for (int i = 0; i < OPEN_MAX; i++)
		if (fonts->open[i].font)
			TTF_CloseFont(fonts->open[i].font);
	for (int i = 0; i < FACES; i++)
		for (int bold = 0; bold < 2; bold++)
			if (fonts->face[i][bold].data)
				munmap(fonts->face[i][bold].data, fonts->face[i][bold].len);
	if (fonts->icons.data)
		munmap(fonts->icons.data, fonts->icons.len);
	TTF_Quit();
	free(fonts);
}

static TTF_Font *opened(struct fonts *fonts, int face, int px, bool bold)
{
	struct opened *slot = &fonts->open[0];
	struct mapped *mapped;

	fonts->tick++;
	for (int i = 0; i < OPEN_MAX; i++) {
		struct opened *o = &fonts->open[i];

		if (o->font && o->face == face && o->px == px && o->bold == bold) {
			o->used = fonts->tick;
			return o->font;
		}
		if (!o->font ? slot->font != NULL : slot->font && o->used < slot->used)
			slot = o;
	}
	mapped = mapping(fonts, face, bold);
	if (!mapped)
		return face == FONT_DEFAULT ? NULL : opened(fonts, FONT_DEFAULT, px, bold);
	if (slot->font)
		TTF_CloseFont(slot->font);
	slot->font = TTF_OpenFontRW(SDL_RWFromConstMem(mapped->data, (int)mapped->len), 1, px);
	if (!slot->font)
		abort(); /* a font file that cannot be read is a broken installation */
	TTF_SetFontHinting(slot->font, TTF_HINTING_LIGHT);
	slot->face = face;
	slot->px = px;
	slot->bold = bold;
	slot->used = fonts->tick;
	return slot->font;
}

static TTF_Font *ready(struct fonts *fonts, struct font_size at)
{
	TTF_Font *font = opened(fonts, at.font, at.px, at.bold);

	TTF_SetFontDirection(font, at.rtl ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR);
	TTF_SetFontScriptName(font, at.font == FONT_ICONS ? "Zsym" : rows[at.font].script);
	return font;
}

static bool has(struct fonts *fonts, int face, uint32_t c)
{
	return mapping(fonts, face, false) && TTF_GlyphIsProvided32(opened(fonts, face, 32, false), c);
}

/* Letters have a script; these go with their neighbours. */
static bool is_common(uint32_t c)
{
	return c < 'A' || (c > 'Z' && c < 'a') || (c > 'z' && c < 0xc0) || (c >= 0x2000 && c <= 0x206f) || (c >= 0x300 && c <= 0x36f);
}

int font_for(struct fonts *fonts, uint32_t c, int current)
{
	if (is_common(c)) {
		if (current == FONT_DEFAULT || has(fonts, current, c))
			return current;
		return FONT_DEFAULT;
	}
	if (c < 0x530)
		return FONT_DEFAULT;
	for (int i = 1; i < (int)FACES; i++)
		if ((c >= rows[i].first && c <= rows[i].last) || (c >= rows[i].first2 && c <= rows[i].last2))
			return mapping(fonts, i, false) ? i : FONT_DEFAULT;
	if (has(fonts, FONT_DEFAULT, c))
		return FONT_DEFAULT;
	for (int i = 1; i < (int)FACES; i++)
		if (!rows[i].first && has(fonts, i, c))
			return i;
	return FONT_DEFAULT;
}

static const char *piece(struct fonts *fonts, const char *s, size_t len)
{
	len = MIN(len, (size_t)PIECE_MAX);
	memcpy(fonts->piece, s, len);
	fonts->piece[len] = '\0';
	return fonts->piece;
}

int font_width(struct fonts *fonts, struct font_size at, const char *s, size_t len)
{
	int width = 0;

	if (len && TTF_SizeUTF8(ready(fonts, at), piece(fonts, s, len), &width, NULL) != 0)
		width = 0;
	return width;
}

int font_line(struct fonts *fonts, int px, bool bold)
{
	return TTF_FontHeight(opened(fonts, FONT_DEFAULT, px, bold));
}

int font_baseline(struct fonts *fonts, int px, bool bold)
{
	return TTF_FontAscent(opened(fonts, FONT_DEFAULT, px, bold));
}

static bool row_has_ink(const SDL_Surface *surface, int y)
{
	const unsigned char *row = (const unsigned char *)surface->pixels + (size_t)y * (size_t)surface->pitch;

	for (int x = 0; x < surface->w; x++)
		if (row[x])
			return true;
	return false;
}

struct mask *font_render(struct fonts *fonts, struct font_size at, const char *s, size_t len, int *ret_dy)
{
	static const SDL_Color white = { .r = 255, .g = 255, .b = 255, .a = 255 }, black = { .a = 255 };
	TTF_Font *font = ready(fonts, at);
	SDL_Surface *surface = len ? TTF_RenderUTF8_Shaded(font, piece(fonts, s, len), white, black) : NULL;
	struct mask *mask;
	int top = 0, bottom;

	*ret_dy = at.font == FONT_ICONS ? 0 : font_baseline(fonts, at.px, at.bold) - TTF_FontAscent(font);
	if (!surface) {
		mask = calloc(1, sizeof(*mask));
		if (!mask)
			abort();
		return mask;
	}
	/* Rows without ink are most of a line's height: not kept. */
	bottom = surface->h;
	while (top < bottom && !row_has_ink(surface, top))
		top++;
	while (bottom > top && !row_has_ink(surface, bottom - 1))
		bottom--;
	mask = malloc(sizeof(*mask) + (size_t)surface->w * (size_t)(bottom - top));
	if (!mask)
		abort();
	mask->w = surface->w;
	mask->h = bottom - top;
	for (int y = top; y < bottom; y++)
		memcpy(mask->data + (size_t)(y - top) * (size_t)mask->w,
		       (const unsigned char *)surface->pixels + (size_t)y * (size_t)surface->pitch, (size_t)mask->w);
	*ret_dy += top;
	SDL_FreeSurface(surface);
	return mask;
}
