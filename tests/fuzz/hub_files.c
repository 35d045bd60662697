/* A CSV, whose fields are also tried as instants and as French text. */
#include "hub/importers/csv.h"
#include "hub/importers/guide.h"
#include "hub/importers/moment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size), *at = text, *fields[CSV_FIELDS_MAX];
	size_t count, before = 0;
	int line = 1;

	while ((count = csv_record(&at, fields, &line))) {
		if (count > CSV_FIELDS_MAX || (size_t)(at - text) <= before)
			abort();
		before = (size_t)(at - text);
		for (size_t i = 0; i < count; i++) {
			char *french = french_typography(fields[i]);
			char date[11];
			int64_t wall;

			(void)!moment_time(fields[i], NULL, 1795300000000000, &wall);
			if (moment_date(fields[i], NULL, 1795300000000000, date) && strlen(date) != 10)
				abort();
			free(french);
		}
	}
	free(text);
	return 0;
}
