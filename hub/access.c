#include "hub/access.h"

#include "common/base/log.h"
#include "common/sync/serve.h"

static const struct serve_versions versions = { .oldest = SERVE_PROTOCOL_OLDEST, .newest = SERVE_PROTOCOL };

/* 0: not a version. */
static int version_asked(const char *text)
{
	size_t len = text ? strspn(text, "0123456789") : 0;

	return len > 0 && len < 6 && !text[len] ? (int)strtol(text, NULL, 10) : 0;
}

static void add_epoch(struct call *call)
{
	struct cursor now;
	struct err err;

	if (store_cursor(call->store, &now, &err))
		call_add_header(call, "Parvis-Epoch", now.epoch);
}

bool access_known(struct call *call, struct err *err)
{
	const char *header = call_header(call, "Authorization");

	err->code = ERR_NOT_FOUND;
	return header && starts_with(header, "Bearer ") &&
	       store_terminal_by_token(call->store, header + strlen("Bearer "), &call->terminal, err);
}

bool access_granted(struct call *call)
{
	const char *version = call_header(call, "Parvis-Protocol");
	struct err err;
	bool known;

	if (call->route->access == ACCESS_ANYBODY)
		return true;
	scope_done(&call->scope);
	call->version = serve_version(version_asked(version), versions);
	if (!call->version) {
		call_refuse(call, 400, "protocol", "This hub does not speak the terminal's version of the sync protocol (header Parvis-Protocol).");
		return false;
	}
	known = access_known(call, &err);
	if (!known && err.code != ERR_NOT_FOUND) { /* a terminal that is told so stops for minutes: only where it is true */
		log_error("a terminal's token: %s", err.text);
		call_refuse(call, 503, "store", "The store cannot be read just now.");
		return false;
	}
	switch (serve_access(known, known && call->terminal.revoked, call->route->access == ACCESS_PUSH)) {
	case SERVE_UNKNOWN:
		call_refuse(call, 401, "token", "This hub does not know this terminal's token. Enrol it again.");
		return false;
	case SERVE_REVOKED:
		add_epoch(call); /* what it delivered to a hub that is gone it tells again */
		call_refuse(call, 403, "revoked", "This terminal was revoked; it may only deliver what it has stored.");
		return false;
	case SERVE_WELCOME:
		break;
	}
	if (!scope_parse(call->terminal.scope, &call->scope, &err)) {
		call_refuse(call, 500, "scope", "The scope of this terminal cannot be read.");
		return false;
	}
	return true;
}
