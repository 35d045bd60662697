/* push_load PORT TOWN KEY PUBLIC BATCH BATCHES TOTEM-TOKENS DESK-TOKENS AGENT: how many operations a hub takes in a second.
 * Each line of TOTEM-TOKENS is a terminal that pushes BATCHES batches of BATCH sealed requests, all at once over a connection each;
 * then each desk of DESK-TOKENS changes the state of as many of these requests. KEY and PUBLIC (base64): what to seal to.
 * What is sent is made beforehand. Prints "requests N SECONDS" and "states N SECONDS". Anything but "applied" ends it. For tests/bench.
 */
#include "common/base/clock.h"
#include "common/domain/tracking.h"
#include "common/secret/record.h"
#include "common/secret/seal.h"
#include "common/secret/secret.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TERMINALS_MAX = 64, BATCHES_MAX = 1000, ANSWER_MAX = 4 << 20 };

struct terminal {
	char token[64];
	struct strbuf batches[BATCHES_MAX];
	pthread_t thread;
	int64_t applied;
};

static struct terminal totems[TERMINALS_MAX], desks[TERMINALS_MAX];
static size_t totem_count, desk_count;
static int port, batch, batches;
static const char *town, *key, *agent;
static unsigned char public_key[SEAL_KEY];
static struct rng rng;
static struct clock system_clock;

static void die(const char *what)
{
	fprintf(stderr, "push_load: %s (%s)\n", what, strerror(errno));
	exit(1);
}

static void add_made(struct strbuf *out)
{
	strbuf_addf(out, ",\"made\":{\"wall\":%" PRId64 ",\"mono\":1,\"boot\":\"b\",\"trusted\":true}}\n", clock_wall(&system_clock));
}

/* Someone tells of a street lamp: one line of a POST. */
static void add_request(struct strbuf *out, const char *id, int64_t seq)
{
	struct strbuf body = STRBUF_INIT, sealed = STRBUF_INIT;
	struct tracking number = tracking_make(&rng);
	unsigned char lookup[RECORD_LOOKUP], record_key[RECORD_KEY];
	char hex[RECORD_LOOKUP_TEXT];
	struct err err;

	rng_fill(&rng, lookup, sizeof(lookup));
	rng_fill(&rng, record_key, sizeof(record_key));
	hex_encode(lookup, sizeof(lookup), hex);
	strbuf_addf(&body, "{\"id\":\"%s\",\"town\":\"%s\",\"lookup\":\"%s\",\"kind\":\"request\",\"number\":\"%s\",\"record_key\":\"", id, town, hex, number.text);
	base64_add(&body, record_key, sizeof(record_key));
	strbuf_addf(&body, "\",\"service\":\"lampadaire\",\"lang\":\"fr\",\"channel\":\"totem\",\"terminal\":\"Totem de la gare\",\"answers\":{\"adresse\":"
	                   "{\"text\":\"%u rue des Tisserands\",\"lat\":50.403875,\"lon\":2.702189},\"panne\":\"eteint\",\"danger\":false,\"telephone\":"
	                   "\"06%08u\"}}",
	            rng_below(&rng, 200) + 1, rng_below(&rng, 100000000));
	if (!seal_to(public_key, body.data, body.len, &sealed, &err))
		die(err.text);
	strbuf_addf(out, "{\"id\":\"%s\",\"seq\":%" PRId64 ",\"kind\":\"request\",\"lookup\":\"%s\",\"key\":\"%s\",\"sealed\":\"", id, seq, hex, key);
	base64_add(out, sealed.data, sealed.len);
	strbuf_addc(out, '"');
	add_made(out);
	strbuf_done(&body);
	strbuf_done(&sealed);
}

/* And an agent begins on it. */
static void add_state(struct strbuf *out, const char *request, int64_t seq)
{
	char id[UUID_TEXT];

	uuid_text(uuid_v7(&rng, clock_wall(&system_clock)), id);
	strbuf_addf(out, "{\"id\":\"%s\",\"seq\":%" PRId64 ",\"kind\":\"state\",\"lookup\":null,\"body\":{\"request\":\"%s\",\"from\":\"received\","
	                 "\"to\":\"in_progress\",\"text\":\"L’équipe passe cette semaine.\",\"lang\":\"fr\",\"terminal\":\"Accueil\",\"agent\":\"%s\"}",
	            id, seq, request, agent);
	add_made(out);
}

