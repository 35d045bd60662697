#include "kiosk/photo.h"

#include <SDL_image.h>
#include <sys/stat.h>

#include "common/base/utf8.h"
#include "kiosk/data.h"
#include "kiosk/notes.h"

enum { BYTES_MAX = 8 * 1024 * 1024, PIXELS_MAX = 40 * 1000 * 1000, SIDE_MAX = 16000, CORNER = 36 };

struct photo_job {
	struct work work;
	char path[1024];
	int w, h;
	uint32_t *argb;   /* NULL: it could not be read, WHY */
	const char *why;
	uint64_t of;      /* when the file was changed: another one may be read */
};

/* ---- on the worker */

static uint32_t be(const unsigned char *at, int bytes)
{
	uint32_t n = 0;

	for (int i = 0; i < bytes; i++)
		n = n << 8 | at[i];
	return n;
}

static bool png_size(const unsigned char *data, size_t len, uint32_t *ret_w, uint32_t *ret_h)
{
	static const unsigned char head[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

	if (len < 24 || memcmp(data, head, sizeof(head)) != 0)
		return false;
	*ret_w = be(data + 16, 4);
	*ret_h = be(data + 20, 4);
	return true;
}

/* The first frame header among a JPEG's segments (ITU T.81, B.1). */
static bool jpeg_size(const unsigned char *data, size_t len, uint32_t *ret_w, uint32_t *ret_h)
{
	size_t at = 2;

	if (len < 4 || data[0] != 0xff || data[1] != 0xd8)
		return false;
	while (at + 9 <= len && data[at] == 0xff) {
		unsigned char marker = data[at + 1];

		if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
			*ret_h = be(data + at + 5, 2);
			*ret_w = be(data + at + 7, 2);
			return true;
		}
		at += marker == 0xff ? 1 : 2 + be(data + at + 2, 2);
	}
	return false;
}

/* A JPEG that was cut off decodes, the rest of it grey: its last marker tells. Some programs write something behind it. */
static bool jpeg_ends(const unsigned char *data, size_t len)
{
	for (size_t i = len; i-- > 1 && len - i < 65536;)
		if (data[i - 1] == 0xff && data[i] == 0xd9)
			return true;
	return false;
}

static SDL_Surface *decoded(const unsigned char *data, size_t len, const char **ret_why)
{
	uint32_t w = 0, h = 0;
	bool png = png_size(data, len, &w, &h);
	SDL_Surface *raw, *argb;
	SDL_RWops *rw;

	*ret_why = "neither a JPEG nor a PNG";
	if (!png && !jpeg_size(data, len, &w, &h))
		return NULL;
	*ret_why = "too large";
	if (!w || !h || w > SIDE_MAX || h > SIDE_MAX || (uint64_t)w * h > PIXELS_MAX)
		return NULL;
	*ret_why = "damaged";
	if (!png && !jpeg_ends(data, len))
		return NULL;
	rw = SDL_RWFromConstMem(data, (int)len);
	raw = !rw ? NULL : png ? IMG_LoadPNG_RW(rw) : IMG_LoadJPG_RW(rw);
	if (rw)
		SDL_RWclose(rw);
	argb = raw ? SDL_ConvertSurfaceFormat(raw, SDL_PIXELFORMAT_ARGB8888, 0) : NULL;
	SDL_FreeSurface(raw);
	return argb;
}

/* The mean of the source pixels under each pixel: small pictures of large ones without noise. FROM: the part that is shown. */
static void scale(const SDL_Surface *source, SDL_Rect from, uint32_t *to, int w, int h)
{
	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++) {
			int x0 = from.x + (int)((int64_t)x * from.w / w), x1 = MAX(x0 + 1, from.x + (int)((int64_t)(x + 1) * from.w / w));
			int y0 = from.y + (int)((int64_t)y * from.h / h), y1 = MAX(y0 + 1, from.y + (int)((int64_t)(y + 1) * from.h / h));
			uint32_t sum[4] = { 0 }, n = (uint32_t)((x1 - x0) * (y1 - y0));

			for (int sy = y0; sy < y1; sy++) {
				const uint32_t *row = (const uint32_t *)(const void *)((const char *)source->pixels + (size_t)sy * (size_t)source->pitch);

				for (int sx = x0; sx < x1; sx++)
					for (int c = 0; c < 4; c++)
						sum[c] += row[sx] >> (8 * c) & 0xff;
			}
			to[y * w + x] = 0;
			for (int c = 0; c < 4; c++)
				to[y * w + x] |= sum[c] / n << (8 * c);
		}
}

