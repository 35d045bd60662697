#include "common/ticket/ticket.h"

#include "common/ticket/sheet.h"

#include <cairo-pdf.h>

enum { ROLL_MAX = 16000, SHEETS_MAX = 8 }; /* 2 m of roll */

/* ---- what stands where */

static void say(struct sheet *sheet, struct sheet_words words, const struct ticket_text *text)
{
	words.voice = SHEET_MAIN;
	words.text = text->main;
	sheet_words(sheet, &words);
	if (or_empty(text->also)[0])
		sheet_gap(sheet, 0.15); /* room for what other scripts carry above their letters */
	words.voice = SHEET_ALSO;
	words.text = text->also;
	words.indented = words.box;
	words.box = false;
	sheet_words(sheet, &words);
}

static void say_step(struct sheet *sheet, struct sheet_words words, const struct ticket_step *step)
{
	words.voice = SHEET_MAIN;
	words.lead = step->when.main;
	words.text = step->what.main;
	sheet_words(sheet, &words);
	sheet_gap(sheet, 0.1);
	words.voice = SHEET_ALSO;
	words.lead = step->when.also;
	words.text = step->what.also;
	words.indented = words.box;
	words.box = false;
	sheet_words(sheet, &words);
	sheet_gap(sheet, 0.35);
}

static void say_office(struct sheet *sheet, enum sheet_style style, const struct ticket_office *office)
{
	const char *lines[] = { office->address, office->phone, office->email };

	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		sheet_words(sheet, &(struct sheet_words){ .style = style, .text = lines[i] });
}

static void head(struct sheet *sheet, const struct ticket *ticket)
{
	sheet_words(sheet, &(struct sheet_words){ .style = SHEET_TOWN, .text = ticket->town.name });
	say_office(sheet, SHEET_BODY, &ticket->town);
	sheet_rule(sheet);
	say(sheet, (struct sheet_words){ .style = SHEET_TITLE, .goes_on = true }, &ticket->title);
	say(sheet, (struct sheet_words){ .style = SHEET_BODY }, &ticket->received);
	sheet_gap(sheet, 0.4);
	say(sheet, (struct sheet_words){ .style = SHEET_SUBJECT, .goes_on = true }, &ticket->subject);
	say(sheet, (struct sheet_words){ .style = SHEET_BODY }, &ticket->detail);
}

static bool number(struct sheet *sheet, const struct ticket *ticket, struct err *err)
{
	if (!ticket->number && !ticket->url)
		return true;
	sheet_rule(sheet);
	if (!sheet_number(sheet, ticket->number, ticket->url, err))
		return false;
	say(sheet, (struct sheet_words){ .style = SHEET_BODY, .centred = true }, &ticket->number_note);
	return true;
}

static void list(struct sheet *sheet, const struct ticket *ticket)
{
	bool boxes = ticket->kind == TICKET_CHECKLIST;

	if (ticket->n_lines)
		sheet_rule(sheet);
	for (size_t i = 0; i < ticket->n_lines; i++)
		say_step(sheet, (struct sheet_words){ .style = boxes ? SHEET_BODY : SHEET_SMALL, .box = boxes }, &ticket->lines[i]);
	sheet_gap(sheet, 0.4);
	say(sheet, (struct sheet_words){ .style = SHEET_BODY }, &ticket->how_to_come);
}

static void service(struct sheet *sheet, const struct ticket *ticket)
{
	sheet_rule(sheet);
	say(sheet, (struct sheet_words){ .style = SHEET_SMALL, .goes_on = true }, &ticket->in_charge);
	sheet_words(sheet, &(struct sheet_words){ .style = SHEET_SMALL, .lead = ticket->office.name });
	say_office(sheet, SHEET_SMALL, &ticket->office);
	sheet_gap(sheet, 0.4);
	say(sheet, (struct sheet_words){ .style = SHEET_SMALL }, &ticket->silence);
	say(sheet, (struct sheet_words){ .style = SHEET_SMALL }, &ticket->condition);
	sheet_gap(sheet, 0.3);
	say(sheet, (struct sheet_words){ .style = SHEET_SMALL }, &ticket->appeal);
}

