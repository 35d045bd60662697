/* E-mails to departments, sent by a thread of their own through the town's mail server (libcurl), with patience: a message that
 * cannot be sent is tried again after 1, 2, 4 … minutes, at most 6 hours apart, for MAIL_KEEP_DAYS.
 */
#ifndef PARVIS_HUB_MAILER_H
#define PARVIS_HUB_MAILER_H

#include "hub/hub.h"

struct mailer;

enum { MAIL_KEEP_DAYS = 7, MAIL_TIMEOUT_S = 30 };

/* *RET_MAILER is NULL when no server is set: then nothing is sent, and what is queued waits. */
bool mailer_start(struct hub *hub, struct mailer **ret_mailer, struct err *err) WARN_UNUSED;
void mailer_wake(struct mailer *mailer); /* something was queued; any thread; NULL is fine */
void mailer_stop(struct mailer *mailer); /* NULL is fine */

/* The message as it goes over the wire (RFC 5322, MIME). For the thread, and tests. */
void mailer_compose(const struct mail *mail, const char *from, int64_t now, const char *message_id, struct strbuf *out);

#endif
