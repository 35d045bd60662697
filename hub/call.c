#include "common/sync/serve.h"
#include "hub/call.h"

#include "hub/limits.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <inttypes.h>
#include <microhttpd.h>
#include <strings.h>
#include <unistd.h>

struct header {
	struct header *next;
	const char *name, *value;
};

const char *call_argument(const struct call *call, const char *name)
{
	return MHD_lookup_connection_value(call->connection, MHD_GET_ARGUMENT_KIND, name);
}

const char *call_header(const struct call *call, const char *name)
{
	return MHD_lookup_connection_value(call->connection, MHD_HEADER_KIND, name);
}

int64_t call_integer(const struct call *call, const char *name, int64_t otherwise)
{
	const char *text = call_argument(call, name);
	char *end;
	long long value;

	if (!text)
		return otherwise;
	value = strtoll(text, &end, 10);
	return isdigit((unsigned char)*text) && !*end && strlen(text) < 19 ? value : -1;
}

static int hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static char *form_decode(struct arena *arena, const char *text, size_t len)
{
	char *out = arena_alloc(arena, len + 1);
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '+') {
			out[n++] = ' ';
		} else if (text[i] == '%' && i + 2 < len && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
			char c = (char)(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));

			out[n++] = c ? c : ' ';
			i += 2;
		} else {
			out[n++] = text[i];
		}
	}
	out[n] = '\0';
	return out;
}

const char *call_field(struct call *call, const char *name)
{
	size_t name_len = strlen(name);

	for (const char *at = strbuf_str(&call->body); *at;) {
		size_t len = strcspn(at, "&");

		if (len > name_len && at[name_len] == '=' && strncmp(at, name, name_len) == 0)
			return form_decode(call->arena, at + name_len + 1, len - name_len - 1);
		at += len + (at[len] == '&');
	}
	return "";
}

/* A proxy of another kind than ours adds a line of its own below what it was given. */
static enum MHD_Result take_forwarded(void *ctx, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void)kind;
	if (value && strcasecmp(name, "X-Forwarded-For") == 0)
		*(const char **)ctx = value;
	return MHD_YES;
}

const char *call_address(const struct call *call)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(call->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char text[INET6_ADDRSTRLEN] = "";

	if (conf_bool(call->hub->conf, "hub.behind_proxy")) {
		const char *list = "", *last;

		MHD_get_connection_values(call->connection, MHD_HEADER_KIND, take_forwarded, &list);
		last = strrchr(list, ',');
		last = last ? last + 1 : list; /* the one our own proxy added */
		while (*last == ' ')
			last++;
		if (*last)
			return arena_strndup(call->arena, last, MIN(strlen(last), (size_t)60));
	}
	if (info && info->client_addr->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)info->client_addr)->sin_addr, text, sizeof(text));
	else if (info && info->client_addr->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)info->client_addr)->sin6_addr, text, sizeof(text));
	return arena_strdup(call->arena, text);
}

void call_add_header(struct call *call, const char *name, const char *value)
{
	struct header *header = ARENA_NEW(call->arena, struct header);

	*header = (struct header){ .next = call->headers, .name = name, .value = arena_strdup(call->arena, value) };
	call->headers = header;
}

static enum call_next queue(struct call *call, unsigned status, const char *type, struct MHD_Response *response)
{
	char time[24], version[12];

	if (!response)
		abort();
	snprintf(time, sizeof(time), "%" PRId64, clock_wall(&call->hub->clock));
	snprintf(version, sizeof(version), "%d", call->version ? call->version : SERVE_PROTOCOL);
	MHD_add_response_header(response, "Parvis-Hub", version);
	snprintf(version, sizeof(version), "%d", SERVE_PROTOCOL);
	MHD_add_response_header(response, "Parvis-Protocol", version);
	MHD_add_response_header(response, "Parvis-Time", time);
	MHD_add_response_header(response, "Content-Type", type);
	MHD_add_response_header(response, "Cache-Control", "no-store");
	MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
	for (const struct header *header = call->headers; header; header = header->next)
		MHD_add_response_header(response, header->name, header->value);
	call->answered = MHD_queue_response(call->connection, status, response) == MHD_YES;
	MHD_destroy_response(response);
	return CALL_ANSWERED;
}

enum call_next call_answer(struct call *call, unsigned status, const char *type, const char *text, size_t len)
{
	/* libmicrohttpd copies before it returns, whatever its parameter's type says */
	return queue(call, status, type,
	             MHD_create_response_from_buffer(len, (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY));
}

enum encoding call_encoding(const struct call *call)
{
	return encoding_choose(call_header(call, MHD_HTTP_HEADER_ACCEPT_ENCODING));
}

static void add_encoding(struct call *call, enum encoding encoding)
{
	call_add_header(call, MHD_HTTP_HEADER_VARY, MHD_HTTP_HEADER_ACCEPT_ENCODING);
	if (encoding != ENCODING_NONE)
		call_add_header(call, MHD_HTTP_HEADER_CONTENT_ENCODING, encoding_name(encoding));
}

enum call_next call_answer_packed(struct call *call, const char *type, const char *text, size_t len)
{
	enum encoding encoding = len < ENCODE_LEAST ? ENCODING_NONE : call_encoding(call);
	struct strbuf packed = STRBUF_INIT;
	enum call_next next;

	add_encoding(call, encoding);
	if (encoding == ENCODING_NONE)
		return call_answer(call, MHD_HTTP_OK, type, text, len);
	encode(encoding, text, len, &packed);
	next = call_answer(call, MHD_HTTP_OK, type, packed.data, packed.len);
	strbuf_done(&packed);
	return next;
}

enum call_next call_answer_shared(struct call *call, const char *type, enum encoding encoding, const char *text, size_t len,
                                  void (*done)(void *ctx), void *ctx)
{
	add_encoding(call, encoding);
	return queue(call, MHD_HTTP_OK, type,
	             MHD_create_response_from_buffer_with_free_callback_cls(len, (void *)(uintptr_t)text, done, ctx));
}

enum call_next call_answer_json(struct call *call, unsigned status, json_t *json)
{
	char *text = json_dumps(json, JSON_COMPACT);
	enum call_next next;

	if (!text)
		abort();
	next = call_answer(call, status, "application/json", text, strlen(text));
	free(text);
	json_decref(json);
	return next;
}

enum call_next call_refuse(struct call *call, unsigned status, const char *reason, const char *text)
{
	return call_answer_json(call, status, json_pack("{s:s, s:s}", "reason", reason, "text", text));
}

enum call_next call_answer_file(struct call *call, int fd, uint64_t size, const char *type)
{
	struct MHD_Response *response = MHD_create_response_from_fd64(size, fd);

	if (!response) {
		close(fd);
		return call_refuse(call, 503, "file", "The file cannot be read.");
	}
	return queue(call, 200, type, response);
}
