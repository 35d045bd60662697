#include "hub/server.h"

#include "common/base/log.h"
#include "hub/access.h"
#include "hub/asking.h"
#include "hub/body.h"
#include "hub/erase.h"
#include "hub/intake.h"
#include "hub/limits.h"
#include "hub/listen.h"
#include "hub/mailer.h"
#include "hub/operations.h"
#include "hub/pages.h"
#include "hub/records.h"
#include "hub/routes.h"
#include "hub/seen.h"
#include "hub/snapshots.h"

#include <malloc.h>
#include <microhttpd.h>
#include <pthread.h>
#include <unistd.h>

#define SWEEP_EVERY (6 * HOUR_US)
#define EARLY_KEPT (7 * DAY_US)  /* what desks did to requests that do not come */
#define GONE_KEPT (400 * DAY_US) /* a terminal that was away for longer takes a snapshot */
#define TRIM_AFTER (10 * SECOND_US)
enum {
	MANY_RESUMED = 1000,
	MUCH_PUSHED = 64 * 1024, /* bytes of a POST: as JSON it may have been many times as long, on two threads */
};

struct server {
	struct hub *hub;
	struct store *store;   /* the HTTP thread's */
	struct store *watch;   /* server_tick's: sees what others commit */
	int64_t version;       /* server_tick's: whether anybody committed anything */
	int64_t epoch_drawn;   /* monotonic; 0: not since the start */
	int64_t rev;           /* the last one waiters were woken for; under the lock */
	int64_t erased;        /* server_tick's: rev of the last erasure whose traces are gone */
	int64_t swept;         /* monotonic: when old records were last withdrawn */
	struct rate *rates[RATES];
	struct call *holding;   /* calls with a body that is on its way, of terminals */
	struct snapshots *snapshots;
	struct pages *pages;   /* the HTTP thread's */
	struct seen *seen;
	struct mailer *mailer;
	struct intake *intake;
	int town_lock;
	struct MHD_Daemon *daemon;
	pthread_mutex_t lock;
	struct call *waiting;  /* suspended calls */
	unsigned wakes;        /* how often they were all woken */
	struct asking asking;  /* those of them that wait for their turn */
	int64_t trim;          /* when memory that many answers took is given back; 0: none to give */
	bool stopping;
};

struct rate *server_rate(struct server *server, enum rates what)
{
	return server->rates[what];
}

struct snapshots *server_snapshots(struct server *server)
{
	return server->snapshots;
}

struct pages *server_pages(struct server *server)
{
	return server->pages;
}

void server_seen(struct server *server, const char *id, int64_t rev)
{
	seen_add(server->seen, id, rev);
}

void server_erased(struct server *server, const char *id, int64_t rev)
{
	seen_add_erased(server->seen, id, rev);
}

struct intake *server_intake(struct server *server)
{
	return server->intake;
}

/* ---- waiting */

/* Under the lock. There are ten thousand of them: each knows where it stands in the list. */
static void unlink_waiting(struct call *call)
{
	if (!call->link_waiting)
		return;
	*call->link_waiting = call->next_waiting;
	if (call->next_waiting)
		call->next_waiting->link_waiting = call->link_waiting;
	call->link_waiting = NULL;
	asking_drop(call);
}

static void link_waiting(struct server *server, struct call *call)
{
	call->next_waiting = server->waiting;
	call->link_waiting = &server->waiting;
	if (call->next_waiting)
		call->next_waiting->link_waiting = &call->next_waiting;
	server->waiting = call;
	if (call->paused)
		asking_add(&server->asking, call);
}

/* Resumes those whose deadline is over at NOW; all of them with INT64_MAX. */
static void resume(struct server *server, int64_t now)
{
	struct call *next;
	int resumed = 0;

	pthread_mutex_lock(&server->lock);
	for (struct call *call = server->waiting; call; call = next) {
		next = call->next_waiting;
		if ((call->push && !call->push->taken) || (call->paused ? call->paused : call->deadline) > now)
			continue;
		unlink_waiting(call);
		MHD_resume_connection(call->connection);
		resumed++;
	}
	if (resumed > MANY_RESUMED)
		server->trim = clock_mono(&server->hub->clock) + TRIM_AFTER;
	pthread_mutex_unlock(&server->lock);
}

