/* parvis-hub backup|restore */
#include "hub/hub.h"

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
		printf("%s holds the town %s, its keys and its residents' requests: keep it as you would keep those\n", argv[0],
		       store_town(store));
	store_close(store);
	return ok ? HUB_OK : hub_failed("backup", &err);
}

int command_restore(struct hub *hub, int argc, char **argv)
{
	char town[32];
	struct err err;

	if (!options_take(&argc, argv, NULL, 0) || argc != 1)
		return HUB_USAGE;
	if (!store_restore(conf_text(hub->conf, "hub.data"), argv[0], &hub->clock, &hub->rng, town, &err))
		return hub_failed("restore", &err);
	printf("the town %s is restored, with a new epoch: its terminals take a new snapshot and deliver again what they sent\n"
	       "in the last 30 days. What stood there before is kept beside it, as %s.db.before-…\n",
	       town, town);
	return HUB_OK;
}
