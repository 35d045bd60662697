#include "common/print/escpos.h"
#include "common/print/printer.h"
#include "tests/tools/fake_printer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <cmocka.h>

static struct raster picture(int height)
{
	struct raster raster = raster_new(384, height);

	for (int y = 0; y < height; y++)
		memset(raster.bits + (size_t)y * raster.stride, y & 1 ? 0x81 : 0x7e, raster.stride);
	return raster;
}

static struct printer *open_spec(const char *spec, struct printer_settings settings)
{
	struct printer *printer = NULL;
	struct err err = { .code = ERR_NONE };

	settings.spec = spec;
	settings.clock = clock_system(false);
	settings.cut = true;
	if (!printer_open(&settings, &printer, &err))
		fail_msg("%s", err.text);
	return printer;
}

static struct printer *open_fake(const struct fake_printer *fake, struct printer_settings settings)
{
	char spec[80];

	snprintf(spec, sizeof(spec), "escpos:%s", fake->path);
	return open_spec(spec, settings);
}

static struct print_result print_rows(struct printer *printer, int height)
{
	struct raster raster = picture(height);
	struct print_result result = printer_print(printer, &(struct print_job){ .raster = &raster });

	raster_done(&raster);
	return result;
}

static int64_t now_ms(void)
{
	struct clock clock = clock_system(false);

	return clock_mono(&clock) / 1000;
}

/* ---- ESC/POS on a device */

static void a_printer_that_answers_confirms(void **state)
{
	struct fake_printer *fake = fake_start();
	struct printer *printer = open_fake(fake, (struct printer_settings){ .paper = PAPER_58MM });
	struct print_result result = print_rows(printer, 1000);

	(void)state;
	assert_int_equal(result.outcome, PRINT_PRINTED);
	assert_int_equal(result.reason, PRINTER_READY);
	assert_string_equal(result.detail, ""); /* GS r was answered: no guess by time */
	assert_int_equal(fake_saw(fake).picture_bytes, 1000 * 48);
	assert_int_equal(fake_saw(fake).cuts, 1);
	printer_close(printer);
	fake_stop(fake);
}

static void trouble_before_is_refused_and_named(void **state)
{
	struct fake_printer *fake = fake_start();
	struct printer *printer = open_fake(fake, (struct printer_settings){ .paper = PAPER_58MM });
	struct print_result result;

	(void)state;
	fake_set(fake, cover, true);
	result = print_rows(printer, 80);
	assert_int_equal(result.outcome, PRINT_REFUSED);
	assert_int_equal(result.reason, PRINTER_COVER_OPEN);
	fake_set(fake, cover, false);
	fake_set(fake, paper_out, true);
	result = print_rows(printer, 80);
	assert_int_equal(result.outcome, PRINT_REFUSED);
	assert_int_equal(result.reason, PRINTER_PAPER_OUT);
	fake_set(fake, paper_out, false);
	fake_set(fake, error, true);
	result = print_rows(printer, 80);
	assert_int_equal(result.outcome, PRINT_REFUSED);
	assert_int_equal(result.reason, PRINTER_ERROR);
	assert_int_equal(fake_saw(fake).pictures, 0);
	printer_close(printer);
	fake_stop(fake);
}

static void paper_that_ends_in_the_middle_is_a_failure_and_nothing_comes_out_later(void **state)
{
	struct fake_printer *fake = fake_start();
	struct printer *printer = open_fake(fake, (struct printer_settings){ .paper = PAPER_58MM });
	struct print_result result;
	size_t printed;

	(void)state;
	fake_set(fake, paper_out_after, 4000);
	result = print_rows(printer, 1000);
	assert_int_equal(result.outcome, PRINT_FAILED);
	assert_int_equal(result.reason, PRINTER_PAPER_OUT);
	(void)poll(NULL, 0, 50);
	assert_int_equal(fake_saw(fake).cancels, 1);
	printed = fake_saw(fake).picture_bytes;
	fake_set(fake, paper_out_after, 0);
	fake_set(fake, paper_out, false);
	assert_int_equal(printer_status(printer).state, PRINTER_READY);
	(void)poll(NULL, 0, 300);
	assert_int_equal(fake_saw(fake).picture_bytes, printed);
	/* and the next person's ticket is whole */
	result = print_rows(printer, 100);
	assert_int_equal(result.outcome, PRINT_PRINTED);
	assert_int_equal(fake_saw(fake).picture_bytes, printed + 100 * 48);
	printer_close(printer);
	fake_stop(fake);
}

