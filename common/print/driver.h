/* What each kind of printer is behind printer.h: one table of operations. */
#ifndef PARVIS_PRINT_DRIVER_H
#define PARVIS_PRINT_DRIVER_H

#include "common/print/printer.h"

struct driver_ops {
	const char *scheme; /* before the colon of the spec */
	unsigned wants;     /* PRINT_WANTS_… */

	/* TARGET is what stands behind the colon. Must not touch the printer. */
	bool (*open)(const char *target, const struct printer_settings *settings, void **ret_state, struct err *err);
	void (*close)(void *state);

	/* Fills state, answers and detail; NEAR_END only from a sensor. Ends by DEADLINE (µs of the settings' clock). */
	void (*ask)(void *state, int64_t deadline, struct printer_status *ret_status);

	/* Called after ask said that it prints; fills all of the result. Ends by DEADLINE and a second. */
	void (*print)(void *state, const struct print_job *job, int64_t deadline, struct print_result *ret_result);
};

extern const struct driver_ops escpos_driver, cups_driver, file_driver;

#endif
