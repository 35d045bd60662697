#include "kiosk/lookup.h"

#include <stdlib.h>
#include <unistd.h>

#include "common/base/utf8.h"
#include "common/secret/secret.h"

static void look_up(struct lookup_job *job, struct outbox *box, struct lookup_found *found, struct arena *arena)
{
	struct err err = { .code = ERR_NONE };
	struct bytes cipher;

	if (!found->keyed)
		found->keyed = record_derive(found->number.text, job->salt, &found->key, &job->err);
	if (!found->keyed || !box)
		return;
	found->local = outbox_local_record(box, found->key.lookup, arena, &cipher, &found->state, &err);
	if (found->local)
		strbuf_addn(&found->cipher, cipher.data, cipher.len);
	else if (err.code != ERR_NONE)
		job->err = err;
}

static void lookup_run(struct work *work)
{
	struct lookup_job *job = (struct lookup_job *)work;
	struct arena *arena = arena_new();
	struct outbox *box = NULL;
	char path[sizeof(job->state) + 32];

	snprintf(path, sizeof(path), "%s/outbox/outbox.db", job->state);
	if (access(path, F_OK) == 0 && !outbox_open(path, &box, &job->err)) /* asking makes no outbox */
		box = NULL;
	for (size_t i = 0; i < job->count; i++)
		look_up(job, box, &job->found[i], arena);
	outbox_close(box);
	arena_free(arena);
}

static void lookup_free(struct work *work)
{
	struct lookup_job *job = (struct lookup_job *)work;

	for (size_t i = 0; i < job->count; i++)
		strbuf_done(&job->found[i].cipher);
	secret_wipe(job, sizeof(*job));
	free(job);
}

struct lookup_job *lookup_new(const char *state, const struct terminal *terminal, const struct tracking *numbers, size_t count,
                              const struct record_key *key)
{
	struct lookup_job *job = calloc(1, sizeof(*job));

	if (!job || count > LOOKUP_MAX)
		abort();
	job->work = (struct work){ .kind = LOOKUP, .run = lookup_run, .free = lookup_free };
	utf8_copy(job->state, sizeof(job->state), state);
	memcpy(job->salt, terminal->salt, sizeof(job->salt));
	job->count = count;
	for (size_t i = 0; i < count; i++)
		job->found[i].number = numbers[i];
	if (key) {
		job->found[0].key = *key;
		job->found[0].keyed = true;
	}
	return job;
}