static void a_broken_picture_does_not_swallow_the_next_ticket(void **state)
{
	struct fake_printer *fake = fake_start();
	struct printer *printer = open_fake(fake, (struct printer_settings){ .paper = PAPER_58MM });
	int cuts;

	(void)state;
	fake_set(fake, no_cancel, true);
	fake_set(fake, paper_out_after, 4000); /* in the middle of a band */
	assert_int_equal(print_rows(printer, 1000).outcome, PRINT_FAILED);
	cuts = fake_saw(fake).cuts;
	fake_set(fake, paper_out_after, 0);
	fake_set(fake, paper_out, false);
	assert_int_equal(print_rows(printer, 100).outcome, PRINT_PRINTED);
	assert_int_equal(fake_saw(fake).inits, 2);
	assert_int_equal(fake_saw(fake).cuts, cuts + 1);
	printer_close(printer);
	fake_stop(fake);
}

/* The kiosk opens its printer for each job, and may have been killed in one. */
static void nor_does_it_when_another_process_prints_next(void **state)
{
	char path[] = "/tmp/parvis-roll-XXXXXX";
	int fd = mkstemp(path), cuts;
	struct fake_printer *fake = fake_start();
	const struct printer_settings settings = { .paper = PAPER_58MM, .count_path = path };
	struct printer *printer = open_fake(fake, settings);

	(void)state;
	close(fd);
	fake_set(fake, no_cancel, true);
	fake_set(fake, paper_out_after, 4000);
	assert_int_equal(print_rows(printer, 1000).outcome, PRINT_FAILED);
	printer_close(printer);
	cuts = fake_saw(fake).cuts;
	fake_set(fake, paper_out_after, 0);
	fake_set(fake, paper_out, false);
	printer = open_fake(fake, settings);
	assert_int_equal(print_rows(printer, 100).outcome, PRINT_PRINTED);
	assert_int_equal(fake_saw(fake).inits, 2);
	assert_int_equal(fake_saw(fake).cuts, cuts + 1);
	printer_close(printer);
	fake_stop(fake);
	unlink(path);
}

static void a_printer_that_says_nothing_was_only_sent_to(void **state)
{
	struct fake_printer *fake = fake_start();
	struct printer *printer = open_fake(fake, (struct printer_settings){ .paper = PAPER_58MM });
	struct print_result result;

	(void)state;
	fake_set(fake, mute, true);
	result = print_rows(printer, 80);
	assert_int_equal(result.outcome, PRINT_SENT);
	assert_int_equal(result.reason, PRINTER_UNKNOWN);
	assert_false(printer_status(printer).answers);
	(void)poll(NULL, 0, 50);
	assert_int_equal(fake_saw(fake).picture_bytes, 80 * 48);
	printer_close(printer);
	fake_stop(fake);
}

static void one_that_falls_silent_is_offline(void **state)
{
	struct fake_printer *fake = fake_start();
	struct printer *printer = open_fake(fake, (struct printer_settings){ .paper = PAPER_58MM });
	struct print_result result;

	(void)state;
	assert_int_equal(printer_status(printer).state, PRINTER_READY);
	fake_set(fake, mute_after, 100);
	result = print_rows(printer, 80);
	assert_int_equal(result.outcome, PRINT_SENT);
	assert_int_equal(result.reason, PRINTER_OFFLINE);
	result = print_rows(printer, 80);
	assert_int_equal(result.outcome, PRINT_REFUSED);
	assert_int_equal(result.reason, PRINTER_OFFLINE);
	printer_close(printer);
	fake_stop(fake);
}

static void one_without_gs_r_is_believed_after_the_time_it_needs(void **state)
{
	struct fake_printer *fake = fake_start();
	struct printer *printer = open_fake(fake, (struct printer_settings){ .paper = PAPER_58MM });
	struct print_result result;
	int64_t start = now_ms();

	(void)state;
	fake_set(fake, no_gs_r, true);
	result = print_rows(printer, 80);
	assert_int_equal(result.outcome, PRINT_PRINTED);
	assert_true(now_ms() - start > 1000);
	assert_string_not_equal(result.detail, "");
	printer_close(printer);
	fake_stop(fake);
}

