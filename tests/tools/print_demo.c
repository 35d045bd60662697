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
	struct ticket_sheets sheets;
	struct print_result result;
	struct printer *printer;
	struct err err;

	if (argc < 2 || argc > 4) {
		fprintf(stderr, "usage: print_demo SPEC [58mm|80mm|A5|A4 [SECONDS]]\n");
		return 2;
	}
	settings.spec = argv[1];
	settings.deadline_ms = argc > 3 ? (int)strtol(argv[3], NULL, 10) * 1000 : 0;
	if ((argc > 2 && !paper_parse(argv[2], &settings.paper, &err)) || !printer_open(&settings, &printer, &err) ||
	    !ticket_sheets(&ticket_sample(0)->ticket, settings.paper, printer_wants(printer), &sheets, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 2;
	}
	say_state(printer);
	result = printer_print(printer, &sheets.job);
	printf("%s, %s%s%s\n", print_outcome_name(result.outcome), printer_state_name(result.reason), result.detail[0] ? ": " : "",
	       result.detail);
	ticket_sheets_done(&sheets);
	printer_close(printer);
	return result.outcome == PRINT_PRINTED || result.outcome == PRINT_SENT ? 0 : 1;
}
