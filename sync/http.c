#include "sync/http.h"

#include <curl/curl.h>
#include <strings.h>

#ifndef PARVIS_VERSION
#define PARVIS_VERSION "0.1"
#endif

#define TIME_END_S INT64_C(253402300800) /* the year 10000 */

enum { FDS_MAX = 8, NUMBER_MAX = 20, VERSION_MAX = 1000000 };

struct http {
	CURLM *multi;
	char *ca, *pin;
	struct exchange *first;
};

struct exchange {
	struct exchange *next;
	CURL *easy;
	struct curl_slist *headers;
	struct http_head head;
	struct strbuf body, post;
	size_t body_max;
	bool (*sink)(void *ctx, const struct http_head *head, const void *data, size_t len);
	void *sink_ctx;
	bool finished;
	CURLcode result;
	char why[CURL_ERROR_SIZE];
};

bool http_open(const char *ca, const char *pin, struct http **ret_http, struct err *err)
{
	struct http *http;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(err, ERR_SYSTEM, "libcurl does not start");
	http = calloc(1, sizeof(*http));
	if (!http)
		abort();
	http->multi = curl_multi_init();
	http->ca = strdup(ca);
	http->pin = strdup(pin);
	if (!http->multi || !http->ca || !http->pin)
		abort();
	*ret_http = http;
	return true;
}

void http_close(struct http *http)
{
	if (!http)
		return;
	while (http->first)
		http_free(http, http->first);
	curl_multi_cleanup(http->multi);
	curl_global_cleanup();
	free(http->ca);
	free(http->pin);
	free(http);
}

bool http_url_ok(const char *hub, struct err *err)
{
	static const char *const loopback[] = { "127.0.0.1", "localhost", "[::1]" };
	CURLU *url = curl_url();
	char *scheme = NULL, *host = NULL;
	bool ok = false;

	if (!url || curl_url_set(url, CURLUPART_URL, hub, 0) != CURLUE_OK ||
	    curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK || curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK) {
		err_set(err, ERR_BAD_INPUT, "the hub's address '%s' is not a URL", hub);
		goto out;
	}
	ok = streq(scheme, "https");
	for (size_t i = 0; streq(scheme, "http") && i < ARRAY_LEN(loopback); i++)
		ok = ok || streq(host, loopback[i]);
	if (!ok)
		err_set(err, ERR_REFUSED, "the hub's address '%s' has to begin with https:// (http is for this machine itself)", hub);
out:
	curl_free(scheme);
	curl_free(host);
	curl_url_cleanup(url);
	return ok;
}

/* ---- what comes in */

static int64_t read_number(const char *value, size_t len)
{
	char text[NUMBER_MAX];
	char *end;
	long long number;

	if (len == 0 || len >= sizeof(text))
		return -1;
	memcpy(text, value, len);
	text[len] = '\0';
	number = strtoll(text, &end, 10);
	return *end == '\0' && number >= 0 ? number : -1;
}

/* 0: none that a calendar has. */
static int64_t read_time(const char *value, size_t len)
{
	int64_t time = read_number(value, len);

	return time > 0 && time < TIME_END_S * SECOND_US ? time : 0;
}

static size_t on_header(char *line, size_t size, size_t count, void *ctx)
{
	struct exchange *exchange = ctx;
	struct http_head *head = &exchange->head;
	size_t len = size * count, name_len, value_len;
	const char *colon = memchr(line, ':', len), *value;

	if (len >= 5 && memcmp(line, "HTTP/", 5) == 0) { /* of a new answer: after 100 Continue there is another */
		*head = (struct http_head){ .rev = -1, .size = -1 };
		return len;
	}
	if (!colon)
		return len;
	name_len = (size_t)(colon - line);
	value = colon + 1;
	value_len = len - name_len - 1;
	while (value_len > 0 && (*value == ' ' || *value == '\t')) {
		value++;
		value_len--;
	}
	while (value_len > 0 && (value[value_len - 1] == '\r' || value[value_len - 1] == '\n' || value[value_len - 1] == ' '))
		value_len--;
#define IS(name) (name_len == sizeof(name) - 1 && strncasecmp(line, name, name_len) == 0)
	if (IS("Parvis-Hub"))
		head->version = (int)CLAMP(read_number(value, value_len), (int64_t)0, (int64_t)VERSION_MAX);
	else if (IS("Parvis-Protocol"))
		head->newest = (int)CLAMP(read_number(value, value_len), (int64_t)0, (int64_t)VERSION_MAX);
	else if (IS("Parvis-Time"))
		head->hub_time = read_time(value, value_len);
	else if (IS("Parvis-Rev"))
		head->rev = read_number(value, value_len);
	else if (IS("Parvis-Size"))
		head->size = read_number(value, value_len);
	else if (IS("Retry-After"))
		head->retry_after_s = (int)CLAMP(read_number(value, value_len), (int64_t)0, (int64_t)SYNC_REFUSED_S);
	else if (IS("Parvis-Key") && value_len < sizeof(head->key)) {
		memcpy(head->key, value, value_len);
		head->key[value_len] = '\0';
	} else if (IS("Parvis-Epoch") && value_len < sizeof(head->epoch)) {
		memcpy(head->epoch, value, value_len);
		head->epoch[value_len] = '\0';
	}
#undef IS
	return len;
}

static size_t on_body(char *data, size_t size, size_t count, void *ctx)
{
	struct exchange *exchange = ctx;
	size_t len = size * count;
	long status = 0;

	curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
	exchange->head.status = (int)status;
	if (exchange->sink && status == 200 && exchange->head.version > 0)
		return exchange->sink(exchange->sink_ctx, &exchange->head, data, len) ? len : 0;
	/* Any other answer is short, whatever was asked for. */
	if (exchange->body.len + len > (status == 200 ? exchange->body_max : (size_t)WIRE_ERROR_MAX))
		return 0;
	strbuf_addn(&exchange->body, data, len);
	return len;
}