static void a_slow_printer_gets_every_byte(void **state)
{
	struct fake_printer *fake = fake_start();
	struct printer *printer = open_fake(fake, (struct printer_settings){ .paper = PAPER_58MM });
	struct print_result result;

	(void)state;
	fake_set(fake, bytes_per_ms, 64); /* 64 KB/s at most: the pty's buffer fills, writes come up short */
	result = print_rows(printer, 1000);
	assert_int_equal(result.outcome, PRINT_PRINTED);
	assert_int_equal(fake_saw(fake).picture_bytes, 1000 * 48);
	printer_close(printer);
	fake_stop(fake);
}

static void a_printer_that_takes_nothing_does_not_hold_us(void **state)
{
	struct fake_printer *fake = fake_start();
	struct printer *printer = open_fake(fake, (struct printer_settings){ .paper = PAPER_58MM, .deadline_ms = 1500 });
	struct print_result result;
	int64_t start = now_ms();

	(void)state;
	fake_set(fake, deaf, true);
	result = print_rows(printer, 2000);
	assert_int_equal(result.outcome, PRINT_FAILED);
	assert_int_equal(result.reason, PRINTER_OFFLINE);
	assert_true(now_ms() - start < 6000);
	printer_close(printer);
	fake_stop(fake);
}

static void a_printer_that_is_not_there_is_offline_and_is_not_created(void **state)
{
	struct printer *printer = open_spec("escpos:/tmp/parvis-no-such-printer", (struct printer_settings){ .paper = PAPER_80MM });
	struct print_result result = print_rows(printer, 80);
	struct stat st;

	(void)state;
	assert_int_equal(result.outcome, PRINT_REFUSED);
	assert_int_equal(result.reason, PRINTER_OFFLINE);
	assert_int_not_equal(stat("/tmp/parvis-no-such-printer", &st), 0);
	printer_close(printer);
}

static void a_device_that_floods_or_is_full_ends(void **state)
{
	struct printer *printer = open_spec("escpos:/dev/full", (struct printer_settings){ .paper = PAPER_80MM });
	int64_t start = now_ms();

	(void)state;
	assert_int_equal(print_rows(printer, 80).outcome, PRINT_FAILED);
	printer_close(printer);
	printer = open_spec("escpos:/dev/zero", (struct printer_settings){ .paper = PAPER_80MM });
	assert_int_not_equal(print_rows(printer, 80).outcome, PRINT_PRINTED);
	printer_close(printer);
	assert_true(now_ms() - start < 8000);
}

static void one_false_alarm_and_chatter_are_not_trouble(void **state)
{
	struct fake_printer *fake = fake_start();
	struct printer *printer = open_fake(fake, (struct printer_settings){ .paper = PAPER_58MM });

	(void)state;
	fake_set(fake, false_alarms, 1);
	assert_int_equal(printer_status(printer).state, PRINTER_READY);
	fake_set(fake, chatter, "\x10"); /* the first byte of an automatic status */
	assert_int_equal(printer_status(printer).state, PRINTER_READY);
	printer_close(printer);
	fake_stop(fake);
}

static void near_the_end_still_prints(void **state)
{
	struct fake_printer *fake = fake_start();
	struct printer *printer = open_fake(fake, (struct printer_settings){ .paper = PAPER_58MM });
	struct print_result result;

	(void)state;
	fake_set(fake, near_end, true);
	result = print_rows(printer, 80);
	assert_int_equal(result.outcome, PRINT_PRINTED);
	assert_int_equal(result.reason, PRINTER_NEAR_END);
	printer_close(printer);
	fake_stop(fake);
}

/* ---- the roll */

