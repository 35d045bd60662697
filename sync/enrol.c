#include "sync/enrol.h"

#include "common/base/file.h"
#include "common/base/strbuf.h"
#include "common/domain/code.h"
#include "common/secret/secret.h"
#include "common/secret/token.h"
#include "common/store/terminal.h"

#include <errno.h>
#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CONNECT_S = 10, MOST_S = 60, ANSWER_MAX = 64 * 1024, LINE_MAX_BYTES = 80, TURN_MS = 500 };

static bool ask_code(const char *given, char ret_code[CODE_TEXT], struct err *err)
{
	char line[LINE_MAX_BYTES];

	if (!given) {
		if (isatty(STDIN_FILENO))
			fputs("code: ", stderr);
		if (!fgets(line, sizeof(line), stdin))
			return err_set(err, ERR_BAD_INPUT, "no code was given");
		given = line;
	}
	return code_read(given, ret_code) ||
	       err_set(err, ERR_BAD_INPUT, "that is no code: %d letters like KFTJ BXPC LVRH, and one of these was misread", CODE_LEN);
}

/* The token of an attempt whose answer was lost, or a new one. On disk before anybody hears of it. */
static bool prepare_token(const char *path, const struct rng *rng, char ret_token[TOKEN_TEXT], struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	bool there = strbuf_read_file(&text, path, 256) && token_looks_right(strbuf_str(&text));

	if (there)
		memcpy(ret_token, text.data, TOKEN_TEXT);
	secret_wipe(text.data, text.len);
	strbuf_done(&text);
	if (there)
		return true;
	token_make(rng, ret_token);
	return file_replace(path, ret_token, TOKEN_TEXT - 1, 0600, FILE_ON_DISK, err);
}

/* The answer's JSON, or why not. */
static json_t *read_answer(const struct exchange *exchange, struct err *err)
{
	struct sync_answer answer = http_answer(exchange);
	json_t *json = json_loadb((const char *)answer.body.data, answer.body.len, JSON_REJECT_DUPLICATES, NULL);
	const char *text = json_string_value(json_object_get(json, "text"));

	if (answer.arrived && answer.from_hub && answer.status == 200 && json_is_object(json))
		return json;
	if (!answer.arrived)
		err_set(err, ERR_IO, "the hub does not answer: %s", http_why(exchange));
	else if (!answer.from_hub)
		err_set(err, ERR_IO, "something else than a hub answers there (status %d)", answer.status);
	else
		err_set(err, ERR_REFUSED, "%s", text ? text : "the hub's answer cannot be read");
	json_decref(json);
	return NULL;
}

static json_t *ask_hub(const struct sync_settings *settings, const char *body, struct err *err)
{
	struct http_request request = {
		.hub = settings->hub, .path = "/sync/v1/enrol", .token = "", .protocol = 1, .post = body, .post_len = strlen(body), .body_max = ANSWER_MAX,
		.connect_s = CONNECT_S, .silence_s = MOST_S, .most_s = MOST_S,
	};
	struct exchange *exchange = NULL;
	json_t *json = NULL;
	struct http *http;

	if (!http_open(settings->ca, settings->pin, &http, err))
		return NULL;
	if (http_start(http, &request, &exchange, err)) {
		while (!http_finished(exchange))
			http_wait(http, NULL, 0, TURN_MS);
		json = read_answer(exchange, err);
		http_free(http, exchange);
	}
	http_close(http);
	return json;
}

/* The daemon, where it runs, looks again at each of the two files: in between it is refused once, and that is all. */
static bool take_over(const struct sync_settings *settings, json_t *json, const char *token_new, struct err *err)
{
	char path[FILES_PATH];

	if (!identity_write(settings->state, json, settings->hub, NULL, err) && err->code != ERR_NONE)
		return false;
	snprintf(path, sizeof(path), "%s/token", settings->state);
	return (rename(token_new, path) == 0 || err_errno(err, "%s", path)) && file_sync_folder(path, err);
}

bool enrol(const struct sync_settings *settings, const char *given, const struct rng *rng, struct err *err)
{
	char code[CODE_TEXT], token[TOKEN_TEXT], hash[TOKEN_HASH_TEXT], path[FILES_PATH];
	struct terminal now;
	json_t *say, *json;
	char *body;
	bool ok;

	if (!settings->hub[0])
		return err_set(err, ERR_BAD_INPUT, "which hub? parvis-sync --hub https://… enrol");
	if (mkdir(settings->state, 0750) != 0 && errno != EEXIST)
		return err_errno(err, "%s", settings->state);
	if (!http_url_ok(settings->hub, err) || !ask_code(given, code, err) || !files_prepare(settings->state, err))
		return false;
	snprintf(path, sizeof(path), "%s/token.new", settings->state);
	if (!prepare_token(path, rng, token, err))
		return false;
	token_hash(token, hash);
	say = json_pack("{s:s, s:s}", "code", code, "token_hash", hash);
	body = json_dumps(say, JSON_COMPACT);
	json_decref(say);
	json = ask_hub(settings, body, err);
	free(body);
	secret_wipe(token, sizeof(token));
	ok = json && take_over(settings, json, path, err) && terminal_read(settings->state, &now, err);
	if (ok) {
		printf("this machine is now %s (%s) of the town %s\n", now.name, now.id, now.town);
		terminal_done(&now);
	}
	json_decref(json);
	return ok;
}
