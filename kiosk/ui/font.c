#include "kiosk/ui/font.h"

#include <SDL_ttf.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/utf8.h"
#include "kiosk/ui/cache.h"

#define NOTO "truetype/noto/"
#define NOTO_FILES(name) .file = { NOTO "NotoSans" name "-Regular.ttf", NOTO "NotoSans" name "-Bold.ttf" }, .package = "fonts-noto-core"

/* A script's row comes before the fallbacks; the first row has nearly everything in Europe, and the last, which is on every
 * Debian that shows anything, takes the place of what is missing. */
static const struct face_row {
	uint32_t first, last, first2, last2;
	const char *script; /* ISO 15924 */
	const char *file[2], *package;
} rows[] = {
	[FONT_DEFAULT] = { .script = "Latn", NOTO_FILES("") },
	{ .script = "Latn", .file = { "truetype/andika/Andika-Regular.ttf", "truetype/andika/Andika-Bold.ttf" },
	  .package = "fonts-sil-andika" },
	{ .first = 0x600, .last = 0x8ff, .first2 = 0xfb50, .last2 = 0xfefc, .script = "Arab", NOTO_FILES("Arabic") },
	{ .first = 0x590, .last = 0x5ff, .first2 = 0xfb1d, .last2 = 0xfb4f, .script = "Hebr", NOTO_FILES("Hebrew") },
	{ .first = 0x530, .last = 0x58f, .script = "Armn", NOTO_FILES("Armenian") },
	{ .first = 0x10a0, .last = 0x10ff, .script = "Geor", NOTO_FILES("Georgian") },
	{ .first = 0x900, .last = 0x97f, .script = "Deva", NOTO_FILES("Devanagari") },
	{ .first = 0xb80, .last = 0xbff, .script = "Taml", NOTO_FILES("Tamil") },
	{ .first = 0x980, .last = 0x9ff, .script = "Beng", NOTO_FILES("Bengali") },
	{ .script = "Zsym", NOTO_FILES("Symbols") },
	{ .script = "Zsym", .file = { NOTO "NotoSansSymbols2-Regular.ttf", NOTO "NotoSansSymbols2-Regular.ttf" }, .package = "fonts-noto-core" },
	{ .script = "Latn", .file = { "truetype/dejavu/DejaVuSans.ttf", "truetype/dejavu/DejaVuSans-Bold.ttf" }, .package = "fonts-dejavu-core" },
};

static const char icon_file[] = "truetype/material-design-icons-iconfont/MaterialIcons-Regular.ttf";
static const char icon_package[] = "fonts-material-design-icons-iconfont";
static const char default_root[] = "/usr/share/fonts";

enum { FACES = ARRAY_LEN(rows), FONT_EASY = 1, FONT_LAST = FACES - 1, OPEN_MAX = 48, PIECE_MAX = 16 * 1024, WIDTHS = 4096 };

struct mapped {
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

/* Of a text that was measured: a page is broken into lines at several widths, and each word is shaped once. The hash is of all
 * 64 bits; the text itself is not kept. */
struct measured {
	uint64_t hash;
	int width;
};

struct fonts {
	char root[512];
	struct mapped face[FACES][2];
	struct mapped icons;
	struct opened open[OPEN_MAX];
	uint32_t tick;
	bool easy;
	char piece[PIECE_MAX + 1];
	struct measured widths[WIDTHS];
};

static void unmap(struct mapped *mapped)
{
	if (mapped->data)
		munmap(mapped->data, mapped->len);
	mapped->data = NULL;
}

static TTF_Font *open_at(const struct mapped *mapped, int px)
{
	return TTF_OpenFontRW(SDL_RWFromConstMem(mapped->data, (int)mapped->len), 1, px);
}

/* Once a file, and once opened to see that it is a font: what is damaged counts as missing. */
static bool map_file(const struct fonts *fonts, struct mapped *mapped, const char *file)
{
	char path[1024];
	struct stat st;
	TTF_Font *font;
	int fd;

	if (mapped->tried)
		return mapped->data;
	mapped->tried = true;
	snprintf(path, sizeof(path), "%s/%s", fonts->root, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && st.st_size < INT_MAX) {
		void *data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);

		if (data != MAP_FAILED) {
			mapped->data = data;
			mapped->len = (size_t)st.st_size;
		}
	}
	close(fd);
	if (!mapped->data)
		return false;
	font = open_at(mapped, 16);
	if (font)
		TTF_CloseFont(font);
	else
		unmap(mapped);
	return mapped->data;
}

/* FACE in this weight, or in the other one where that is all there is. */
static struct mapped *own_mapping(struct fonts *fonts, int face, bool bold)
{
	if (face == FONT_ICONS)
		return map_file(fonts, &fonts->icons, icon_file) ? &fonts->icons : NULL;
	for (int i = 0; i < 2; i++, bold = !bold)
		if (map_file(fonts, &fonts->face[face][bold], rows[face].file[bold]))
			return &fonts->face[face][bold];
	return NULL;
}

