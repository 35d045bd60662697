/* What people type or scan: numbers, dates, telephones, searches; a technician's code, an operator's recovery key. */
#include "common/domain/answers.h"
#include "common/domain/code.h"
#include "common/domain/tracking.h"
#include "common/secret/recovery.h"
#include "common/text/fmt.h"
#include "common/text/fold.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tracking list[TRACKING_CORRECTIONS];
	struct arena *arena = arena_new();
	const char *text = arena_strndup(arena, (const char *)data, size);
	struct tracking_reading reading = tracking_read(text);
	size_t n = tracking_corrections(&reading, list), at, len;
	char phone[24], small[16], code[CODE_TEXT], again[CODE_TEXT], grouped[CODE_GROUPED];
	struct seal_pair pair;
	struct err err;
	double number;
	int64_t day;

	if (n > TRACKING_CORRECTIONS || (reading.verdict == TRACKING_OK && !tracking_valid(reading.number.text)))
		abort();
	for (size_t i = 0; i < n; i++)
		if (!tracking_valid(list[i].text))
			abort();
	tracking_group_typed(arena, text);
	(void)tracking_looks_like(text);
	if (phone_normalise(text, phone))
		fmt_phone(arena, "fr", phone);
	(void)email_plausible(text);
	(void)date_from_typed(text, &day);
	(void)number_from_typed(text, &number);
	if (code_read(text, code)) {
		code_group(code, grouped);
		if (!code_read(grouped, again) || !streq(again, code))
			abort();
	}
	(void)!recovery_read(text, &pair, &err);
	fmt_phone(arena, "fr", text);
	if (fold_into(small, sizeof(small), text) >= sizeof(small))
		abort();
	(void)fold_find_word(text, fold(arena, text), &at, &len);
	arena_free(arena);
	return 0;
}
