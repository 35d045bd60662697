#include "hub/importers/tar.h"

#include "common/base/strbuf.h"

#include <errno.h>
#include <zstd.h>

enum { BLOCK = 512, INPUT = 1 << 17, WINDOW_LOG_MAX = 27 };

struct source {
	FILE *file;
	ZSTD_DStream *zstd; /* NULL: not compressed */
	unsigned char *input;
	ZSTD_inBuffer in;
	size_t hint; /* what zstd still expects: 0 at the end of a frame */
};

static void source_close(struct source *src)
{
	if (src->file)
		fclose(src->file);
	ZSTD_freeDStream(src->zstd);
	free(src->input);
}

static bool source_open(struct source *src, const char *path, struct err *err)
{
	size_t len = strlen(path);

	*src = (struct source){ .file = fopen(path, "re") };
	if (!src->file)
		return err_errno(err, "%s", path);
	if (len > 4 && streq(path + len - 4, ".zst")) {
		src->zstd = ZSTD_createDStream();
		src->input = malloc(INPUT);
		if (!src->zstd || !src->input)
			abort();
		ZSTD_DCtx_setParameter(src->zstd, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
	}
	return true;
}

/* Reads exactly LEN bytes, or none at the end of the file. */
static bool source_read(struct source *src, void *out, size_t len, size_t *ret_got, struct err *err)
{
	ZSTD_outBuffer to = { .dst = out, .size = len };

	if (!src->zstd) {
		*ret_got = fread(out, 1, len, src->file);
		return ferror(src->file) ? err_errno(err, "reading") : true;
	}
	while (to.pos < to.size) {
		size_t before = to.pos;

		if (src->in.pos == src->in.size) {
			size_t got = fread(src->input, 1, INPUT, src->file);

			if (ferror(src->file))
				return err_errno(err, "reading");
			src->in = (ZSTD_inBuffer){ .src = src->input, .size = got };
		}
		if (src->in.size == 0 && src->hint == 0)
			break;
		src->hint = ZSTD_decompressStream(src->zstd, &to, &src->in);
		if (ZSTD_isError(src->hint))
			return err_set(err, ERR_BAD_INPUT, "not zstd, or damaged (%s)", ZSTD_getErrorName(src->hint));
		if (src->in.size == 0 && to.pos == before)
			break;
	}
	*ret_got = to.pos;
	return true;
}

static bool read_octal(const unsigned char *field, size_t len, size_t *ret_value)
{
	size_t value = 0;
	size_t i = 0;

	while (i < len && field[i] == ' ')
		i++;
	for (; i < len && field[i] >= '0' && field[i] <= '7'; i++)
		value = value * 8 + (size_t)(field[i] - '0');
	if (i < len && field[i] != ' ' && field[i] != '\0')
		return false;
	*ret_value = value;
	return true;
}

static bool header_is_sound(const unsigned char head[BLOCK])
{
	size_t sum = 0;
	size_t said;

	for (size_t i = 0; i < BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : head[i];
	return read_octal(head + 148, 8, &said) && said == sum;
}

static void base_name(const unsigned char head[BLOCK], char out[101])
{
	const char *slash;

	memcpy(out, head, 100);
	out[100] = '\0';
	slash = strrchr(out, '/');
	if (slash)
		memmove(out, slash + 1, strlen(slash));
}

static bool read_all(struct source *src, tar_file_fn *each, void *ctx, struct err *err)
{
	struct strbuf data = STRBUF_INIT;
	size_t all = 0;
	bool ok = true;

	for (int files = 0; ok; files++) {
		unsigned char head[BLOCK];
		char name[101];
		size_t got, size, padded;

		ok = source_read(src, head, BLOCK, &got, err);
		if (!ok || got == 0 || (got == BLOCK && head[0] == '\0'))
			break;
		if (got != BLOCK || !header_is_sound(head) || !read_octal(head + 124, 12, &size)) {
			ok = err_set(err, ERR_BAD_INPUT, "not a tar file, or cut short after %d files", files);
			break;
		}
		if (size > TAR_FILE_MAX || files >= TAR_FILES_MAX) {
			ok = err_set(err, ERR_BAD_INPUT, "a file in it is larger than %d MiB, or there are more than %d",
			             TAR_FILE_MAX >> 20, TAR_FILES_MAX);
			break;
		}
		all += size; /* a few hundred kB may unpack to gigabytes, which who reads them keeps */
		if (all > TAR_ALL_MAX) {
			ok = err_set(err, ERR_BAD_INPUT, "the files in it are more than %d MiB together", TAR_ALL_MAX >> 20);
			break;
		}
		base_name(head, name);
		padded = (size + BLOCK - 1) / BLOCK * BLOCK;
		strbuf_truncate(&data, 0);
		while (ok && data.len < padded) {
			unsigned char block[16 * BLOCK];
			size_t want = MIN(padded - data.len, sizeof(block));

			ok = source_read(src, block, want, &got, err);
			if (ok && got != want)
				ok = err_set(err, ERR_BAD_INPUT, "cut short inside %s", name);
			if (ok)
				strbuf_addn(&data, block, got);
		}
		if (ok && (head[156] == '0' || head[156] == '\0')) {
			strbuf_truncate(&data, size);
			ok = each(ctx, name, (struct bytes){ (const unsigned char *)strbuf_str(&data), size }, err);
		}
	}
	strbuf_done(&data);
	return ok;
}

bool tar_read(const char *path, tar_file_fn *each, void *ctx, struct err *err)
{
	struct source src;
	bool ok;

	if (!source_open(&src, path, err)) {
		source_close(&src);
		return false;
	}
	ok = read_all(&src, each, ctx, err);
	source_close(&src);
	return ok || err_prefix(err, "%s", path);
}
