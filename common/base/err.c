#include "common/base/err.h"

#include "common/base/utf8.h"

#include <errno.h>
#include <stdarg.h>

bool err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return false;
	err->code = code;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	(void)utf8_disarm(err->text); /* it may quote a file, and is shown in a terminal */
	return false;
}

bool err_errno(struct err *err, const char *fmt, ...)
{
	int number = errno;
	size_t used;
	va_list ap;

	if (!err)
		return false;
	err->code = number == ENOSPC || number == EDQUOT ? ERR_DISK_FULL : number == ENOENT ? ERR_NOT_FOUND : ERR_IO;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	used = strlen(err->text);
	snprintf(err->text + used, sizeof(err->text) - used, ": %s", strerror(number));
	(void)utf8_disarm(err->text);
	return false;
}

bool err_prefix(struct err *err, const char *fmt, ...)
{
	char was[sizeof(err->text)];
	size_t used;
	va_list ap;

	if (!err)
		return false;
	memcpy(was, err->text, sizeof(was));
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	used = strlen(err->text);
	snprintf(err->text + used, sizeof(err->text) - used, ": %s", was);
	(void)utf8_disarm(err->text);
	return false;
}
