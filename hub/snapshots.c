#include "hub/snapshots.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

struct entry {
	struct entry *next;
	char scope[512];
	int format;
	bool wanted, ready, failed;
	struct err err;
	struct cursor cursor;
	uint64_t size, packed;
	char path[4200];
};

struct snapshots {
	struct hub *hub;
	char folder[4096];
	void (*on_ready)(void *ctx);
	void *ctx;
	struct store *store; /* the thread's */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t work;
	bool stopping;
	struct entry *entries;
	unsigned made;
};

static void clear_folder(const char *folder)
{
	DIR *list = opendir(folder);
	struct dirent *entry;

	if (!list)
		return;
	while ((entry = readdir(list)))
		if (starts_with(entry->d_name, "snapshot-"))
			unlinkat(dirfd(list), entry->d_name, 0);
	closedir(list);
}

static bool compress_stream(ZSTD_CCtx *zstd, FILE *in, FILE *out, uint64_t *ret_size, struct err *err)
{
	static const size_t chunk = 1 << 17;
	unsigned char *buf = malloc(2 * chunk);
	uint64_t size = 0;
	bool last = false, ok = buf != NULL;

	while (ok && !last) {
		size_t got = fread(buf, 1, chunk, in);
		ZSTD_inBuffer from = { .src = buf, .size = got };
		bool done = false;

		last = got < chunk;
		size += got;
		if (ferror(in))
			ok = err_errno(err, "reading a snapshot");
		while (ok && !done) {
			ZSTD_outBuffer to = { .dst = buf + chunk, .size = chunk };
			size_t left = ZSTD_compressStream2(zstd, &to, &from, last ? ZSTD_e_end : ZSTD_e_continue);

			if (ZSTD_isError(left))
				ok = err_set(err, ERR_SYSTEM, "compressing a snapshot: %s", ZSTD_getErrorName(left));
			else if (fwrite(buf + chunk, 1, to.pos, out) != to.pos)
				ok = err_errno(err, "writing a snapshot");
			done = last ? left == 0 : from.pos == from.size;
		}
	}
	free(buf);
	*ret_size = size;
	return ok;
}

static bool pack(const char *from, const char *to, uint64_t *ret_size, uint64_t *ret_packed, struct err *err)
{
	FILE *in = fopen(from, "re");
	int fd = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
	ZSTD_CCtx *zstd = ZSTD_createCCtx();
	bool ok;

	if (!zstd)
		abort();
	ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, SNAPSHOT_LEVEL);
	ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1);
	ok = in && out ? compress_stream(zstd, in, out, ret_size, err) : err_errno(err, "%s", in ? to : from);
	if (in)
		fclose(in);
	if (out) {
		*ret_packed = ok ? (uint64_t)ftello(out) : 0;
		if (fclose(out) != 0 && ok)
			ok = err_errno(err, "%s", to);
	} else if (fd >= 0) {
		close(fd);
	}
	ZSTD_freeCCtx(zstd);
	if (!ok)
		unlink(to);
	return ok;
}

/* Without the lock: it takes a second or so. */
static bool build(struct snapshots *s, const char *scope_text, int format, struct entry *out, struct err *err)
{
	char plain[4200];
	struct scope scope;
	bool ok;

	if (!scope_parse(scope_text, &scope, err))
		return false;
	snprintf(plain, sizeof(plain), "%s/snapshot-%u.db", s->folder, s->made);
	snprintf(out->path, sizeof(out->path), "%s/snapshot-%u.zst", s->folder, s->made);
	s->made++;
	ok = store_snapshot(s->store, &scope, scope_text, format, plain, &out->cursor, err) &&
	     pack(plain, out->path, &out->size, &out->packed, err);
	unlink(plain);
	scope_done(&scope);
	return ok;
}

static struct entry *next_wanted(struct snapshots *s)
{
	for (struct entry *e = s->entries; e; e = e->next)
		if (e->wanted)
			return e;
	return NULL;
}

