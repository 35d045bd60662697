/* Who this terminal is: STATE/terminal.json and STATE/token, read anew whenever they change. */
#include "sync/sync.h"

#include "common/base/file.h"
#include "common/base/log.h"
#include "common/base/strbuf.h"
#include "common/secret/secret.h"

#include <sys/stat.h>

enum { CONNECT_S = 10, SILENCE_S = 15, MOST_S = 60, ANSWER_MAX = 64 * 1024, ASK_S = 24 * 3600, ASK_AGAIN_S = 300,
       WRITTEN_S = 30 }; /* a hub that says another thing each time costs no more than this */

static bool read_token(const char *state, char *out, size_t size, struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	char path[FILES_PATH];
	size_t len;
	bool ok = false;

	snprintf(path, sizeof(path), "%s/token", state);
	if (!strbuf_read_file(&text, path, 4096)) {
		err_errno(err, "%s", path);
		goto out;
	}
	len = strcspn(strbuf_str(&text), "\r\n \t");
	/* It goes into a header. */
	for (size_t i = 0; i < len; i++)
		if (text.data[i] < 0x21 || text.data[i] > 0x7E)
			len = 0;
	if (len == 0 || len >= size) {
		err_set(err, ERR_BAD_INPUT, "%s holds no token", path);
		goto out;
	}
	memcpy(out, text.data, len);
	out[len] = '\0';
	ok = true;
out:
	strbuf_done(&text);
	return ok;
}

const char *identity_hub(const struct sync *sync)
{
	return sync->settings->hub[0] ? sync->settings->hub : sync->terminal.hub;
}

static bool changed(struct sync *sync)
{
	static const char *const names[] = { "terminal.json", "token" };
	bool any = false;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char path[FILES_PATH];
		struct stat st = { 0 };

		snprintf(path, sizeof(path), "%s/%s", sync->settings->state, names[i]);
		if (stat(path, &st) != 0)
			st.st_mtim = (struct timespec){ .tv_sec = -1 };
		any = any || st.st_mtim.tv_sec != sync->identity_seen[i].tv_sec || st.st_mtim.tv_nsec != sync->identity_seen[i].tv_nsec;
		sync->identity_seen[i] = st.st_mtim;
	}
	return any;
}

static void forget(struct sync *sync)
{
	for (enum sync_lane lane = 0; lane < SYNC_LANES; lane++)
		lane_abandon(sync, lane);
	http_free(sync->http, sync->asking);
	sync->asking = NULL;
	sync->ask = 0;
	pull_close_replica(sync);
	if (sync->enrolled)
		terminal_done(&sync->terminal);
	secret_wipe(sync->token, sizeof(sync->token));
	sync->enrolled = false;
}

void identity_look(struct sync *sync)
{
	struct terminal terminal;
	char token[sizeof(sync->token)];
	struct err err;

	if (!changed(sync))
		return;
	forget(sync);
	sync->news = true;
	if (!terminal_read(sync->settings->state, &terminal, &err)) {
		if (err.code != sync->identity_problem.code || !streq(err.text, sync->identity_problem.text))
			log_warn("%s", err.text);
		sync->identity_problem = err;
		return;
	}
	sync->terminal = terminal;
	if (!read_token(sync->settings->state, token, sizeof(token), &err) || !http_url_ok(identity_hub(sync), &err)) {
		log_error("%s", err.text);
		sync->identity_problem = err;
		terminal_done(&sync->terminal);
		return;
	}
	memcpy(sync->token, token, sizeof(token));
	secret_wipe(token, sizeof(token));
	sync->identity_problem.code = ERR_NONE;
	sync->enrolled = true;
	log_info("terminal %s of town %s, scope %s, hub %s", terminal.id, terminal.town, terminal.scope, identity_hub(sync));
	pull_open_replica(sync);
	sync_renewed(&sync->core);
}

/* ---- what the hub says of us */

