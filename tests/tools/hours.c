/* Reads opening hours, one a line, and says for each whether they were understood: tests/golden/opening-hours. */
#include "common/base/strbuf.h"
#include "common/domain/hours.h"

int main(void)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	while ((len = getline(&line, &size, stdin)) > 0) {
		struct arena *arena = arena_new();
		const struct hours *hours;
		struct err err;

		line[len - 1] = '\0';
		if (hours_parse(arena, line, &hours, &err))
			puts("ok");
		else
			printf("unknown: %s\n", err.text);
		arena_free(arena);
	}
	free(line);
	return 0;
}