/* The same, or what takes its place. */
static struct mapped *mapping(struct fonts *fonts, int face, bool bold)
{
	struct mapped *mapped = own_mapping(fonts, face, bold);

	if (!mapped && face != FONT_ICONS && face != FONT_DEFAULT)
		mapped = own_mapping(fonts, FONT_DEFAULT, bold);
	if (!mapped && face != FONT_ICONS)
		mapped = own_mapping(fonts, FONT_LAST, bold);
	return mapped;
}

bool fonts_missing(struct fonts *fonts, size_t index, const char **ret_file, const char **ret_package)
{
	for (int i = 0; i < 2 * FONT_LAST; i++) /* the last one is only a substitute */
		if (!map_file(fonts, &fonts->face[i / 2][i % 2], rows[i / 2].file[i % 2]) && index-- == 0) {
			*ret_file = rows[i / 2].file[i % 2];
			*ret_package = rows[i / 2].package;
			return true;
		}
	*ret_file = icon_file;
	*ret_package = icon_package;
	return !map_file(fonts, &fonts->icons, icon_file) && index == 0;
}

void fonts_easy(struct fonts *fonts, bool easy)
{
	fonts->easy = easy && own_mapping(fonts, FONT_EASY, false);
}

bool fonts_new(struct fonts **ret_fonts, const char *root, struct err *err)
{
	struct fonts *fonts = calloc(1, sizeof(*fonts));

	if (!fonts)
		abort();
	snprintf(fonts->root, sizeof(fonts->root), "%s", root ? root : default_root);
	if (TTF_Init() != 0) {
		err_set(err, ERR_SYSTEM, "fonts: %s", TTF_GetError());
		free(fonts);
		return false;
	}
	if (!mapping(fonts, FONT_DEFAULT, false)) {
		err_set(err, ERR_NOT_FOUND, "%s/%s is missing or damaged: install the package %s", fonts->root, rows[FONT_DEFAULT].file[0],
		        rows[FONT_DEFAULT].package);
		fonts_free(fonts);
		return false;
	}
	*ret_fonts = fonts;
	return true;
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
			unmap(&fonts->face[i][bold]);
	unmap(&fonts->icons);
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
		return NULL; /* icons only */
	if (slot->font)
		TTF_CloseFont(slot->font);
	slot->font = open_at(mapped, px);
	if (!slot->font)
		abort(); /* it opened once: no memory is left */
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

	if (!font)
		return NULL;
	TTF_SetFontDirection(font, at.rtl ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR);
	TTF_SetFontScriptName(font, at.font == FONT_ICONS ? "Zsym" : at.font == FONT_LAST && at.rtl ? "Arab" : rows[at.font].script);
	return font;
}

static bool has(struct fonts *fonts, int face, uint32_t c)
{
	return own_mapping(fonts, face, false) && TTF_GlyphIsProvided32(opened(fonts, face, 32, false), c);
}

/* What Latin, Greek and Cyrillic are set in. */
static int base_face(struct fonts *fonts, uint32_t c)
{
	return fonts->easy && has(fonts, FONT_EASY, c) ? FONT_EASY : FONT_DEFAULT;
}

/* Letters have a script; these go with their neighbours. */
static bool is_common(uint32_t c)
{
	return c < 'A' || (c > 'Z' && c < 'a') || (c > 'z' && c < 0xc0) || (c >= 0x2000 && c <= 0x206f) || (c >= 0x300 && c <= 0x36f);
}

int font_for(struct fonts *fonts, uint32_t c, int current)
{
	if (is_common(c))
		return current != FONT_DEFAULT && has(fonts, current, c) ? current : base_face(fonts, c);
	if (c < 0x530)
		return base_face(fonts, c);
	for (int i = 1; i < (int)FACES; i++)
		if (((c >= rows[i].first && c <= rows[i].last) || (c >= rows[i].first2 && c <= rows[i].last2)) && own_mapping(fonts, i, false))
			return i;
	if (has(fonts, FONT_DEFAULT, c))
		return FONT_DEFAULT;
	for (int i = FONT_EASY + 1; i < (int)FACES; i++)
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
	uint64_t head = (uint64_t)len << 32 | (uint64_t)at.px << 16 | (uint64_t)at.font << 2 | (uint64_t)at.bold << 1 | at.rtl;
	uint64_t hash = cache_hash(head, s, len);
	struct measured *known = &fonts->widths[hash % WIDTHS];
	TTF_Font *font;
	int width = 0;

	if (known->hash == hash)
		return known->width;
	font = ready(fonts, at);
	if (len && font && TTF_SizeUTF8(font, piece(fonts, s, len), &width, NULL) != 0)
		width = 0;
	*known = (struct measured){ .hash = hash, .width = width };
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
	SDL_Surface *surface = len && font ? TTF_RenderUTF8_Shaded(font, piece(fonts, s, len), white, black) : NULL;
	struct mask *mask;
	int top = 0, bottom;

	*ret_dy = at.font == FONT_ICONS || !font ? 0 : font_baseline(fonts, at.px, at.bold) - TTF_FontAscent(font);
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
