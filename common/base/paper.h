/* Paper: the sizes we print on, and the one-bit picture that goes from the layout (common/ticket) to a printer
 * (common/print), which do not know each other.
 *
 * Unit: the dot of a thermal printer, 1/203 inch (8 dots a millimetre), on every paper.
 */
#ifndef PARVIS_BASE_PAPER_H
#define PARVIS_BASE_PAPER_H

#include "common/base/err.h"

enum paper { PAPER_58MM, PAPER_80MM, PAPER_A5, PAPER_A4, PAPER_COUNT };

enum { DOTS_PER_INCH = 203 };

struct paper_size {
	const char *name;     /* in settings and for people: "58mm", "80mm", "A5", "A4" */
	int width;            /* dots that can be printed on: 384 on 58 mm, 576 on 80 mm */
	int height;           /* dots of a sheet; 0 on a roll */
	int margin;           /* dots left free on each side */
};

const struct paper_size *paper_size(enum paper paper);
bool paper_parse(const char *name, enum paper *ret_paper, struct err *err) WARN_UNUSED;

static inline double dots_to_mm(int dots)
{
	return dots * 25.4 / DOTS_PER_INCH;
}

static inline int mm_to_dots(double mm)
{
	return (int)(mm * DOTS_PER_INCH / 25.4 + 0.5);
}

/* Rows of STRIDE bytes from the top; in a byte the leftmost dot is the highest bit; 1 is black. */
struct raster {
	int width, height; /* dots */
	size_t stride;
	unsigned char *bits;
};

/* White. Aborts when there is no memory, like everything here. */
struct raster raster_new(int width, int height);
void raster_done(struct raster *raster); /* overwritten, then freed; fine on a zeroed one */

static inline bool raster_dot(const struct raster *raster, int x, int y)
{
	return raster->bits[(size_t)y * raster->stride + (size_t)x / 8] & (0x80 >> x % 8);
}

/* What a printer wants to be given: all the same layout. A ticket fills it (ticket_sheets), a printer prints it. */
enum { PRINT_WANTS_RASTER = 1, PRINT_WANTS_PDF = 2, PRINT_WANTS_PNG = 4 };

struct print_job {
	const struct raster *raster;
	struct bytes pdf, png;
	int length_mm;          /* of roll that it uses, where there is no raster to tell; 0 on sheets */
};

#endif
