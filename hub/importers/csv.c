#include "hub/importers/csv.h"

/* One field; TO is never ahead of *AT, since quotes only shorten. */
static char *field(char **at, int *line)
{
	char *from = *at, *start, *to;
	bool quoted = *from == '"';

	from += quoted;
	start = to = from;
	while (*from) {
		if (quoted && *from == '"') {
			if (from[1] != '"') {
				from++;
				quoted = false;
				continue;
			}
			from++;
		} else if (!quoted && (*from == ',' || *from == '\n' || *from == '\r')) {
			break;
		}
		*line += *from == '\n';
		*to++ = *from++;
	}
	*at = from;
	/* the sign behind the field is read by the caller before this cuts it off */
	if (to < from)
		*to = '\0';
	return start;
}

size_t csv_record(char **at, char *fields[CSV_FIELDS_MAX], int *line)
{
	size_t count = 0;

	if (!**at)
		return 0;
	for (;;) {
		char *start = field(at, line);
		char sign = **at;

		if (count < CSV_FIELDS_MAX)
			fields[count++] = start;
		if (sign)
			*(*at)++ = '\0';
		if (sign == '\r' && **at == '\n') {
			(*at)++;
			sign = '\n';
		}
		if (sign != ',') {
			*line += sign == '\n' || sign == '\r';
			return count;
		}
	}
}
