#include "kiosk/photo.h"

#include <SDL_image.h>

#include "common/base/utf8.h"
#include "common/domain/picture.h"
#include "kiosk/data.h"
#include "kiosk/notes.h"

enum { CORNER = 36 };

struct photo_job {
	struct work work;
	char path[1024];    /* of the replica */
	char id[64];
	int w, h;
	int64_t rev;
	uint32_t *argb;     /* NULL: it could not be read, ERR */
	struct err err;
};

/* ---- on the worker */

static SDL_Surface *decoded(const unsigned char *data, size_t len, struct err *err)
{
	SDL_Surface *raw, *argb;
	struct picture_size size;
	SDL_RWops *rw;

	if (!picture_look(data, len, &size, err))
		return NULL;
	rw = SDL_RWFromConstMem(data, (int)len);
	raw = !rw ? NULL : size.png ? IMG_LoadPNG_RW(rw) : IMG_LoadJPG_RW(rw);
	if (rw)
		SDL_RWclose(rw);
	argb = raw ? SDL_ConvertSurfaceFormat(raw, SDL_PIXELFORMAT_ARGB8888, 0) : NULL;
	SDL_FreeSurface(raw);
	if (!argb)
		err_set(err, ERR_BAD_INPUT, "damaged");
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

uint32_t *photo_decode(const unsigned char *data, size_t len, int w, int h, struct err *err)
{
	SDL_Surface *source = decoded(data, len, err);
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

/* A connection of its own: the screen's belongs to the main thread. */
static void photo_run(struct work *work)
{
	struct photo_job *job = (struct photo_job *)work;
	struct strbuf bytes = STRBUF_INIT;
	struct db *db = NULL;

	if (db_open(job->path, DB_READ_ONLY, &db, &job->err) && picture_bytes(db, job->id, &bytes, &job->err))
		job->argb = photo_decode((const unsigned char *)strbuf_str(&bytes), bytes.len, job->w, job->h, &job->err);
	strbuf_done(&bytes);
	db_close(db);
}

static void photo_free(struct work *work)
{
	free(((struct photo_job *)work)->argb);
	free(work);
}

/* ---- on the main thread */

static void submit(const struct screen_ctx *ctx, struct photo *photo)
{
	struct photo_job *job = calloc(1, sizeof(*job));

	if (!job)
		abort();
	job->work = (struct work){ .kind = PHOTO, .run = photo_run, .free = photo_free, .owner = ctx->opening };
	utf8_copy(job->path, sizeof(job->path), db_path(ctx->data->db));
	utf8_copy(job->id, sizeof(job->id), photo->picture.id);
	job->w = photo->w = ctx->photo_w;
	job->h = photo->h = ctx->photo_h;
	job->rev = photo->asked = photo->picture.rev;
	photo->argb = NULL;
	photo->bad = false;
	worker_submit(ctx->worker, &job->work);
}

void photo_ask(const struct screen_ctx *ctx, const char *kind, const char *id, struct photo *photo)
{
	const char *owner = arena_printf(ctx->arena, "%s:%s", kind, or_empty(id));
	struct err err;

	if (!picture_of(ctx->data->db, ctx->session->lang, owner, ctx->arena, &photo->picture, &err)) {
		*photo = (struct photo){ .argb = NULL };
		return;
	}
	if (ctx->photo_w && (photo->asked != photo->picture.rev || photo->w != ctx->photo_w || photo->h != ctx->photo_h))
		submit(ctx, photo);
	if (photo->bad)
		photo->picture.id = NULL;
}

bool photo_take(struct screen_ctx *ctx, const struct work *work, struct photo *photo)
{
	const struct photo_job *job = (const struct photo_job *)work;
	size_t bytes;
	uint32_t *kept;

	if (!streq(work->kind, PHOTO))
		return false;
	if (job->rev != photo->asked || job->w != photo->w || job->h != photo->h)
		return true; /* another one was asked for since */
	if (!job->argb) {
		char name[80];

		snprintf(name, sizeof(name), "picture %s", job->id);
		note_picture(name, job->err.text, (uint64_t)job->rev);
		photo->bad = true;
		photo->picture.id = NULL;
		return true;
	}
	bytes = sizeof(*kept) * (size_t)job->w * (size_t)job->h;
	kept = arena_alloc(ctx->arena, bytes);
	memcpy(kept, job->argb, bytes);
	photo->argb = kept;
	return true;
}

void photo_build(const struct screen_ctx *ctx, const struct photo *photo, struct ui *ui)
{
	const struct picture *picture = &photo->picture;

	if (!picture->id)
		return;
	ui_photo(ui, (struct ui_photo){
		.argb = photo->argb, .w = photo->w, .h = photo->h, .alt = picture->alt,
		.lang = kiosk_data_lang(ctx->data, picture->alt_lang),
		.caption = picture->credit ? ui_trf(ui, picture->drawn ? "picture.drawn_by" : "picture.photo_by", "who", picture->credit, NULL)
		         : picture->drawn  ? ui_tr(ui, "picture.drawn")
		                           : NULL });
}
