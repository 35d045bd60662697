/* poll_load PORT TOKENS EPOCH SINCE [--tls]: as many terminals as the file TOKENS has lines, each waiting for changes over a
 * connection of its own to 127.0.0.1:PORT, from many addresses of the loopback, as few each as behind the router of a town hall
 * (the proxy's settings limit them). Answers without news are followed by the same question, as parvis-sync does. Prints
 * "waiting N SECONDS" when all wait; when each has its news, or 60 s after the first has, one line: "news N failed N first T median T
 * p99 T last T", T in seconds of CLOCK_MONOTONIC. For tests/bench.
 */
#include "common/base/util.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	TERMINALS_MAX = 60000, PER_ADDRESS = 40, ANSWER_MAX = 4096, EVENTS = 256, AT_ONCE = 200, GIVE_UP_S = 60, TOKEN_MAX = 64,
};

enum stage { CONNECTING, HANDSHAKE, WAITING, SERVED, FAILED };

struct terminal {
	int fd;
	gnutls_session_t tls; /* NULL: plain */
	enum stage stage;
	char token[TOKEN_MAX];
	char answer[ANSWER_MAX];
	size_t got;
	double news;
};

static struct terminal *terminals;
static size_t count, asked, served, failed, early; /* EARLY: failed before they could ask */
static const char *epoch;
static long long since;
static int port, epoll;
static gnutls_certificate_credentials_t tls; /* NULL: plain. The proxy of a benchmark signs for itself: nothing is verified. */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fail(struct terminal *t, const char *why)
{
	if (t->stage == FAILED)
		return;
	if (failed++ == 0)
		fprintf(stderr, "poll_load: %s (%s)\n", why, strerror(errno));
	early += t->stage < WAITING;
	t->stage = FAILED;
	close(t->fd);
}

static void watch(struct terminal *t, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = t };

	epoll_ctl(epoll, EPOLL_CTL_MOD, t->fd, &event);
}

static void ask(struct terminal *t)
{
	char text[512];
	int len = snprintf(text, sizeof(text),
	                   "GET /sync/v1/changes?epoch=%s&since=%lld&wait=%d HTTP/1.1\r\nHost: 127.0.0.1\r\n"
	                   "Authorization: Bearer %s\r\nParvis-Protocol: 1\r\n\r\n",
	                   epoch, since, 19 + (int)((size_t)(t - terminals) % 7), t->token);
	ssize_t sent = t->tls ? gnutls_record_send(t->tls, text, (size_t)len) : send(t->fd, text, (size_t)len, MSG_NOSIGNAL);

	if (sent != len) {
		fail(t, "a question could not be sent");
		return;
	}
	asked += t->stage < WAITING;
	t->stage = WAITING;
	t->got = 0;
	watch(t, EPOLLIN);
}

static void shake_hands(struct terminal *t)
{
	int done;

	if (!t->tls) {
		gnutls_init(&t->tls, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_TICKETS);
		gnutls_set_default_priority(t->tls);
		gnutls_credentials_set(t->tls, GNUTLS_CRD_CERTIFICATE, tls);
		gnutls_transport_set_int(t->tls, t->fd);
		t->stage = HANDSHAKE;
	}
	done = gnutls_handshake(t->tls);
	if (done == GNUTLS_E_SUCCESS)
		ask(t);
	else if (!gnutls_error_is_fatal(done))
		watch(t, gnutls_record_get_direction(t->tls) ? EPOLLOUT : EPOLLIN);
	else
		fail(t, gnutls_strerror(done));
}

/* A whole answer? */
static bool whole(const struct terminal *t, const char **ret_body)
{
	const char *body = strstr(t->answer, "\r\n\r\n"), *length = strcasestr(t->answer, "\r\nContent-Length:");

	if (!body || !length)
		return false;
	*ret_body = body + 4;
	return t->answer + t->got - *ret_body >= strtol(length + strlen("\r\nContent-Length:"), NULL, 10);
}

static void take(struct terminal *t)
{
	const char *body, *cursor;

	if (!whole(t, &body))
		return;
	cursor = strstr(body, "\"cursor\"");
	cursor = cursor ? strstr(cursor, "\"rev\":") : NULL;
	if (!starts_with(t->answer, "HTTP/1.1 200") || !cursor) {
		fprintf(stderr, "%.300s\n", failed ? "" : t->answer);
		fail(t, "not an answer to changes");
	} else if (strtoll(cursor + strlen("\"rev\":"), NULL, 10) > since) {
		t->news = now();
		t->stage = SERVED;
		served++;
	} else {
		ask(t);
	}
}