void server_replace(struct server *server, const struct call *call)
{
	struct call *earlier;

	pthread_mutex_lock(&server->lock);
	earlier = asking_find(&server->asking, call->terminal.id);
	if (earlier) {
		earlier->replaced = true;
		unlink_waiting(earlier);
		MHD_resume_connection(earlier->connection);
	}
	pthread_mutex_unlock(&server->lock);
}

/* A change that reaches ten thousand terminals takes as many answers at once: what they leave between others is given back. */
static void trim(struct server *server, int64_t now)
{
	bool due;

	pthread_mutex_lock(&server->lock);
	due = server->trim && now >= server->trim;
	if (due)
		server->trim = 0;
	pthread_mutex_unlock(&server->lock);
	if (due)
		malloc_trim(0);
}

void server_wake(struct server *server)
{
	pthread_mutex_lock(&server->lock);
	server->wakes++;
	pthread_mutex_unlock(&server->lock);
	resume(server, INT64_MAX);
}

void server_changed(struct server *server, struct store *store)
{
	struct cursor now;
	struct err err;
	bool changed;

	if (!store_cursor(store, &now, &err)) {
		log_error("%s", err.text);
		return;
	}
	pthread_mutex_lock(&server->lock);
	changed = server->rev != now.rev;
	server->rev = now.rev;
	pthread_mutex_unlock(&server->lock);
	if (changed)
		server_wake(server);
}

void server_went_back(struct server *server, struct store *store, const char *terminal)
{
	int64_t now = clock_mono(&server->hub->clock);
	struct err err;

	if (!serve_draws_epoch(SERVE_AHEAD, now, server->epoch_drawn)) {
		log_warn("terminal %s is further than this hub, again; it alone starts over", terminal);
		return;
	}
	if (!store_begin(store, &err)) {
		log_error("new epoch: %s", err.text);
		return;
	}
	if (!store_new_epoch(store, &err)) {
		log_error("new epoch: %s", err.text);
		store_rollback(store);
	} else if (!store_commit(store, &err)) {
		log_error("new epoch: %s", err.text);
	} else {
		server->epoch_drawn = now;
		log_warn("terminal %s is further than this hub: an older store was put in place. A new epoch; restore with parvis-hub restore", terminal);
		server_wake(server);
	}
}

static void wake(void *ctx)
{
	server_wake(ctx);
}

/* The intake's thread: those who pushed are answered, and who waits for news. */
static void taken(void *ctx, struct push *const *list, size_t count, struct store *store)
{
	struct server *server = ctx;

	pthread_mutex_lock(&server->lock);
	for (size_t i = 0; i < count; i++) {
		if (list[i]->delivery.len > MUCH_PUSHED && !server->trim)
			server->trim = clock_mono(&server->hub->clock) + TRIM_AFTER;
		list[i]->taken = true;
		unlink_waiting(list[i]->call);
		MHD_resume_connection(list[i]->call->connection);
	}
	pthread_mutex_unlock(&server->lock);
	server_changed(server, store);
	mailer_wake(server->mailer);
}

/* What is pushed goes to the intake now, which can resume it. Who looked before all were woken looks again: others commit while a handler
 * reads, and nobody would wake it for that any more. False when the server is closing: then nobody may wait any more. */
static bool suspend(struct server *server, struct call *call)
{
	bool stopping;

	pthread_mutex_lock(&server->lock);
	stopping = server->stopping;
	if (!stopping) {
		MHD_suspend_connection(call->connection);
		if (call->push || call->looked == server->wakes)
			link_waiting(server, call);
		else
			MHD_resume_connection(call->connection);
		if (call->push)
			intake_add(server->intake, call->push);
	}
	pthread_mutex_unlock(&server->lock);
	return !stopping;
}