static bool compose(struct sheet *sheet, const struct ticket *ticket, enum paper paper, struct err *err)
{
	head(sheet, ticket);
	if (!number(sheet, ticket, err))
		return false;
	if (ticket->n_steps || ticket->call_back.main)
		sheet_rule(sheet);
	for (size_t i = 0; i < ticket->n_steps; i++)
		say_step(sheet, (struct sheet_words){ .style = SHEET_BODY }, &ticket->steps[i]);
	say(sheet, (struct sheet_words){ .style = SHEET_BODY }, &ticket->call_back);
	list(sheet, ticket);
	service(sheet, ticket);
	if (paper_size(paper)->height == 0) {
		sheet_gap(sheet, 0.4);
		say(sheet, (struct sheet_words){ .style = SHEET_SMALL }, &ticket->keep);
	}
	return true;
}

static bool sheet_make(const struct ticket *ticket, enum paper paper, struct sheet **ret_sheet, struct err *err)
{
	const struct sheet_lang langs[SHEET_VOICES] = {
		[SHEET_MAIN] = { .code = ticket->lang },
		[SHEET_ALSO] = { .code = ticket->also_lang, .rtl = ticket->also_rtl },
	};
	struct sheet *sheet;
	struct sheet_extent extent;

	if (ticket->n_steps > TICKET_STEPS_MAX || ticket->n_lines > TICKET_LINES_MAX)
		return err_set(err, ERR_LIMIT, "a ticket of %zu steps and %zu lines", ticket->n_steps, ticket->n_lines);
	sheet = sheet_new(paper, ticket->large, langs);
	if (!compose(sheet, ticket, paper, err)) {
		sheet_free(sheet);
		return false;
	}
	extent = sheet_extent(sheet);
	if (extent.height > ROLL_MAX || extent.pages > SHEETS_MAX) {
		sheet_free(sheet);
		return err_set(err, ERR_LIMIT, "the ticket is too long: %.0f mm on %d pages", dots_to_mm(extent.height),
		               extent.pages);
	}
	*ret_sheet = sheet;
	return true;
}

/* ---- the three forms */

/* One bit a dot from the start: what Cairo paints is what the printer burns. */
static cairo_surface_t *paint_bits(const struct sheet *sheet)
{
	struct sheet_extent extent = sheet_extent(sheet);
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A1, extent.width, extent.height * extent.pages);
	cairo_t *cr = cairo_create(surface);

	cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
	for (int page = 0; page < extent.pages; page++) {
		cairo_save(cr);
		cairo_translate(cr, 0, (double)extent.height * page);
		sheet_paint(sheet, page, cr);
		cairo_restore(cr);
	}
	cairo_destroy(cr);
	cairo_surface_flush(surface);
	return surface;
}

static void wipe_and_destroy(cairo_surface_t *surface)
{
	unsigned char *data = cairo_image_surface_get_data(surface);

	if (data)
		explicit_bzero(data, (size_t)cairo_image_surface_get_stride(surface) * (size_t)cairo_image_surface_get_height(surface));
	cairo_surface_destroy(surface);
}

/* Cairo's A1 counts bits in 32-bit words of the machine's own order: the leftmost is the lowest on a little-endian one. */
static bool surface_dot(const unsigned char *row, int x)
{
	uint32_t word;

	memcpy(&word, row + x / 32 * 4, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return word >> x % 32 & 1;
#else
	return word >> (31 - x % 32) & 1;
#endif
}

bool ticket_raster(const struct ticket *ticket, enum paper paper, struct raster *ret_raster, struct err *err)
{
	struct sheet *sheet;
	cairo_surface_t *surface;
	struct raster raster;
	const unsigned char *data;
	size_t stride;

	if (!sheet_make(ticket, paper, &sheet, err))
		return false;
	surface = paint_bits(sheet);
	sheet_free(sheet);
	if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
		err_set(err, ERR_SYSTEM, "cannot paint the ticket: %s", cairo_status_to_string(cairo_surface_status(surface)));
		cairo_surface_destroy(surface);
		return false;
	}
	raster = raster_new(cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface));
	data = cairo_image_surface_get_data(surface);
	stride = (size_t)cairo_image_surface_get_stride(surface);
	for (int y = 0; y < raster.height; y++) {
		unsigned char *row = raster.bits + (size_t)y * raster.stride;

		for (int x = 0; x < raster.width; x++) {
			if (surface_dot(data + (size_t)y * stride, x))
				row[x / 8] |= (unsigned char)(0x80 >> x % 8);
		}
	}
	wipe_and_destroy(surface);
	*ret_raster = raster;
	return true;
}