static void hear(struct terminal *t)
{
	for (;;) {
		size_t room = sizeof(t->answer) - 1 - t->got;
		ssize_t got = t->tls ? gnutls_record_recv(t->tls, t->answer + t->got, room) : recv(t->fd, t->answer + t->got, room, 0);

		if (got <= 0) {
			bool later = t->tls ? got < 0 && !gnutls_error_is_fatal((int)got) : got < 0 && errno == EAGAIN;

			if (!later)
				fail(t, "a connection broke off");
			return;
		}
		t->got += (size_t)got;
		t->answer[t->got] = '\0';
		take(t);
		if (t->stage != WAITING || t->got == sizeof(t->answer) - 1)
			return;
	}
}

static void on_event(struct terminal *t)
{
	switch (t->stage) {
	case CONNECTING:
		if (tls)
			shake_hands(t);
		else
			ask(t);
		return;
	case HANDSHAKE:
		shake_hands(t);
		return;
	case WAITING:
		hear(t);
		return;
	case SERVED:
	case FAILED:
		return;
	}
}

static void start(size_t n)
{
	struct terminal *t = &terminals[n];
	struct sockaddr_in from = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000002U + (uint32_t)(n / PER_ADDRESS)) };
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct epoll_event event = { .events = EPOLLOUT, .data.ptr = t };
	int on = 1;

	t->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(t->fd, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
	if (bind(t->fd, (struct sockaddr *)&from, sizeof(from)) != 0 || connect(t->fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
		fail(t, "no connection");
		return;
	}
	fcntl(t->fd, F_SETFL, O_NONBLOCK);
	epoll_ctl(epoll, EPOLL_CTL_ADD, t->fd, &event);
}

static void turn(int ms)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(epoll, events, EVENTS, ms);

	for (int i = 0; i < n; i++)
		on_event(events[i].data.ptr);
}

static int by_news(const void *a, const void *b)
{
	double x = ((const struct terminal *)a)->news, y = ((const struct terminal *)b)->news;

	return (x > y) - (x < y);
}

static bool read_tokens(const char *path)
{
	FILE *file = fopen(path, "re");

	terminals = calloc(TERMINALS_MAX, sizeof(*terminals));
	while (file && terminals && count < TERMINALS_MAX && fgets(terminals[count].token, TOKEN_MAX, file)) {
		terminals[count].token[strcspn(terminals[count].token, "\n")] = '\0';
		count++;
	}
	if (file)
		fclose(file);
	return count > 0;
}

int main(int argc, char **argv)
{
	struct rlimit files = { .rlim_cur = TERMINALS_MAX, .rlim_max = TERMINALS_MAX };
	double began = now(), first = 0;

	if (argc < 5 || !read_tokens(argv[2])) {
		fprintf(stderr, "usage: poll_load PORT TOKENS EPOCH SINCE [--tls]\n");
		return 2;
	}
	port = (int)strtol(argv[1], NULL, 10);
	epoch = argv[3];
	since = strtoll(argv[4], NULL, 10);
	if (argc > 5)
		gnutls_certificate_allocate_credentials(&tls);
	setrlimit(RLIMIT_NOFILE, &files);
	epoll = epoll_create1(EPOLL_CLOEXEC);
	for (size_t n = 0; n < count; n++) {
		start(n);
		while (n + 1 - asked - early > AT_ONCE)
			turn(100);
	}
	while (asked + early < count)
		turn(100);
	printf("waiting %zu %.2f\n", asked, now() - began);
	fflush(stdout);
	while (served + failed < count && (!first || now() - first < GIVE_UP_S)) {
		turn(100);
		if (served && !first)
			first = now();
	}
	qsort(terminals, count, sizeof(*terminals), by_news);
	terminals += count - served;
	if (served)
		printf("news %zu failed %zu first %.4f median %.4f p99 %.4f last %.4f\n", served, count - served, terminals[0].news,
		       terminals[served / 2].news, terminals[(served * 99 + 99) / 100 - 1].news, terminals[served - 1].news);
	return served == 0;
}