static void the_roll_is_counted_over_restarts_and_warns(void **state)
{
	char path[] = "/tmp/parvis-roll-XXXXXX";
	int fd = mkstemp(path);
	struct fake_printer *fake = fake_start();
	const struct printer_settings settings = { .paper = PAPER_58MM, .count_path = path, .roll_mm = 3000, .warn_mm = 2900 };
	struct printer *printer = open_fake(fake, settings);
	struct printer_status status = printer_status(printer);

	(void)state;
	close(fd);
	assert_int_equal(status.mm_left, 3000);
	assert_int_equal(status.tickets_left, 15); /* before the first: 200 mm each */
	assert_int_equal(print_rows(printer, 800).outcome, PRINT_PRINTED);
	printer_close(printer);
	printer = open_fake(fake, settings);
	status = printer_status(printer);
	assert_int_equal(status.mm_left, 3000 - 100 - 15);
	assert_int_equal(status.tickets_left, 2885 / 115);
	assert_int_equal(status.state, PRINTER_NEAR_END);
	printer_new_roll(printer);
	assert_int_equal(printer_status(printer).mm_left, 3000);
	assert_int_equal(printer_status(printer).state, PRINTER_READY);
	printer_close(printer);
	fake_stop(fake);
	unlink(path);
}

static void an_opened_and_closed_cover_is_a_new_roll_unless_the_sensor_says_no(void **state)
{
	struct fake_printer *fake = fake_start();
	struct printer *printer = open_fake(fake, (struct printer_settings){ .paper = PAPER_58MM, .roll_mm = 30000 });

	(void)state;
	assert_int_equal(print_rows(printer, 80).outcome, PRINT_PRINTED);
	assert_int_equal(printer_status(printer).mm_left, 30000 - 25);
	fake_set(fake, cover, true);
	assert_int_equal(printer_status(printer).state, PRINTER_COVER_OPEN);
	fake_set(fake, cover, false);
	fake_set(fake, near_end, true);
	assert_int_equal(printer_status(printer).mm_left, 30000 - 25);
	fake_set(fake, cover, true);
	assert_int_equal(printer_status(printer).state, PRINTER_COVER_OPEN);
	fake_set(fake, cover, false);
	fake_set(fake, near_end, false);
	assert_int_equal(printer_status(printer).mm_left, 30000);
	printer_close(printer);
	fake_stop(fake);
}

static void a_damaged_count_is_a_full_roll(void **state)
{
	char path[] = "/tmp/parvis-roll-XXXXXX";
	int fd = mkstemp(path);
	struct printer *printer;

	(void)state;
	assert_int_equal(write(fd, "1 -5 x\n", 7), 7);
	close(fd);
	printer = open_spec("none", (struct printer_settings){ .paper = PAPER_58MM, .count_path = path, .roll_mm = 100 });
	assert_int_equal(printer_status(printer).mm_left, 100);
	assert_int_equal(printer_status(printer).state, PRINTER_NONE);
	assert_int_equal(print_rows(printer, 80).outcome, PRINT_REFUSED);
	assert_int_equal(printer_wants(printer), 0);
	printer_close(printer);
	unlink(path);
}

/* ---- CUPS (a real one: tests/flows/print_cups) */

static void a_cups_that_says_nothing_is_offline_in_time(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char dir[] = "/tmp/parvis-cups-XXXXXX";
	int door = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct printer *printer;
	struct print_result result;
	int64_t start;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/cups.sock", dir);
	assert_int_equal(bind(door, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(door, 8), 0);
	setenv("CUPS_SERVER", address.sun_path, 1);
	printer = open_spec("cups:ticket", (struct printer_settings){ .paper = PAPER_A5 });
	start = now_ms();
	result = printer_print(printer, &(struct print_job){ .pdf = { (const unsigned char *)"%PDF", 4 } });
	assert_int_equal(result.outcome, PRINT_REFUSED);
	assert_int_equal(result.reason, PRINTER_OFFLINE);
	assert_true(now_ms() - start < 3000);
	printer_close(printer);
	close(door);
	unlink(address.sun_path);
	rmdir(dir);
}

/* ---- files, settings, bytes */

static bool has_size(const char *dir, const char *name, off_t size)
{
	char path[128];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return stat(path, &st) == 0 && (size < 0 || st.st_size == size);
}

static void a_directory_keeps_each_ticket_and_plays_states(void **state)
{
	char dir[] = "/tmp/parvis-print-XXXXXX", spec[64], path[64], command[96];
	struct raster raster = picture(64);
	const struct print_job job = {
		.raster = &raster, .pdf = { (const unsigned char *)"pdf", 3 }, .png = { (const unsigned char *)"png!", 4 },
	};
	struct printer *printer;
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(spec, sizeof(spec), "file:%s/out", dir);
	for (int i = 0; i < 2; i++) { /* a second start does not write over the first ticket */
		printer = open_spec(spec, (struct printer_settings){ .paper = PAPER_58MM });
		assert_int_equal(printer_print(printer, &job).outcome, PRINT_PRINTED);
		printer_close(printer);
	}
	assert_true(has_size(dir, "out/ticket-001.pdf", 3));
	assert_true(has_size(dir, "out/ticket-002.png", 4));
	assert_true(has_size(dir, "out/ticket-002.escpos", 5 + 8 + 64 * 48 + 4));
	snprintf(path, sizeof(path), "%s/out/state", dir);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("paper_out\n", file);
	fclose(file);
	printer = open_spec(spec, (struct printer_settings){ .paper = PAPER_58MM });
	assert_int_equal(printer_print(printer, &job).reason, PRINTER_PAPER_OUT);
	assert_false(has_size(dir, "out/ticket-003.png", -1));
	printer_close(printer);
	raster_done(&raster);
	snprintf(command, sizeof(command), "rm -r %s", dir);
	assert_int_equal(system(command), 0);
}

static void a_wrong_setting_says_what_was_expected(void **state)
{
	static const char *const wrong[] = { "laser", "escpos:", "escpos:lp0", "cups:a b", "cups:../x", "file:" };
	struct printer *printer = NULL;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct err err = { .code = ERR_NONE };

		assert_false(printer_open(&(struct printer_settings){ .spec = wrong[i] }, &printer, &err));
		assert_int_equal(err.code, ERR_BAD_INPUT);
		assert_null(printer);
	}
}