static void *work(void *ctx)
{
	struct snapshots *s = ctx;

	pthread_mutex_lock(&s->lock);
	while (!s->stopping) {
		struct entry *e = next_wanted(s);
		struct entry made = { .next = NULL };
		struct err err = { .code = ERR_NONE };
		bool ok;

		if (!e) {
			pthread_cond_wait(&s->work, &s->lock);
			continue;
		}
		pthread_mutex_unlock(&s->lock);
		ok = build(s, e->scope, e->format, &made, &err); /* entries live until the end, and these two never change */
		malloc_trim(0); /* a snapshot's indexes take some 40 MB that are not needed again for days */
		pthread_mutex_lock(&s->lock);
		if (ok && e->ready)
			unlink(e->path);
		e->wanted = false;
		e->failed = !ok;
		e->err = err;
		if (ok) {
			e->ready = true;
			e->cursor = made.cursor;
			e->size = made.size;
			e->packed = made.packed;
			snprintf(e->path, sizeof(e->path), "%s", made.path);
		}
		pthread_mutex_unlock(&s->lock);
		s->on_ready(s->ctx);
		pthread_mutex_lock(&s->lock);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

bool snapshots_start(struct hub *hub, void (*ready)(void *ctx), void *ctx, struct snapshots **ret_snapshots, struct err *err)
{
	struct snapshots *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	*s = (struct snapshots){ .hub = hub, .on_ready = ready, .ctx = ctx };
	snprintf(s->folder, sizeof(s->folder), "%s/snapshots", conf_text(hub->conf, "hub.data"));
	if (mkdir(s->folder, 0700) != 0 && errno != EEXIST) {
		err_errno(err, "%s", s->folder);
		free(s);
		return false;
	}
	clear_folder(s->folder);
	if (!hub_store_open(hub, false, &s->store, err)) {
		free(s);
		return false;
	}
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->work, NULL);
	if (pthread_create(&s->thread, NULL, work, s) != 0)
		abort();
	*ret_snapshots = s;
	return true;
}

void snapshots_stop(struct snapshots *s)
{
	if (!s)
		return;
	pthread_mutex_lock(&s->lock);
	s->stopping = true;
	pthread_cond_signal(&s->work);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
}

void snapshots_free(struct snapshots *s)
{
	struct entry *next;

	if (!s)
		return;
	for (struct entry *e = s->entries; e; e = next) {
		next = e->next;
		free(e);
	}
	clear_folder(s->folder);
	store_close(s->store);
	pthread_mutex_destroy(&s->lock);
	pthread_cond_destroy(&s->work);
	free(s);
}

static struct entry *find_entry(struct snapshots *s, const char *scope, int format)
{
	struct entry *e = s->entries;

	while (e && !(e->format == format && streq(e->scope, scope)))
		e = e->next;
	if (e)
		return e;
	e = calloc(1, sizeof(*e));
	if (!e)
		abort();
	snprintf(e->scope, sizeof(e->scope), "%s", scope);
	e->format = format;
	e->next = s->entries;
	s->entries = e;
	return e;
}

enum snapshot_state snapshots_get(struct snapshots *s, const char *scope, int format, const struct serve_stand *stand,
                                  struct snapshot *ret_snapshot, struct err *err)
{
	enum snapshot_state state = SNAPSHOT_BUILDING;
	struct entry *e;
	bool fresh;

	pthread_mutex_lock(&s->lock);
	e = find_entry(s, scope, format);
	fresh = e->ready && serve_snapshot_fits(&e->cursor, stand);
	if (e->failed && !e->wanted) {
		state = SNAPSHOT_FAILED;
		*err = e->err;
		e->failed = false;
	} else if (fresh) {
		*ret_snapshot = (struct snapshot){ .cursor = e->cursor, .size = e->size, .packed = e->packed,
		                                   .fd = open(e->path, O_RDONLY | O_CLOEXEC) };
		state = ret_snapshot->fd >= 0 ? SNAPSHOT_READY : SNAPSHOT_FAILED;
		if (state == SNAPSHOT_FAILED) {
			err_errno(err, "%s", e->path);
			e->ready = false;
		}
	} else {
		e->wanted = true;
		pthread_cond_signal(&s->work);
	}
	pthread_mutex_unlock(&s->lock);
	return state;
}

void snapshots_forget(struct snapshots *s, int64_t rev)
{
	pthread_mutex_lock(&s->lock);
	for (struct entry *e = s->entries; e; e = e->next)
		if (e->ready && e->cursor.rev < rev) {
			unlink(e->path);
			e->ready = false;
		}
	pthread_mutex_unlock(&s->lock);
}
