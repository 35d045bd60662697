#include "hub/hub.h"

const struct command commands[] = {
	{ "serve", NULL, "serve [--listen ADDRESS[:PORT]] [--port N]", "answers terminals and the page of a number", command_serve },
	{ "import", "town", "import town DIR|FILE.json…", "a town's departments, services, news, requests … (docs/town-file.md)",
	  command_import_town },
	{ "import", "guides", "import guides FILE.tar.zst|DIR [--retired FILE|keep]",
	  "guides of service-public.fr: the DILA's XML, or the npm package's folder", command_import_guides },
	{ "import", "osm", "import osm FILE.osm.pbf [--addresses FILE.csv]", "places, streets and addresses of OpenStreetMap",
	  command_import_osm },
	{ "terminal", "add", "terminal add NAME --scope public|agent:DEP,…|agent:* [--lat N --lon N] [--name-en NAME]"
	  " [--web URL] [--out DIR [--hub URL]]",
	  "a new terminal: prints the code it enrols with (parvis-sync enrol). With --out it is enrolled from here:\n"
	  "      DIR/terminal.json and DIR/token are written", command_terminal_add },
	{ "terminal", "code", "terminal code NAME", "a new code: for a machine that takes its place, or a new token for the same one",
	  command_terminal_code },
	{ "terminal", "list", "terminal list", "who is enrolled, and when each was last heard", command_terminal_list },
	{ "terminal", "scope", "terminal scope NAME public|agent:DEP,…|agent:*", "changes what a terminal receives",
	  command_terminal_scope },
	{ "terminal", "revoke", "terminal revoke NAME", "stops giving it data; what it stored before may still arrive",
	  command_terminal_revoke },
	{ "agent", "add", "agent add LOGIN NAME --role reception|agent|manager|maintenance --departments DEP,…|'*'",
	  "a member of staff; asks for the PIN", command_agent_add },
	{ "agent", "list", "agent list", "who may log in at the desks", command_agent_list },
	{ "agent", "pin", "agent pin LOGIN", "a new PIN", command_agent_pin },
	{ "agent", "remove", "agent remove LOGIN", "may no longer log in", command_agent_remove },
	{ "pin", NULL, "pin", "asks for a PIN and prints its hash, for kiosk.conf", command_pin },
	{ "key", "add", "key add", "a new key for residents' submissions, which the terminals fetch by themselves", command_key_add },
	{ "key", "list", "key list", "the keys, and until when old ones are kept", command_key_list },
	{ "key", "drop", "key drop KEY", "forgets an old key, a year after it was last given out", command_key_drop },
	{ "report", NULL, "report [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--html]", "one page for the mayor", command_report },
	{ "recovery-key", "make", "recovery-key make [--replace]", "the key for paper that opens backups; none is served without one",
	  command_recovery_key_make },
	{ "backup", NULL, "backup FILE", "everything, of one moment, while the hub runs; only the recovery key opens it", command_backup },
	{ "restore", NULL, "restore FILE [--key FILE]",
	  "asks for the recovery key and puts a backup in place, with a new epoch; the hub must be stopped", command_restore },
	{ "conf", NULL, "conf [--example]", "the settings as they stand, or the shipped file", command_conf },
};
const size_t commands_len = ARRAY_LEN(commands);