/* What has been closed for long no longer lies on the totems. */
static void sweep(struct server *server, int64_t now)
{
	struct err err;
	int erased = 0;

	if (server->swept && now - server->swept < SWEEP_EVERY)
		return;
	server->swept = now;
	if (!store_begin(server->watch, &err)) {
		log_warn("old records stay for now: %s", err.text);
		return;
	}
	if (erase_overdue(server->hub, server->watch, &erased, &err) && records_sweep(server->watch, &err) &&
	    operations_sweep(server->watch, store_now(server->watch) - EARLY_KEPT, &err) &&
	    store_forget_gone(server->watch, store_now(server->watch) - GONE_KEPT, &err) &&
	    store_mail_forget(server->watch, store_now(server->watch) - MAIL_KEEP_DAYS * DAY_US, &err) &&
	    store_commit(server->watch, &err)) {
		if (erased)
			log_info("%d requests whose time was over are erased", erased);
		if (erased == ERASE_BATCH)
			server->swept = 0; /* there may be more */
		server_changed(server, server->watch); /* its own commits do not show in store_version */
		return;
	}
	log_error("old records stay: %s", err.text);
	store_rollback(server->watch);
}

/* What was erased, here or by another program, leaves no trace in snapshots or in the store's log. */
static void clean_up(struct server *server)
{
	int64_t last = store_last_erasure(server->watch, INT64_MAX);
	struct err err;
	bool done;

	if (last == server->erased)
		return;
	snapshots_forget(server->snapshots, last);
	if (!store_wipe(server->watch, &done, &err))
		log_warn("traces of what was erased: %s", err.text);
	else if (done)
		server->erased = last;
}

void server_tick(struct server *server)
{
	int64_t version;

	sweep(server, clock_mono(&server->hub->clock));
	clean_up(server);
	seen_write(server->seen, server->watch);
	version = store_version(server->watch);

	if (version != server->version) {
		server->version = version;
		server_changed(server, server->watch);
	}
	resume(server, clock_mono(&server->hub->clock));
	trim(server, clock_mono(&server->hub->clock));
}

/* ---- one call */
static struct call *call_new(struct server *server, struct MHD_Connection *connection, const char *method, const char *path)
{
	struct call *call = calloc(1, sizeof(*call));
	bool known;

	if (!call)
		abort();
	*call = (struct call){ .server = server, .hub = server->hub, .store = server->store, .connection = connection };
	call->arena = arena_new();
	call->route = route_find(method, path, &known);
	/* Many calls wait for long: nothing is copied for them that stands elsewhere. */
	call->path = call->route && streq(call->route->path, path) ? call->route->path : arena_strdup(call->arena, path);
	if (!call->route) /* answered when the whole request was read */
		call->too_large = known;
	return call;
}

static void run(struct call *call)
{
	if (call->answered)
		return;
	pthread_mutex_lock(&call->server->lock);
	call->looked = call->server->wakes;
	pthread_mutex_unlock(&call->server->lock);
	/* Also when it has waited: the terminal may have been revoked meanwhile, or have another scope. */
	if (!access_granted(call))
		return;
	if (call->dropped) { /* the store could not say who sends it while the body came */
		call_refuse(call, 503, "store", "The store cannot be read just now.");
		return;
	}
	if (call->route->handle(call) == CALL_ANSWERED)
		return;
	call->resumed = true;
	if (!suspend(call->server, call)) {
		call_add_header(call, "Retry-After", "2");
		call_refuse(call, 503, "closing", "The hub is closing; try again soon.");
	}
}

/* What is said without asking a handler; false: nothing. */
static bool refuse_at_once(struct call *call)
{
	if (!call->route)
		call_refuse(call, call->too_large ? 405 : 404, call->too_large ? "method" : "path", "There is nothing here.");
	else if (call->too_large)
		call_refuse(call, 413, "size", "That is more than this hub takes at once.");
	else if (call_header(call, "Content-Encoding"))
		call_refuse(call, 415, "encoding", "This hub takes nothing that is packed.");
	else if (call->overtaken)
		call_refuse(call, 503, "overtaken", "This terminal has begun to send something else meanwhile.");
	else
		return false;
	return true;
}