static cairo_status_t append(void *closure, const unsigned char *data, unsigned int len)
{
	strbuf_addn(closure, data, len);
	return CAIRO_STATUS_SUCCESS;
}

bool ticket_pdf(const struct ticket *ticket, enum paper paper, struct strbuf *pdf, struct err *err)
{
	const double points = 72.0 / DOTS_PER_INCH;
	struct sheet_extent extent;
	struct sheet *sheet;
	cairo_surface_t *surface;
	cairo_status_t status;
	cairo_t *cr;

	if (!sheet_make(ticket, paper, &sheet, err))
		return false;
	extent = sheet_extent(sheet);
	surface = cairo_pdf_surface_create_for_stream(append, pdf, extent.width * points, extent.height * points);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, or_empty(ticket->title.main));
	cr = cairo_create(surface);
	cairo_scale(cr, points, points);
	for (int page = 0; page < extent.pages; page++) {
		sheet_paint(sheet, page, cr);
		cairo_show_page(cr);
	}
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	sheet_free(sheet);
	return status == CAIRO_STATUS_SUCCESS ||
	       err_set(err, ERR_SYSTEM, "cannot make the PDF: %s", cairo_status_to_string(status));
}

bool ticket_png(const struct ticket *ticket, enum paper paper, struct strbuf *png, struct err *err)
{
	struct sheet *sheet;
	cairo_surface_t *surface;
	cairo_status_t status;
	unsigned char *data;

	if (!sheet_make(ticket, paper, &sheet, err))
		return false;
	surface = paint_bits(sheet);
	sheet_free(sheet);
	data = cairo_image_surface_get_data(surface);
	if (data) { /* as a picture, ink is dark */
		size_t n = (size_t)cairo_image_surface_get_stride(surface) * (size_t)cairo_image_surface_get_height(surface);

		for (size_t i = 0; i < n; i++)
			data[i] ^= 0xff;
		cairo_surface_mark_dirty(surface);
	}
	status = cairo_surface_write_to_png_stream(surface, append, png);
	wipe_and_destroy(surface);
	return status == CAIRO_STATUS_SUCCESS ||
	       err_set(err, ERR_SYSTEM, "cannot make the PNG: %s", cairo_status_to_string(status));
}

bool ticket_sheets(const struct ticket *ticket, enum paper paper, unsigned wants, struct ticket_sheets *ret_sheets,
                   struct err *err)
{
	struct ticket_sheets *sheets = ret_sheets;
	bool roll = paper_size(paper)->height == 0;

	*sheets = (struct ticket_sheets){ .raster = { .bits = NULL } };
	/* A roll's length is counted: its picture is always made. */
	if (((wants & PRINT_WANTS_RASTER || (wants && roll)) && !ticket_raster(ticket, paper, &sheets->raster, err)) ||
	    (wants & PRINT_WANTS_PDF && !ticket_pdf(ticket, paper, &sheets->pdf, err)) ||
	    (wants & PRINT_WANTS_PNG && !ticket_png(ticket, paper, &sheets->png, err))) {
		ticket_sheets_done(sheets);
		return false;
	}
	sheets->job = (struct print_job){
		.raster = sheets->raster.bits ? &sheets->raster : NULL,
		.pdf = { (const unsigned char *)sheets->pdf.data, sheets->pdf.len },
		.png = { (const unsigned char *)sheets->png.data, sheets->png.len },
	};
	return true;
}

void ticket_sheets_done(struct ticket_sheets *sheets)
{
	raster_done(&sheets->raster);
	strbuf_done(&sheets->pdf);
	strbuf_done(&sheets->png);
	sheets->job = (struct print_job){ .raster = NULL };
}

void ticket_warm_up(void)
{
	const struct ticket ticket = {
		.lang = "fr", .also_lang = "ar", .also_rtl = true,
		.town = { .name = "É" }, .subject = { "É", "ش" }, .steps = { { { "É", "ش" }, { "é", "ش" } } }, .n_steps = 1,
	};
	struct raster raster;

	if (ticket_raster(&ticket, PAPER_58MM, &raster, NULL))
		raster_done(&raster);
}
