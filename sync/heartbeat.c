/* sync.json: what kiosk, counter and `parvis-sync status` know of the link (docs/sync-protocol.md). */
#include "sync/sync.h"

#include "common/base/file.h"
#include "common/base/log.h"
#include "common/base/strbuf.h"
#include "common/text/tr.h"

#include <sys/statvfs.h>

static const char *state_word(const struct sync *sync, enum sync_trouble trouble, bool stopping)
{
	if (trouble == SYNC_UNKNOWN || trouble == SYNC_REVOKED)
		return "refused";
	if (stopping || !sync->enrolled || sync->core.contact == 0)
		return "offline";
	return trouble == SYNC_FINE || trouble == SYNC_LOCAL || trouble == SYNC_OLD_FORMAT ? "online" : "offline";
}

/* What is most worth knowing, as a key of the catalogue. */
static const char *sentence(const struct sync *sync, enum sync_trouble trouble, bool stopping)
{
	static const char *const keys[SYNC_TROUBLES] = {
		[SYNC_FINE] = "sync.fine", [SYNC_UNREACHABLE] = "sync.unreachable", [SYNC_NOT_A_HUB] = "sync.not_a_hub",
		[SYNC_HUB_ERROR] = "sync.hub_error", [SYNC_GARBAGE] = "sync.garbage", [SYNC_UNKNOWN] = "sync.unknown",
		[SYNC_REVOKED] = "sync.revoked", [SYNC_OLD_FORMAT] = "sync.old_format", [SYNC_LOCAL] = "sync.local",
	};

	if (sync->outbox_problem.code == ERR_CORRUPT || sync->outbox_problem.code == ERR_FORMAT)
		return "sync.outbox_damaged";
	if (sync->outbox_problem.code == ERR_DISK_FULL)
		return "sync.local";
	if (sync->outbox_problem.code != ERR_NONE)
		return "sync.outbox_unreadable";
	if (!sync->enrolled)
		return "sync.not_enrolled";
	if (stopping)
		return "sync.stopped";
	if (trouble == SYNC_FINE && !sync->replica)
		return "sync.first";
	return keys[trouble];
}

bool heartbeat_is_news(const struct sync *sync)
{
	const char *said = sync->said_text;

	return !streq(said, sentence(sync, sync_trouble_now(&sync->core), false)) ||
	       sync->said_contact != (sync->core.contact > 0);
}

void heartbeat_write(struct sync *sync, bool stopping)
{
	enum sync_trouble trouble = sync_trouble_now(&sync->core);
	const char *lang = sync->lang[0] ? sync->lang : "fr";
	struct strbuf json = STRBUF_INIT;
	char path[FILES_PATH];
	struct statvfs disk;
	struct err err;

	sync->said_text = sentence(sync, trouble, stopping);
	sync->said_contact = sync->core.contact > 0;
	strbuf_addf(&json, "{\"at\":%lld,\"contact\":%lld,\"hub_time\":%lld,\"state\":\"%s\",\"trouble\":\"%s\",\"key\":\"%s\",\"text\":",
	            (long long)clock_wall(&sync->clock), (long long)sync->contact, (long long)sync->core.hub_time,
	            state_word(sync, trouble, stopping), sync_trouble_name(trouble),
	            sync->said_text);
	strbuf_add_json(&json, tr(lang, sync->said_text));
	strbuf_addf(&json, ",\"queued\":%lld,\"oldest\":%lld,\"conflicts\":%lld,\"outbox\":\"%s\"",
	            (long long)(sync->counts.in[OP_QUEUED] + sync->counts.in[OP_SENDING]), (long long)sync->counts.oldest_undelivered,
	            (long long)(sync->counts.in[OP_CONFLICT] + sync->counts.in[OP_REJECTED]),
	            sync->outbox_problem.code == ERR_NONE ? "fine" : sync->outbox_problem.code == ERR_CORRUPT ? "damaged" : "unreadable");
	strbuf_addf(&json, ",\"epoch\":\"%s\",\"rev\":%lld,\"clock_trusted\":%s,\"running\":%s", sync->core.cursor.epoch,
	            (long long)sync->core.cursor.rev, clock_trusted(&sync->clock) ? "true" : "false", stopping ? "false" : "true");
	if (statvfs(sync->settings->state, &disk) == 0)
		strbuf_addf(&json, ",\"disk_free\":%lld", (long long)(disk.f_bavail * disk.f_frsize));
	strbuf_add(&json, ",\"version\":\"" SYNC_VERSION "\"}\n");
	snprintf(path, sizeof(path), "%s/replica/sync.json", sync->settings->state);
	if (!file_replace(path, json.data, json.len, 0640, FILE_ANY_TIME, &err))
		log_warn("%s", err.text);
	strbuf_done(&json);
}