/* ---- what goes out */

static void add_header(struct exchange *exchange, const char *name, const char *value)
{
	struct strbuf line = STRBUF_INIT;
	struct curl_slist *more;

	strbuf_addf(&line, "%s: %s", name, value);
	more = curl_slist_append(exchange->headers, line.data);
	strbuf_done(&line);
	if (!more)
		abort();
	exchange->headers = more;
}

static void set_options(struct http *http, struct exchange *exchange, const struct http_request *request)
{
	CURL *easy = exchange->easy;
	struct strbuf text = STRBUF_INIT;
	char version[12];
	size_t hub_len = strlen(request->hub);

	while (hub_len > 0 && request->hub[hub_len - 1] == '/')
		hub_len--;
	strbuf_addn(&text, request->hub, hub_len);
	strbuf_add(&text, request->path);
	curl_easy_setopt(easy, CURLOPT_URL, text.data);
	strbuf_clear(&text);
	strbuf_addf(&text, "Bearer %s", request->token);
	if (request->token[0])
		add_header(exchange, "Authorization", text.data);
	strbuf_done(&text);
	snprintf(version, sizeof(version), "%d", request->protocol);
	add_header(exchange, "Parvis-Protocol", version);
	add_header(exchange, "Expect", "");
	if (request->post) {
		strbuf_addn(&exchange->post, request->post, request->post_len);
		add_header(exchange, "Content-Type", "application/jsonl");
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->post_len);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, strbuf_str(&exchange->post));
	}
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, exchange->headers);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "parvis-sync/" PARVIS_VERSION);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPIDLE, 10L);
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPINTVL, 5L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)request->connect_s);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)request->silence_s);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)request->most_s);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, exchange);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange->why);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, exchange);
	if (!request->sink) /* what is unpacked is counted in on_body */
		curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_ZSTD ? "zstd, gzip" : "gzip");
	if (http->ca[0])
		curl_easy_setopt(easy, CURLOPT_CAINFO, http->ca);
	if (http->pin[0])
		curl_easy_setopt(easy, CURLOPT_PINNEDPUBLICKEY, http->pin);
}

bool http_start(struct http *http, const struct http_request *request, struct exchange **ret_exchange, struct err *err)
{
	struct exchange *exchange;

	if (!http_url_ok(request->hub, err))
		return false;
	exchange = calloc(1, sizeof(*exchange));
	if (!exchange)
		abort();
	exchange->easy = curl_easy_init();
	if (!exchange->easy)
		abort();
	exchange->body_max = request->body_max;
	exchange->sink = request->sink;
	exchange->sink_ctx = request->sink_ctx;
	set_options(http, exchange, request);
	exchange->next = http->first;
	http->first = exchange;
	if (curl_multi_add_handle(http->multi, exchange->easy) != CURLM_OK) {
		http_free(http, exchange);
		return err_set(err, ERR_SYSTEM, "libcurl takes no more");
	}
	*ret_exchange = exchange;
	return true;
}

void http_free(struct http *http, struct exchange *exchange)
{
	struct exchange **at = &http->first;

	if (!exchange)
		return;
	while (*at && *at != exchange)
		at = &(*at)->next;
	if (*at)
		*at = exchange->next;
	curl_multi_remove_handle(http->multi, exchange->easy);
	curl_easy_cleanup(exchange->easy);
	curl_slist_free_all(exchange->headers);
	strbuf_done(&exchange->body);
	strbuf_done(&exchange->post);
	free(exchange);
}

/* ---- going on */

static void take_finished(struct http *http)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(http->multi, &left))) {
		struct exchange *exchange = NULL;
		long status = 0;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&exchange);
		curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
		exchange->head.status = (int)status;
		exchange->finished = true;
		exchange->result = message->data.result;
	}
}

void http_wait(struct http *http, const int *fds, size_t count, int ms)
{
	struct curl_waitfd extra[FDS_MAX] = { 0 };
	int running;

	for (size_t i = 0; i < count && i < FDS_MAX; i++) {
		extra[i].fd = fds[i];
		extra[i].events = CURL_WAIT_POLLIN;
	}
	curl_multi_perform(http->multi, &running);
	take_finished(http);
	for (const struct exchange *exchange = http->first; exchange; exchange = exchange->next)
		if (exchange->finished)
			ms = 0;
	curl_multi_poll(http->multi, extra, (unsigned)MIN(count, (size_t)FDS_MAX), ms, NULL);
	curl_multi_perform(http->multi, &running);
	take_finished(http);
}

bool http_finished(const struct exchange *exchange)
{
	return exchange->finished;
}

struct sync_answer http_answer(const struct exchange *exchange)
{
	struct sync_answer answer = {
		.arrived = exchange->finished && exchange->result == CURLE_OK,
		.status = exchange->head.status, .from_hub = exchange->head.version > 0,
		.version = exchange->head.version, .newest = exchange->head.newest, .hub_time = exchange->head.hub_time,
		.retry_after_s = exchange->head.retry_after_s, .rev = exchange->head.rev,
		.body = { .data = (const unsigned char *)strbuf_str(&exchange->body), .len = exchange->body.len },
	};

	memcpy(answer.epoch, exchange->head.epoch, sizeof(answer.epoch));
	return answer;
}

const char *http_key(const struct exchange *exchange)
{
	return exchange->head.key;
}

const char *http_why(const struct exchange *exchange)
{
	if (exchange->result == CURLE_OK)
		return "";
	return exchange->why[0] ? exchange->why : curl_easy_strerror(exchange->result);
}