static void round_corners(uint32_t *argb, int w, int h)
{
	int radius = MIN(w, h) * 2 / CORNER + 1;

	for (int y = 0; y < radius; y++)
		for (int x = 0; x < radius; x++) {
			float dx = (float)(radius - x) - 0.5F, dy = (float)(radius - y) - 0.5F;
			float out = SDL_sqrtf(dx * dx + dy * dy) - (float)radius + 0.5F;
			uint32_t cover = (uint32_t)(255 * CLAMP(1 - out, 0.0F, 1.0F));
			int at[4] = { y * w + x, y * w + w - 1 - x, (h - 1 - y) * w + x, (h - 1 - y) * w + w - 1 - x };

			for (int i = 0; i < 4; i++)
				argb[at[i]] = (argb[at[i]] & 0xffffff) | (argb[at[i]] >> 24) * cover / 255 << 24;
		}
}

uint32_t *photo_decode(const unsigned char *data, size_t len, int w, int h, const char **ret_why)
{
	SDL_Surface *source = decoded(data, len, ret_why);
	SDL_Rect part;
	uint32_t *argb;

	if (!source)
		return NULL;
	/* As much of its middle as has the page's proportions. */
	part = (SDL_Rect){ .w = MIN(source->w, MAX(1, (int)((int64_t)source->h * w / h))) };
	part.h = MIN(source->h, MAX(1, (int)((int64_t)part.w * h / w)));
	part.x = (source->w - part.w) / 2;
	part.y = (source->h - part.h) / 2;
	argb = calloc((size_t)w * (size_t)h, sizeof(*argb));
	if (!argb)
		abort();
	scale(source, part, argb, w, h);
	round_corners(argb, w, h);
	SDL_FreeSurface(source);
	return argb;
}

static void photo_run(struct work *work)
{
	struct photo_job *job = (struct photo_job *)work;
	FILE *file = fopen(job->path, "rb");
	unsigned char *data = NULL;
	size_t len = 0;

	job->why = "cannot be read";
	if (file) {
		data = malloc(BYTES_MAX + 1);
		len = data ? fread(data, 1, BYTES_MAX + 1, file) : 0;
		fclose(file);
	}
	if (len > BYTES_MAX)
		job->why = "too large";
	else if (len)
		job->argb = photo_decode(data, len, job->w, job->h, &job->why);
	free(data);
}

static void photo_free(struct work *work)
{
	free(((struct photo_job *)work)->argb);
	free(work);
}

/* ---- on the main thread */

/* Ids are letters, digits and hyphens (docs/town-file.md): whatever else stands in one leads nowhere. */
static bool is_plain(const char *id)
{
	return *id && strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == strlen(id);
}

void photo_ask(const struct screen_ctx *ctx, const char *kind, const char *id)
{
	static const char *const endings[] = { "jpg", "jpeg", "png" };

	if (!ctx->photo_w || !is_plain(or_empty(id)))
		return;
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		struct photo_job *job = calloc(1, sizeof(*job));
		struct stat st;

		if (!job)
			abort();
		snprintf(job->path, sizeof(job->path), "%s/pictures/%s-%s.%s", ctx->data->state, kind, id, endings[i]);
		if (stat(job->path, &st) != 0 || !S_ISREG(st.st_mode)) {
			free(job);
			continue;
		}
		job->work = (struct work){ .kind = PHOTO, .run = photo_run, .free = photo_free, .owner = ctx->opening };
		job->w = ctx->photo_w;
		job->h = ctx->photo_h;
		job->of = (uint64_t)st.st_mtime;
		worker_submit(ctx->worker, &job->work);
		return;
	}
}

bool photo_take(struct screen_ctx *ctx, const struct work *work, struct photo *ret_photo)
{
	const struct photo_job *job = (const struct photo_job *)work;
	size_t bytes;
	uint32_t *kept;

	if (!streq(work->kind, PHOTO))
		return false;
	if (!job->argb) {
		note_picture(strrchr(job->path, '/') + 1, job->why, job->of);
		return true;
	}
	bytes = sizeof(*kept) * (size_t)job->w * (size_t)job->h;
	kept = arena_alloc(ctx->arena, bytes);
	memcpy(kept, job->argb, bytes);
	*ret_photo = (struct photo){ .argb = kept, .w = job->w, .h = job->h };
	return true;
}
