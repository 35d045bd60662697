/* What every command of parvis-hub gets: settings, clock, randomness, and which town. Made by main; read-only once a command has taken its
 * options. */
#ifndef PARVIS_HUB_HUB_H
#define PARVIS_HUB_HUB_H

#include "common/conf/conf.h"
#include "hub/store.h"

struct hub {
	struct conf *conf;
	struct clock clock;
	struct rng rng;
	const char *town; /* --town, or NULL: the only one there is */
	const char *conf_path;
	bool serves;      /* its stores do not wait for long: terminals come again. Any other command is patient */
};

/* Ends of a command, as exit codes. */
enum { HUB_OK = 0, HUB_FAILED = 1, HUB_USAGE = 2 };

/* Opens the store of the hub's town; removes first what a backup or a restore that was stopped has left. */
bool hub_store_open(const struct hub *hub, bool create, struct store **ret_store, struct err *err) WARN_UNUSED;

/* Says what went wrong on stderr. Returns HUB_FAILED. */
int hub_failed(const char *what, const struct err *err);

/* A command: its words, how to use it, and its body. ARGV begins behind its words. HUB_USAGE prints the usage. */
struct command {
	const char *group, *name; /* "import", "town"; name NULL: the group is the whole */
	const char *usage, *help;
	int (*run)(struct hub *hub, int argc, char **argv);
};

extern const struct command commands[];
extern const size_t commands_len;

int command_serve(struct hub *hub, int argc, char **argv);
int command_import_town(struct hub *hub, int argc, char **argv);
int command_import_guides(struct hub *hub, int argc, char **argv);
int command_import_osm(struct hub *hub, int argc, char **argv);
int command_terminal_add(struct hub *hub, int argc, char **argv);
int command_terminal_code(struct hub *hub, int argc, char **argv);
int command_terminal_list(struct hub *hub, int argc, char **argv);
int command_terminal_revoke(struct hub *hub, int argc, char **argv);
int command_terminal_scope(struct hub *hub, int argc, char **argv);
int command_agent_add(struct hub *hub, int argc, char **argv);
int command_agent_list(struct hub *hub, int argc, char **argv);
int command_agent_pin(struct hub *hub, int argc, char **argv);
int command_agent_remove(struct hub *hub, int argc, char **argv);
int command_pin(struct hub *hub, int argc, char **argv);
int command_erase(struct hub *hub, int argc, char **argv);
int command_erasures(struct hub *hub, int argc, char **argv);
int command_key_add(struct hub *hub, int argc, char **argv);
int command_key_list(struct hub *hub, int argc, char **argv);
int command_key_drop(struct hub *hub, int argc, char **argv);
int command_report(struct hub *hub, int argc, char **argv);
int command_recovery_key_make(struct hub *hub, int argc, char **argv);
int command_backup(struct hub *hub, int argc, char **argv);
int command_restore(struct hub *hub, int argc, char **argv);
int command_conf(struct hub *hub, int argc, char **argv);

/* A line from standard input, without its end; asked for and not shown where that is a terminal. */
bool hub_ask_secret(const char *prompt, char *out, size_t size, struct err *err) WARN_UNUSED;

/* ---- options of a command */
struct option_value {
	const char *name;   /* "--out"; a trailing "!" in the table means that it takes no value */
	const char *value;  /* NULL: not given; "" for one without a value */
};

/* Takes the options out of ARGV, which keeps the other words; *ARGC becomes their number. False, with a sentence on stderr,
 * for an unknown one or one without its value. */
bool options_take(int *argc, char **argv, struct option_value *options, size_t count) WARN_UNUSED;

#endif
