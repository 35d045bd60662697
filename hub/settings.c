#include "hub/settings.h"

static bool is_url(const char *s)
{
	return !*s || (starts_with(s, "https://") && s[8]) || (starts_with(s, "http://") && s[7]);
}

static bool is_mail(const char *s)
{
	return !*s || (starts_with(s, "smtp://") && s[7]) || (starts_with(s, "smtps://") && s[8]);
}

/* tests/unit/hub_settings.c compares packaging/hub.conf with this table; `parvis-hub conf` writes it anew. */
const struct conf_row hub_settings[] = {
	{ .section = "hub", .key = "data", .type = CONF_PATH, .def = "/var/lib/parvis-hub",
	  .help = "Where the towns are kept: one file each, and what is made from them." },
	{ .section = "hub", .key = "town", .type = CONF_TEXT, .def = "",
	  .help = "Code of the town to serve. Empty: the only one there is." },
	{ .section = "hub", .key = "listen", .type = CONF_TEXT, .def = "127.0.0.1",
	  .help = "Address to listen on. A proxy with TLS stands in front (packaging/nginx.conf)." },
	{ .section = "hub", .key = "port", .type = CONF_INT, .min = 1, .max = 65535, .def = "8620", .help = "Port to listen on." },
	{ .section = "hub", .key = "url", .type = CONF_TEXT, .def = "",
	  .fits = is_url, .expected = "https://HOST or http://HOST:PORT, or nothing",
	  .help = "How terminals reach this hub, as it is written into terminal.json. Empty: http://listen:port" },
	{ .section = "hub", .key = "behind_proxy", .type = CONF_BOOL, .def = "no",
	  .help = "A proxy on this machine says in X-Forwarded-For who is asking; otherwise that header is not believed." },

	{ .section = "limits", .key = "connections", .type = CONF_INT, .min = 10, .max = 20000, .def = "4000",
	  .help = "Open connections in all. Each terminal keeps one." },
	{ .section = "limits", .key = "follow_per_minute", .type = CONF_INT, .min = 1, .max = 1000, .def = "12",
	  .help = "How many numbers one address may look up in a minute." },
	{ .section = "limits", .key = "follow_per_minute_all", .type = CONF_INT, .min = 10, .max = 100000, .def = "600",
	  .help = "And all addresses together." },
	{ .section = "limits", .key = "operations_per_minute", .type = CONF_INT, .min = 10, .max = 1000000, .def = "1000",
	  .help = "How many operations one terminal may push in a minute; what it stored in an hour's worth may come at once." },
	{ .section = "limits", .key = "changes_mib_per_minute", .type = CONF_INT, .min = 1, .max = 100000, .def = "64",
	  .help = "How much may be read for one terminal alone in a minute; what all ask for alike does not count. A quarter of an hour's worth may come at once." },

	{ .section = "retention", .key = "done_days", .type = CONF_INT, .min = 0, .max = 36500, .def = "0",
	  .help = "Days after its closing that a request is erased, when it was done. 0: it is kept." },
	{ .section = "retention", .key = "refused_days", .type = CONF_INT, .min = 0, .max = 36500, .def = "0",
	  .help = "The same for one that was refused." },
	{ .section = "retention", .key = "received_days", .type = CONF_INT, .min = 0, .max = 36500, .def = "0",
	  .help = "Days without anything happening that an open request is erased. 0: it is kept." },
	{ .section = "retention", .key = "in_progress_days", .type = CONF_INT, .min = 0, .max = 36500, .def = "0",
	  .help = "The same for one in progress." },
	{ .section = "retention", .key = "waiting_days", .type = CONF_INT, .min = 0, .max = 36500, .def = "0",
	  .help = "And for one that waits for the resident." },

	{ .section = "mail", .key = "server", .type = CONF_TEXT, .def = "",
	  .fits = is_mail, .expected = "smtp://HOST:PORT or smtps://HOST:PORT, or nothing",
	  .help = "Mail server for the messages to departments: smtp://host:25, smtps://host:465. Empty: no e-mail leaves." },
	{ .section = "mail", .key = "from", .type = CONF_TEXT, .def = "", .help = "Sender of these messages." },
	{ .section = "mail", .key = "user", .type = CONF_TEXT, .def = "", .help = "Where the server asks for one." },
	{ .section = "mail", .key = "password_file", .type = CONF_PATH, .def = "",
	  .help = "A file that holds the password alone, readable by the hub's user only." },
	{ .section = "mail", .key = "starttls", .type = CONF_BOOL, .def = "yes",
	  .help = "With smtp://, encrypt before anything is said, and send nothing where that fails." },
};
const size_t hub_settings_len = ARRAY_LEN(hub_settings);
const char hub_settings_title[] = "Settings of parvis-hub, the town's side. Looked for as /etc/parvis/hub.conf.";
