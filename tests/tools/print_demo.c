/* Prints a sample ticket on a real printer and says what it said: print_demo SPEC [PAPER [SECONDS]].
 * SPEC as in kiosk.conf: escpos:/dev/usb/lp0, cups:QUEUE, file:DIR. */
#include "tests/tools/ticket_samples.h"

#include "common/print/printer.h"

static void say_state(struct printer *printer)
{
	struct printer_status status = printer_status(printer);

	printf("state %s, %s%s%s\n", printer_state_name(status.state), status.answers ? "answers" : "does not answer",
	       status.detail[0] ? ": " : "", status.detail);
}

int main(int argc, char **argv)
{
	struct printer_settings settings = { .paper = PAPER_80MM, .cut = true, .clock = clock_system(false) };
	struct strbuf pdf = STRBUF_INIT, png = STRBUF_INIT;
	struct print_result result;
	struct printer *printer;
	struct raster raster;
	struct err err;

	if (argc < 2 || argc > 4) {
		fprintf(stderr, "usage: print_demo SPEC [58mm|80mm|A5|A4 [SECONDS]]\n");
		return 2;
	}
	settings.spec = argv[1];
	settings.deadline_ms = argc > 3 ? (int)strtol(argv[3], NULL, 10) * 1000 : 0;
	if ((argc > 2 && !paper_parse(argv[2], &settings.paper, &err)) || !printer_open(&settings, &printer, &err) ||
	    !ticket_raster(&ticket_sample(0)->ticket, settings.paper, &raster, &err) ||
	    !ticket_pdf(&ticket_sample(0)->ticket, settings.paper, &pdf, &err) ||
	    !ticket_png(&ticket_sample(0)->ticket, settings.paper, &png, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 2;
	}
	say_state(printer);
	result = printer_print(printer, &(struct print_job){
		.raster = &raster,
		.pdf = { (const unsigned char *)pdf.data, pdf.len },
		.png = { (const unsigned char *)png.data, png.len },
	});
	printf("%s, %s%s%s\n", print_outcome_name(result.outcome), printer_state_name(result.reason), result.detail[0] ? ": " : "",
	       result.detail);
	raster_done(&raster);
	strbuf_done(&pdf);
	strbuf_done(&png);
	printer_close(printer);
	return result.outcome == PRINT_PRINTED || result.outcome == PRINT_SENT ? 0 : 1;
}
