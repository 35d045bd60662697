/* HTTP to the hub: a few exchanges at a time on one thread (libcurl multi), each with its limits. Nothing here knows the
 * protocol but its headers.
 *
 * Plain http is for the loopback only: everything else is https, checked against the system's authorities or CA.
 * Redirections are not followed. Thread: the one that opened it.
 */
#ifndef PARVIS_SYNC_HTTP_H
#define PARVIS_SYNC_HTTP_H

#include "common/base/err.h"
#include "common/sync/core.h"

struct http;
struct exchange;

/* CA: file of authorities, "" for the system's. PIN: "sha256//BASE64" of the hub's public key, several with ";" between them, "" for
 * none; the certificate is checked as well. */
bool http_open(const char *ca, const char *pin, struct http **ret_http, struct err *err) WARN_UNUSED;
void http_close(struct http *http); /* NULL is fine; gives up what is under way */

/* May this hub be talked to? ERR_REFUSED: http to somewhere else than this machine; ERR_BAD_INPUT: no URL. */
bool http_url_ok(const char *hub, struct err *err) WARN_UNUSED;

/* What of an answer is known when its body begins. */
struct http_head {
	int status;
	int version;  /* Parvis-Hub; 0: not a hub */
	int newest;   /* Parvis-Protocol */
	int64_t hub_time;
	int retry_after_s;
	char epoch[33];
	int64_t rev, size;
	char key[24]; /* the hub's newest key, "" where it does not say */
};

struct http_request {
	const char *hub, *path;    /* joined; "/sync/v1/changes?…" */
	const char *token;         /* "" : none is shown */
	int protocol;              /* header Parvis-Protocol */
	const char *post;          /* body of a POST, POST_LEN bytes, copied; NULL: GET */
	size_t post_len;
	size_t body_max;           /* longer answers count as broken off */
	int connect_s;             /* at most so long until the connection stands */
	int silence_s;             /* …without a byte */
	int most_s;                /* …in all */
	/* For a 200 of the hub: gets the body instead of memory. False breaks the exchange off. */
	bool (*sink)(void *ctx, const struct http_head *head, const void *data, size_t len);
	void *sink_ctx;
};

bool http_start(struct http *http, const struct http_request *request, struct exchange **ret_exchange,
                struct err *err) WARN_UNUSED;

/* The exchange is over or is given up. */
void http_free(struct http *http, struct exchange *exchange); /* NULL is fine */

/* Waits until something moves on an exchange or one of FDS is readable, at most MS. */
void http_wait(struct http *http, const int *fds, size_t count, int ms);

bool http_finished(const struct exchange *exchange);

/* Of a finished exchange. The body is borrowed until http_free. */
struct sync_answer http_answer(const struct exchange *exchange);

/* The hub's newest key as it said with this answer; "" : it did not. */
const char *http_key(const struct exchange *exchange);

/* Why nothing arrived, for the log: "Couldn't connect to server"; "" when something did. */
const char *http_why(const struct exchange *exchange);

#endif