static bool same_terminal(const struct terminal *now, const struct terminal *was)
{
	return streq(now->town, was->town) && streq(now->id, was->id) && secret_same(now->salt, was->salt, sizeof(now->salt));
}

static bool is_on_disk(const char *path, const char *text, size_t len)
{
	struct strbuf there = STRBUF_INIT;
	bool same = strbuf_read_file(&there, path, ANSWER_MAX) && there.len == len && memcmp(there.data, text, len) == 0;

	strbuf_done(&there);
	return same;
}

bool identity_write(const char *state, json_t *json, const char *hub, const struct terminal *was, struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	struct terminal now;
	char path[FILES_PATH];
	char *dumped;
	bool ok;

	json_object_set_new(json, "hub", json_string(hub));
	dumped = json_dumps(json, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
	if (!dumped)
		abort();
	strbuf_addf(&text, "%s\n", dumped);
	free(dumped);
	snprintf(path, sizeof(path), "%s/terminal.json", state);
	ok = terminal_parse(text.data, text.len, "the hub's description", &now, err);
	if (ok && was && !same_terminal(&now, was))
		ok = err_set(err, ERR_REFUSED, "the hub describes another terminal than this one");
	if (ok)
		terminal_done(&now);
	if (ok && is_on_disk(path, text.data, text.len)) {
		err->code = ERR_NONE;
		ok = false;
	}
	ok = ok && file_replace(path, text.data, text.len, 0640, FILE_ON_DISK, err);
	strbuf_done(&text);
	return ok;
}

void identity_ask(struct sync *sync)
{
	struct http_request request = {
		.hub = identity_hub(sync), .path = "/sync/v1/terminal", .token = sync->token, .protocol = sync->core.protocol, .body_max = ANSWER_MAX, .connect_s = CONNECT_S,
		.silence_s = SILENCE_S, .most_s = MOST_S,
	};
	int64_t now = clock_mono(&sync->clock);
	struct err err;

	/* Not before the hub has answered something: one that is away is asked by the lanes. */
	if (!sync->enrolled || sync->asking || now < sync->ask || sync->core.contact == 0 ||
	    (sync->written && now < sync->written + WRITTEN_S * SECOND_US))
		return;
	sync->ask = now + ASK_AGAIN_S * SECOND_US;
	if (!http_start(sync->http, &request, &sync->asking, &err))
		log_warn("%s", err.text);
}

void identity_take(struct sync *sync)
{
	struct sync_answer answer;
	struct err err = { .code = ERR_NONE };
	json_t *json;

	if (!sync->asking || !http_finished(sync->asking))
		return;
	answer = http_answer(sync->asking);
	if (answer.arrived && answer.from_hub && (answer.status == 200 || answer.status == 404)) /* 404: an older hub */
		sync->ask = clock_mono(&sync->clock) + (int64_t)ASK_S * SECOND_US;
	if (answer.arrived && answer.from_hub && answer.status == 200) {
		json = json_loadb((const char *)answer.body.data, answer.body.len, JSON_REJECT_DUPLICATES, NULL);
		if (!json_is_object(json)) {
			log_warn("the hub's description of this terminal cannot be read");
		} else if (identity_write(sync->settings->state, json, sync->terminal.hub, &sync->terminal, &err)) {
			log_info("terminal.json: written anew as the hub says");
			sync->written = clock_mono(&sync->clock);
		} else if (err.code != ERR_NONE) {
			log_warn("terminal.json stays as it is: %s", err.text);
		}
		json_decref(json);
	}
	http_free(sync->http, sync->asking);
	sync->asking = NULL;
}

void identity_heard_key(struct sync *sync, const char *key)
{
	const struct terminal *terminal = &sync->terminal;

	if (key[0] && sync->enrolled && terminal->key_count > 0 && !streq(key, terminal->keys[terminal->key_count - 1].id))
		sync->ask = MIN(sync->ask, clock_mono(&sync->clock));
}
