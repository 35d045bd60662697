/* A call: one HTTP request and what is said to it. Handlers (hub/handlers) read it and answer through this header; only
 * call.c and server.c know libmicrohttpd.
 *
 * Thread: the server's one thread, but server_wake and server_changed, which any thread may call.
 * A handler either answers, or returns CALL_WAIT: then it is called again when something changed, or at call->deadline; one that has made
 * call->push, when that was taken.
 */
#ifndef PARVIS_HUB_CALL_H
#define PARVIS_HUB_CALL_H

#include "common/base/arena.h"
#include "hub/encode.h"
#include "hub/hub.h"
#include "hub/rates.h"

struct MHD_Connection;
struct header;
struct intake;
struct pages;
struct push;
struct snapshots;
struct server;
struct call;

enum call_next { CALL_ANSWERED, CALL_WAIT };

enum call_access {
	ACCESS_ANYBODY,  /* a browser */
	ACCESS_TERMINAL, /* a token that is in force */
	ACCESS_PUSH,     /* also one that was revoked: what it stored before may arrive */
};

struct route {
	const char *method;  /* "GET" also answers HEAD */
	const char *path;    /* a last '/' takes everything below */
	enum call_access access;
	size_t body_max;
	enum call_next (*handle)(struct call *call);
};

struct call {
	struct server *server;
	struct hub *hub;
	struct store *store;      /* of the server's thread */
	struct arena *arena;
	const struct route *route;
	const char *path;
	struct strbuf body;
	struct terminal_row terminal; /* ACCESS_TERMINAL and ACCESS_PUSH */
	struct scope scope;
	int version;              /* of the protocol, in which the answer is given; 0: not a terminal */
	int64_t deadline;         /* monotonic; 0 until a handler sets it */
	struct push *push;        /* hub/intake.h; NULL until a handler makes it. Freed with the call */
	/* ---- the server's own */
	struct MHD_Connection *connection;
	struct header *headers;
	bool too_large, answered;
	bool asked, wanted, overtaken; /* the body: it was looked who sends it; it is kept; another one of that terminal came */
	size_t dropped;
	bool resumed;             /* the handler has waited before */
	unsigned looked;          /* how often all had been woken when its handler was called last */
	struct call *next_waiting, **link_waiting; /* the link that names this one; NULL: it does not wait */
	struct call *next_holding;
	int64_t paused;           /* monotonic; 0: it does not wait for its turn, but for news */
	bool replaced;            /* it waited, and its terminal has asked anew */
	struct call *next_asking, **link_asking;
};

struct rate *server_rate(struct server *server, enum rates what);
struct snapshots *server_snapshots(struct server *server);
struct pages *server_pages(struct server *server);
struct intake *server_intake(struct server *server);

/* Terminal ID is there, and stands at REV: written down soon, many at once. */
void server_seen(struct server *server, const char *id, int64_t rev);
/* It has wiped what was erased up to REV: written down with that. */
void server_erased(struct server *server, const char *id, int64_t rev);

/* A question of CALL's terminal that waits for its turn is answered at once: call->replaced. */
void server_replace(struct server *server, const struct call *call);

/* Whoever waits looks again. Any thread. */
void server_wake(struct server *server);
/* The same when the town's rev moved since the last time; STORE is the calling thread's. */
void server_changed(struct server *server, struct store *store);

/* A terminal was further in our own history than we are: somebody put an older store in place without saying so. A new epoch, so
 * that every terminal starts anew and tells again what it told. Not more than once in SERVE_EPOCH_EVERY_S. */
void server_went_back(struct server *server, struct store *store, const char *terminal);

const char *call_argument(const struct call *call, const char *name); /* ?name=…, NULL when absent */
const char *call_field(struct call *call, const char *name);          /* of a posted form; "" when absent; in the arena */
const char *call_header(const struct call *call, const char *name);
const char *call_address(const struct call *call);                    /* who asks, behind a proxy too */
int64_t call_integer(const struct call *call, const char *name, int64_t otherwise); /* -1: not a number */

/* A header of the answer that comes. */
void call_add_header(struct call *call, const char *name, const char *value);

/* Answers. TEXT is copied. */
enum call_next call_answer(struct call *call, unsigned status, const char *type, const char *text, size_t len);
enum call_next call_answer_json(struct call *call, unsigned status, json_t *json); /* takes JSON */
/* {"reason": REASON, "text": a sentence for whoever runs the terminal} */
enum call_next call_refuse(struct call *call, unsigned status, const char *reason, const char *text);
/* What ENCODING (hub/encode.h) makes of it when it is long enough, as far as the terminal takes it. */
enum call_next call_answer_packed(struct call *call, const char *type, const char *text, size_t len);
/* TEXT as it is, packed as ENCODING says; DONE(CTX) when it is sent or given up. */
enum call_next call_answer_shared(struct call *call, const char *type, enum encoding encoding, const char *text, size_t len,
                                  void (*done)(void *ctx), void *ctx);
enum encoding call_encoding(const struct call *call); /* the best one that the terminal takes */
/* Takes FD. */
enum call_next call_answer_file(struct call *call, int fd, uint64_t size, const char *type);

#endif
