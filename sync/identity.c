/* Who this terminal is: STATE/terminal.json and STATE/token, read anew whenever they change. */
#include "sync/sync.h"

#include "common/base/log.h"
#include "common/base/strbuf.h"
#include "common/secret/secret.h"

#include <sys/stat.h>

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