static void make(void)
{
	size_t n = 0;

	for (size_t t = 0; t < totem_count; t++)
		for (int b = 0; b < batches; b++)
			for (int i = 0; i < batch; i++, n++) {
				struct terminal *desk = &desks[n / (size_t)batch % desk_count];
				size_t place = n / (size_t)batch / desk_count;
				char id[UUID_TEXT];

				uuid_text(uuid_v7(&rng, clock_wall(&system_clock)), id);
				add_request(&totems[t].batches[b], id, b * batch + i + 1);
				if (place >= BATCHES_MAX)
					die("more batches than a desk can take");
				add_state(&desk->batches[place], id, (int64_t)n + 1);
			}
}

static int64_t count_applied(const char *answer)
{
	int64_t count = 0;

	for (const char *at = answer; (at = strstr(at, "\"outcome\":\"applied\"")); at++)
		count++;
	return count;
}

static size_t receive(int fd, char *answer)
{
	size_t got = 0;

	for (;;) {
		ssize_t n = recv(fd, answer + got, ANSWER_MAX - 1 - got, 0);
		const char *body, *length;

		if (n <= 0)
			die("a connection broke off");
		got += (size_t)n;
		answer[got] = '\0';
		body = strstr(answer, "\r\n\r\n");
		length = strcasestr(answer, "\r\nContent-Length:");
		if (body && length && answer + got - (body + 4) >= strtol(length + strlen("\r\nContent-Length:"), NULL, 10))
			return got;
	}
}

static void *push(void *ctx)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct terminal *t = ctx;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char *answer = malloc(ANSWER_MAX);

	if (!answer || connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0)
		die("no connection");
	for (int b = 0; b < BATCHES_MAX && t->batches[b].len; b++) {
		struct strbuf post = STRBUF_INIT;
		int64_t applied;

		strbuf_addf(&post, "POST /sync/v1/operations HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nParvis-Protocol: 1\r\n"
		                   "Content-Length: %zu\r\n\r\n", t->token, t->batches[b].len);
		strbuf_addn(&post, t->batches[b].data, t->batches[b].len);
		for (size_t sent = 0; sent < post.len;) {
			ssize_t n = send(fd, post.data + sent, post.len - sent, MSG_NOSIGNAL);

			if (n < 0)
				die("a batch could not be sent");
			sent += (size_t)n;
		}
		receive(fd, answer);
		applied = count_applied(answer);
		if (applied != batch)
			die(answer);
		t->applied += applied;
		strbuf_done(&post);
	}
	close(fd);
	free(answer);
	return NULL;
}

static void run(const char *what, struct terminal *terminals, size_t count)
{
	int64_t began = clock_mono(&system_clock), done = 0;

	for (size_t i = 0; i < count; i++)
		if (pthread_create(&terminals[i].thread, NULL, push, &terminals[i]) != 0)
			die("no thread");
	for (size_t i = 0; i < count; i++) {
		pthread_join(terminals[i].thread, NULL);
		done += terminals[i].applied;
	}
	printf("%s %" PRId64 " %.3f\n", what, done, (double)(clock_mono(&system_clock) - began) / 1e6);
	fflush(stdout);
}

static size_t read_tokens(const char *path, struct terminal *list)
{
	FILE *file = fopen(path, "re");
	size_t count = 0;

	while (file && count < TERMINALS_MAX && fgets(list[count].token, sizeof(list[count].token), file)) {
		list[count].token[strcspn(list[count].token, "\n")] = '\0';
		count++;
	}
	if (file)
		fclose(file);
	return count;
}

int main(int argc, char **argv)
{
	struct strbuf raw = STRBUF_INIT;
	struct err err;

	rng = rng_system();
	system_clock = clock_system(false);
	if (!secret_init(&err) || argc != 10 || !base64_decode(argv[4], strlen(argv[4]), SEAL_KEY, &raw) || raw.len != SEAL_KEY) {
		fprintf(stderr, "usage: push_load PORT TOWN KEY PUBLIC BATCH BATCHES TOTEM-TOKENS DESK-TOKENS AGENT\n");
		return 2;
	}
	memcpy(public_key, raw.data, SEAL_KEY);
	strbuf_done(&raw);
	port = (int)strtol(argv[1], NULL, 10);
	town = argv[2];
	key = argv[3];
	batch = (int)strtol(argv[5], NULL, 10);
	batches = (int)strtol(argv[6], NULL, 10);
	agent = argv[9];
	totem_count = read_tokens(argv[7], totems);
	desk_count = read_tokens(argv[8], desks);
	if (!totem_count || !desk_count || batches > BATCHES_MAX || batch < 1 || batch > 500)
		die("no terminals, or too many operations");
	make();
	run("requests", totems, totem_count);
	run("states", desks, desk_count);
	return 0;
}
