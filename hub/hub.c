#include "hub/hub.h"

#include <termios.h>
#include <unistd.h>

/* SQLite opens a file, its WAL or that one's index for reading alone, and says nothing, where the disk refuses more just then. A server with
 * such a store would refuse whatever is sent for as long as it runs; one that does not start is started again. */
static bool can_write(struct store *store, struct err *err)
{
	if (!store_begin(store, err))
		return err->code == ERR_BUSY; /* somebody else writes */
	store_rollback(store);
	return true;
}

bool hub_store_open(const struct hub *hub, bool create, struct store **ret_store, struct err *err)
{
	store_tidy(conf_text(hub->conf, "hub.data"));
	if (!store_open(conf_text(hub->conf, "hub.data"), hub->town, create, &hub->clock, &hub->rng, ret_store, err))
		return false;
	if (!hub->serves) {
		store_patient(*ret_store);
		return true;
	}
	if (can_write(*ret_store, err))
		return true;
	store_close(*ret_store);
	*ret_store = NULL;
	return false;
}

int hub_failed(const char *what, const struct err *err)
{
	fprintf(stderr, "parvis-hub: %s: %s\n", what, err->text);
	return HUB_FAILED;
}

bool hub_ask_secret(const char *prompt, char *out, size_t size, struct err *err)
{
	struct termios before, quiet;
	bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
	char *line;

	if (terminal) {
		fprintf(stderr, "%s: ", prompt);
		quiet = before;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
	}
	line = fgets(out, (int)size, stdin);
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
		fputc('\n', stderr);
	}
	if (!line)
		return err_set(err, ERR_BAD_INPUT, "no %s was given", prompt);
	out[strcspn(out, "\r\n")] = '\0';
	return true;
}

static struct option_value *find(struct option_value *options, size_t count, const char *name, bool *ret_flag)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < count; i++) {
		const char *at = options[i].name;

		*ret_flag = at[strlen(at) - 1] == '!';
		if (strlen(at) - *ret_flag == len && strncmp(at, name, len) == 0)
			return &options[i];
	}
	return NULL;
}

bool options_take(int *argc, char **argv, struct option_value *options, size_t count)
{
	int kept = 0;

	for (int i = 0; i < *argc; i++) {
		struct option_value *option;
		bool flag = false;

		if (!starts_with(argv[i], "--")) {
			argv[kept++] = argv[i];
			continue;
		}
		option = find(options, count, argv[i], &flag);
		if (!option) {
			fprintf(stderr, "parvis-hub: %s is not known here\n", argv[i]);
			return false;
		}
		if (!flag && i + 1 >= *argc) {
			fprintf(stderr, "parvis-hub: %s wants a value\n", argv[i]);
			return false;
		}
		option->value = flag ? "" : argv[++i];
	}
	*argc = kept;
	return true;
}
