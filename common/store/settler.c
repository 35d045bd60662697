#include "common/store/settler.h"

#include <stdlib.h>

#include "common/base/worker.h"
#include "common/store/db.h"

struct checkpoint {
	struct work work;
	const char *path; /* the settler's */
	bool ok;
	struct err err;
};

struct settler {
	struct worker *worker;
	char *path;
};

static void nobody_waits(void *ctx)
{
	(void)ctx;
}

struct settler *settler_new(const char *path)
{
	struct settler *settler = calloc(1, sizeof(*settler));

	if (!settler || !(settler->path = strdup(path)))
		abort();
	settler->worker = worker_new(nobody_waits, NULL);
	return settler;
}

void settler_free(struct settler *settler)
{
	if (!settler)
		return;
	worker_free(settler->worker);
	free(settler->path);
	free(settler);
}

static void run(struct work *work)
{
	struct checkpoint *checkpoint = (struct checkpoint *)work;
	struct db *db = NULL;

	checkpoint->ok =
		db_open(checkpoint->path, DB_PERSIST_WAL, &db, &checkpoint->err) && db_checkpoint(db, &checkpoint->err);
	db_close(db);
}

bool settler_wait(struct settler *settler, struct err *err)
{
	struct work *work;
	bool ok;

	worker_settle(settler->worker);
	work = worker_done(settler->worker);
	ok = !work || ((struct checkpoint *)work)->ok;
	if (!ok && err)
		*err = ((struct checkpoint *)work)->err;
	work_free(work);
	return ok;
}

bool settler_begin(struct settler *settler, struct err *err)
{
	struct checkpoint *next;

	if (!settler_wait(settler, err))
		return false;
	next = calloc(1, sizeof(*next));
	if (!next)
		abort();
	next->work = (struct work){ .kind = "checkpoint", .run = run, .to_the_end = true };
	next->path = settler->path;
	worker_submit(settler->worker, &next->work);
	return true;
}
