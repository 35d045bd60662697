#include "common/base/paper.h"

#include <assert.h>

static const struct paper_size sizes[] = {
	[PAPER_58MM] = { .name = "58mm", .width = 384, .margin = 8 },
	[PAPER_80MM] = { .name = "80mm", .width = 576, .margin = 20 },
	[PAPER_A5] = { .name = "A5", .width = 1183, .height = 1678, .margin = 112 },
	[PAPER_A4] = { .name = "A4", .width = 1678, .height = 2374, .margin = 160 },
};
static_assert(ARRAY_LEN(sizes) == PAPER_COUNT, "a size for each paper");

const struct paper_size *paper_size(enum paper paper)
{
	return &sizes[paper];
}

bool paper_parse(const char *name, enum paper *ret_paper, struct err *err)
{
	for (int i = 0; i < PAPER_COUNT; i++) {
		if (streq(name, sizes[i].name)) {
			*ret_paper = (enum paper)i;
			return true;
		}
	}
	return err_set(err, ERR_BAD_INPUT, "\"%.20s\" is not a paper: 58mm, 80mm, A5 or A4", or_empty(name));
}

struct raster raster_new(int width, int height)
{
	struct raster raster = { .width = width, .height = height, .stride = ((size_t)width + 7) / 8 };

	raster.bits = calloc((size_t)height + 1, raster.stride);
	if (!raster.bits)
		abort();
	return raster;
}

void raster_done(struct raster *raster)
{
	if (raster->bits) {
		explicit_bzero(raster->bits, raster->stride * (size_t)raster->height);
		free(raster->bits);
	}
	*raster = (struct raster){ .bits = NULL };
}
