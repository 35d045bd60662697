/* The log: one line a fact, to stderr, where systemd or the demo collects it. Never personal data, never a tracking
 * number, never a token. Control characters in what is logged are shown as '?', so that a field cannot forge a line.
 * Any thread. Only main and whoever decides what a failure means call this; libraries return errors instead.
 */
#ifndef PARVIS_BASE_LOG_H
#define PARVIS_BASE_LOG_H

#include "common/base/util.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* PROGRAM stands at the start of each line; lines below LEAST are dropped. */
void log_init(const char *program, enum log_level least);

void log_line(enum log_level level, const char *fmt, ...) PRINTF_LIKE(2, 3);

#define log_debug(...) log_line(LOG_DEBUG, __VA_ARGS__)
#define log_info(...) log_line(LOG_INFO, __VA_ARGS__)
#define log_warn(...) log_line(LOG_WARN, __VA_ARGS__)
#define log_error(...) log_line(LOG_ERROR, __VA_ARGS__)

#endif