static void a_picture_never_holds_a_realtime_command(void **state)
{
	struct raster raster = raster_new(384, 200);
	struct strbuf bytes = STRBUF_INIT;
	size_t dots = 0;

	(void)state;
	for (size_t i = 0; i + 1 < raster.stride * 200; i += 2) {
		raster.bits[i] = 0x10;
		raster.bits[i + 1] = i % 3 == 0 ? 0x04 : i % 3 == 1 ? 0x05 : 0x14;
	}
	escpos_encode(&raster, true, &bytes);
	for (size_t i = 0; i + 1 < bytes.len; i++) {
		assert_false(bytes.data[i] == 0x10 && (bytes.data[i + 1] == 0x04 || bytes.data[i + 1] == 0x05 ||
		                                       bytes.data[i + 1] == 0x14));
		dots += bytes.data[i] == 0x18;
	}
	assert_int_equal(dots, raster.stride * 100); /* one dot each, nothing else */
	strbuf_done(&bytes);
	raster_done(&raster);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_printer_that_answers_confirms),
		cmocka_unit_test(trouble_before_is_refused_and_named),
		cmocka_unit_test(paper_that_ends_in_the_middle_is_a_failure_and_nothing_comes_out_later),
		cmocka_unit_test(a_broken_picture_does_not_swallow_the_next_ticket),
		cmocka_unit_test(nor_does_it_when_another_process_prints_next),
		cmocka_unit_test(a_printer_that_says_nothing_was_only_sent_to),
		cmocka_unit_test(one_that_falls_silent_is_offline),
		cmocka_unit_test(one_without_gs_r_is_believed_after_the_time_it_needs),
		cmocka_unit_test(a_slow_printer_gets_every_byte),
		cmocka_unit_test(a_printer_that_takes_nothing_does_not_hold_us),
		cmocka_unit_test(a_printer_that_is_not_there_is_offline_and_is_not_created),
		cmocka_unit_test(a_device_that_floods_or_is_full_ends),
		cmocka_unit_test(one_false_alarm_and_chatter_are_not_trouble),
		cmocka_unit_test(near_the_end_still_prints),
		cmocka_unit_test(the_roll_is_counted_over_restarts_and_warns),
		cmocka_unit_test(an_opened_and_closed_cover_is_a_new_roll_unless_the_sensor_says_no),
		cmocka_unit_test(a_damaged_count_is_a_full_roll),
		cmocka_unit_test(a_cups_that_says_nothing_is_offline_in_time),
		cmocka_unit_test(a_directory_keeps_each_ticket_and_plays_states),
		cmocka_unit_test(a_wrong_setting_says_what_was_expected),
		cmocka_unit_test(a_picture_never_holds_a_realtime_command),
	};

	return cmocka_run_group_tests_name("print", tests, NULL, NULL);
}
