#include "common/base/log.h"

#include "common/base/utf8.h"

#include <stdarg.h>
#include <unistd.h>

static struct {
	const char *program;
	enum log_level least;
} sink = { .program = "parvis", .least = LOG_INFO };

void log_init(const char *program, enum log_level least)
{
	sink.program = program;
	sink.least = least;
}

void log_line(enum log_level level, const char *fmt, ...)
{
	static const char *const words[] = {
		[LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARN] = "warning", [LOG_ERROR] = "error",
	};
	char line[1024];
	int head, body;
	size_t len;
	va_list ap;

	if (level < sink.least)
		return;
	head = snprintf(line, sizeof(line), "%s: %s: ", sink.program, words[level]);
	va_start(ap, fmt);
	body = vsnprintf(line + head, sizeof(line) - (size_t)head - 1, fmt, ap);
	va_end(ap);
	len = MIN((size_t)head + (size_t)MAX(body, 0), sizeof(line) - 2);
	/* One fact, one line, and nothing that a terminal showing the log would obey. */
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = '?';
	line[len] = '\0';
	(void)utf8_disarm(line);
	len = strlen(line);
	line[len++] = '\n';
	if (write(STDERR_FILENO, line, len) < 0)
		return; /* nowhere left to say it */
}