/* Whoever does not read the answer holds nothing but that. */
static void let_go(struct call *call)
{
	strbuf_done(&call->body);
	push_free(call->push);
	call->push = NULL;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *data, size_t *size, void **con_cls)
{
	struct server *server = ctx;
	struct call *call = *con_cls;

	(void)version;
	if (!call) { /* answering here would close the connection after each call */
		*con_cls = call_new(server, connection, method, url);
		return MHD_YES;
	}
	if (*size) {
		size_t given = *size;

		*size = 0;
		return body_take(call, &server->holding, data, given) ? MHD_YES : MHD_NO;
	}
	body_whole(call, &server->holding);
	if (!refuse_at_once(call))
		run(call);
	if (call->answered)
		let_go(call);
	return call->answered || call->resumed ? MHD_YES : MHD_NO;
}

static void on_completed(void *ctx, struct MHD_Connection *connection, void **con_cls, enum MHD_RequestTerminationCode code)
{
	struct server *server = ctx;
	struct call *call = *con_cls;

	(void)connection;
	(void)code;
	if (!call)
		return;
	pthread_mutex_lock(&server->lock);
	unlink_waiting(call);
	pthread_mutex_unlock(&server->lock);
	body_done(call, &server->holding);
	push_free(call->push);
	scope_done(&call->scope);
	arena_free(call->arena);
	free(call);
	*con_cls = NULL;
}

/* ---- starting and stopping */
static bool start_daemon(struct server *server, int fd, struct err *err)
{
	const struct conf *conf = server->hub->conf;

	server->daemon = MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, NULL, NULL, on_request, server,
		MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)LIMIT_CONNECTION_MEMORY, MHD_OPTION_CONNECTION_LIMIT, (unsigned)conf_int(conf, "limits.connections"),
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)LIMIT_IDLE_S, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
		conf_bool(conf, "hub.behind_proxy") ? 0U : (unsigned)LIMIT_PER_ADDRESS, MHD_OPTION_END);
	if (server->daemon)
		return true;
	close(fd);
	return err_set(err, ERR_SYSTEM, "the HTTP server does not start");
}

bool server_start(struct hub *hub, struct server **ret_server, struct err *err)
{
	struct server *server = calloc(1, sizeof(*server));
	unsigned char recovery[SEAL_KEY];
	int fd;

	if (!server)
		abort();
	server->hub = hub;
	server->town_lock = -1;
	pthread_mutex_init(&server->lock, NULL);
	server->pages = pages_new();
	server->seen = seen_new();
	rates_open(server->rates, hub->conf);
	fd = listen_on(conf_text(hub->conf, "hub.listen"), conf_int(hub->conf, "hub.port"), err);
	if (fd < 0) {
		server_stop(server);
		return false;
	}
	if (!hub_store_open(hub, false, &server->store, err) || !hub_store_open(hub, false, &server->watch, err) ||
	    !store_recovery(server->store, recovery, err) || /* what is taken in has to be saved, and what is saved be sealed */
	    !store_lock(conf_text(hub->conf, "hub.data"), store_town(server->store), &server->town_lock, err) ||
	    !snapshots_start(hub, wake, server, &server->snapshots, err) || !mailer_start(hub, &server->mailer, err) ||
	    !intake_start(hub, taken, server, &server->intake, err)) {
		close(fd);
		server_stop(server);
		return false;
	}
	server->version = store_version(server->watch);
	if (!start_daemon(server, fd, err)) {
		server_stop(server);
		return false;
	}
	*ret_server = server;
	return true;
}

void server_stop(struct server *server)
{
	if (!server)
		return;
	pthread_mutex_lock(&server->lock);
	server->stopping = true;
	pthread_mutex_unlock(&server->lock);
	/* The HTTP thread goes on meanwhile: what it asks of these two stays until it has ended. */
	snapshots_stop(server->snapshots);
	intake_stop(server->intake);
	server_wake(server);
	if (server->daemon)
		MHD_stop_daemon(server->daemon);
	snapshots_free(server->snapshots);
	intake_free(server->intake);
	mailer_stop(server->mailer);
	if (server->watch)
		seen_write(server->seen, server->watch);
	store_close(server->store);
	store_close(server->watch);
	pages_free(server->pages);
	seen_free(server->seen);
	if (server->town_lock >= 0)
		close(server->town_lock);
	rates_done(server->rates);
	pthread_mutex_destroy(&server->lock);
	free(server);
}
