/* parvis-hub recovery-key make, backup, restore */
#include "hub/hub.h"

#include "common/secret/recovery.h"
#include "common/secret/secret.h"

#include <errno.h>
#include <unistd.h>

enum { TYPED_MAX = 256 };

static bool there_is_none(struct store *store, struct err *err)
{
	unsigned char there[SEAL_KEY];

	if (store_recovery(store, there, err))
		return err_set(err, ERR_EXISTS, "there is a recovery key already. With --replace another one is made; backups that were "
		                                "made until now are still opened by the old one, so keep both papers");
	return err->code == ERR_NOT_FOUND;
}

/* On its way to whoever reads it, as far as a program can know. */
static bool say(const char *text, struct err *err)
{
	bool said = printf("%s\n", text) > 0 && fflush(stdout) == 0;

	if (said && fsync(STDOUT_FILENO) != 0) /* a file; what cannot be synced is a screen or a pipe */
		said = errno == EINVAL || errno == EROFS || errno == ENOTSUP;
	return said || err_errno(err, "the recovery key could not be printed, so it is none");
}

/* Said first and kept then: what was said and is not kept opens nothing and harms nobody, what is kept and was not said would seal
 * backups that nobody can open. */
static bool make_recovery_key(struct store *store, bool replace, struct err *err)
{
	char text[RECOVERY_TEXT];
	struct seal_pair pair;
	bool ok, said = false;

	if (!replace && !there_is_none(store, err))
		return false;
	recovery_make(store_rng(store), text, &pair);
	ok = store_begin(store, err);
	if (ok && !(store_recovery_set(store, pair.public_key, err) && (said = say(text, err)))) {
		store_rollback(store);
		ok = false;
	}
	secret_wipe(&pair, sizeof(pair));
	secret_wipe(text, sizeof(text));
	ok = ok && store_commit(store, err);
	return ok || (said && err_prefix(err, "the line above is NO recovery key, it could not be kept"));
}

int command_recovery_key_make(struct hub *hub, int argc, char **argv)
{
	struct option_value options[] = { { .name = "--replace!" } };
	struct store *store;
	struct err err;
	bool ok;

	if (!options_take(&argc, argv, options, ARRAY_LEN(options)) || argc != 0)
		return HUB_USAGE;
	if (!hub_store_open(hub, false, &store, &err))
		return hub_failed("recovery-key make", &err);
	ok = make_recovery_key(store, options[0].value, &err);
	store_close(store);
	if (!ok)
		return hub_failed("recovery-key make", &err);
	fputs("This line opens every backup of the town. Write it on paper, twice, and lay the papers in two safe places away from\n"
	      "this machine. It is kept nowhere else and cannot be shown again; without it no backup can be restored.\n",
	      stderr);
	return HUB_OK;
}

int command_backup(struct hub *hub, int argc, char **argv)
{
	struct store *store;
	struct err err;
	bool ok;

	if (!options_take(&argc, argv, NULL, 0) || argc != 1)
		return HUB_USAGE;
	if (!hub_store_open(hub, false, &store, &err))
		return hub_failed("backup", &err);
	ok = store_backup(store, argv[0], &err);
	if (ok)
		printf("%s holds the town %s with its keys, and opens with the recovery key alone\n", argv[0], store_town(store));
	store_close(store);
	return ok ? HUB_OK : hub_failed("backup", &err);
}

/* The recovery key, from the first line of FILE, or from whoever runs this. */
static bool read_recovery_key(const char *file, struct seal_pair *ret_pair, struct err *err)
{
	char typed[TYPED_MAX] = "";
	bool ok;

	if (file) {
		FILE *in = fopen(file, "re");

		ok = in && fgets(typed, sizeof(typed), in) ? true : err_errno(err, "%s", file);
		if (in)
			fclose(in);
	} else {
		ok = hub_ask_secret("recovery key", typed, sizeof(typed), err);
	}
	ok = ok && recovery_read(typed, ret_pair, err);
	secret_wipe(typed, sizeof(typed));
	return ok;
}

int command_restore(struct hub *hub, int argc, char **argv)
{
	struct option_value options[] = { { .name = "--key" } };
	const char *data = conf_text(hub->conf, "hub.data");
	struct seal_pair pair;
	struct store_restored restored;
	struct err err;
	bool sealed, ok;

	if (!options_take(&argc, argv, options, ARRAY_LEN(options)) || argc != 1)
		return HUB_USAGE;
	sealed = recovery_is_sealed(argv[0]);
	if (sealed && !read_recovery_key(options[0].value, &pair, &err))
		return hub_failed("restore", &err);
	ok = store_restore(data, argv[0], sealed ? &pair : NULL, &hub->clock, &hub->rng, &restored, &err);
	secret_wipe(&pair, sizeof(pair));
	if (!ok)
		return hub_failed("restore", &err);
	printf("the town %s is restored, with a new epoch: its terminals take a new snapshot and deliver again what they sent\n"
	       "in the last 30 days.\n", restored.town);
	if (*restored.aside)
		printf("What stood there before is kept beside it, as %s\n", restored.aside);
	if (*restored.lost)
		fprintf(stderr, "NOT taken over, since it could not be read: %s.\n"
		                "What was erased since the backup was made has to be erased again (parvis-hub erase), and what residents sealed to\n"
		                "a key that is lost comes as a request to settle. Another restore tries again.\n", restored.lost);
	return HUB_OK;
}
