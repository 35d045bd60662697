#include "common/store/replica.h"

#include "common/base/strbuf.h"
#include "common/store/migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_MAX_LEN = 128, PATH_LEN = 1024, WAL_HEAD = 32, AGAIN_AFTER = 40 };

enum { Q_META, Q_RECORD };

static const struct db_query rows[] = {
	[Q_META] = { "SELECT format, town, scope, epoch, rev, hub_time FROM replica" },
	[Q_RECORD] = { "SELECT cipher FROM record WHERE id = ?1" },
};

const struct db_queries replica_queries = { .name = "replica", .rows = rows, .count = ARRAY_LEN(rows) };

struct replica {
	char *directory; /* STATE/replica */
	struct db *db;
	struct replica_meta meta;
	char name[NAME_MAX_LEN];       /* the file that is open */
	char refused[NAME_MAX_LEN];    /* the file that could not be read; looked at again when it is written to, or once in a while */
	int refusals;                  /* polls since then */
	struct timespec refused_mtime;
	int64_t data_version;
	uint64_t generation;
	struct err problem;
	bool has_problem;
	bool unshared;                 /* opened without its -wal, which says nothing yet: wal_says_nothing */
	bool told;                     /* sync was asked to look at the file that is open */
};

struct replica *replica_open(const char *state)
{
	struct replica *replica = calloc(1, sizeof(*replica));
	struct strbuf path = STRBUF_INIT;

	if (!replica)
		abort();
	strbuf_addf(&path, "%s/replica", state);
	replica->directory = strbuf_take(&path);
	replica_poll(replica, NULL);
	return replica;
}

void replica_close(struct replica *replica)
{
	if (!replica)
		return;
	db_close(replica->db);
	free(replica->directory);
	free(replica);
}

/* ---- current */

/* A name that stays inside the directory. */
static bool name_ok(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

	return len > 0 && name[len] == '\0' && name[0] != '.';
}

/* Read at every poll: some bytes, so no stdio. */
static bool read_current(const struct replica *replica, char out[NAME_MAX_LEN])
{
	char path[PATH_LEN];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "%s/current", replica->directory);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	len = read(fd, out, NAME_MAX_LEN - 1);
	close(fd);
	if (len < 0)
		return false;
	out[len] = '\0';
	out[strcspn(out, "\n")] = '\0';
	return true;
}

static bool read_meta(struct db *db, struct replica_meta *ret_meta, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_META]);
	enum db_step step = db_step(stmt, err);

	if (step == DB_FAILED)
		return false;
	if (step == DB_END)
		return err_set(err, ERR_CORRUPT, "%s: it does not say what it is", db_path(db));
	*ret_meta = (struct replica_meta){ .format = (int)db_int(stmt, 0), .rev = db_int(stmt, 4), .hub_time = db_int(stmt, 5) };
	snprintf(ret_meta->town, sizeof(ret_meta->town), "%s", db_text0(stmt, 1));
	snprintf(ret_meta->scope, sizeof(ret_meta->scope), "%s", db_text0(stmt, 2));
	snprintf(ret_meta->epoch, sizeof(ret_meta->epoch), "%s", db_text0(stmt, 3));
	db_finish(stmt);
	return true;
}

/* Sync ended between the head of its -wal and the first page behind it. SQLite's readers who may not write -shm take that for
 * a log that changes under them and try again for ten seconds, each time (3.40, walBeginShmUnreliable). The file beside it is
 * whole, and nobody writes to it before the -wal has grown. */
static bool wal_says_nothing(const char *path)
{
	char wal[PATH_LEN + 8];
	struct stat st;

	snprintf(wal, sizeof(wal), "%s-wal", path);
	return stat(wal, &st) == 0 && st.st_size == WAL_HEAD;
}

static bool open_file(const char *path, bool unshared, struct db **ret_db, struct replica_meta *ret_meta, struct err *err)
{
	struct db *db = NULL;

	if (!db_open(path, DB_READ_ONLY | DB_REPLICA | (unshared ? DB_UNSHARED : 0U), &db, err))
		return false;
	if (!read_meta(db, ret_meta, err))
		goto out;
	if (!replica_format_ok(ret_meta->format)) {
		err_set(err, ERR_FORMAT, "%s: format %d, this program reads %d to %d", path, ret_meta->format, REPLICA_FORMAT_OLDEST,
		        REPLICA_FORMAT);
		goto out;
	}
	*ret_db = db;
	return true;
out:
	db_close(db);
	return false;
}

static struct timespec mtime_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_mtim : (struct timespec){ .tv_sec = -1 };
}

static enum replica_news bad(struct replica *replica, struct err *err)
{
	replica->has_problem = true;
	if (err)
		*err = replica->problem;
	return REPLICA_BAD;
}

static enum replica_news follow(struct replica *replica, const char *name, struct err *err)
{
	char path[PATH_LEN];
	struct timespec mtime;
	struct replica_meta meta;
	struct db *db = NULL;
	bool unshared, known;

	if (!name_ok(name)) {
		known = streq(name, replica->refused);
		snprintf(replica->refused, sizeof(replica->refused), "%s", name);
		err_set(&replica->problem, ERR_CORRUPT, "%s/current: names no replica", replica->directory);
		return known && replica->has_problem ? REPLICA_SAME : bad(replica, err);
	}
	snprintf(path, sizeof(path), "%s/%s", replica->directory, name);
	mtime = mtime_of(path);
	known = streq(name, replica->refused) && mtime.tv_sec == replica->refused_mtime.tv_sec &&
	        mtime.tv_nsec == replica->refused_mtime.tv_nsec;
	if (known && ++replica->refusals < AGAIN_AFTER)
		return REPLICA_SAME;
	unshared = wal_says_nothing(path);
	if (!open_file(path, unshared, &db, &meta, &replica->problem)) {
		snprintf(replica->refused, sizeof(replica->refused), "%s", name);
		replica->refused_mtime = mtime;
		replica->refusals = 0;
		return known ? REPLICA_SAME : bad(replica, err); /* said once */
	}
	db_close(replica->db);
	replica->db = db;
	replica->unshared = unshared;
	replica->meta = meta;
	replica->data_version = db_data_version(db);
	replica->generation++;
	replica->has_problem = replica->told = false;
	replica->refused[0] = '\0';
	snprintf(replica->name, sizeof(replica->name), "%s", name);
	return REPLICA_REOPENED;
}

/* Said once for each file. That it could not be told is no news to anyone here: sync looks by itself too, if less often. */
static enum replica_news tell(struct replica *replica, struct err *err)
{
	char path[PATH_LEN + 32];
	int fd;

	replica->told = true;
	snprintf(path, sizeof(path), "%s/../outbox/" REPLICA_TOLD, replica->directory);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0660);
	if (fd >= 0)
		close(fd);
	err_set(&replica->problem, ERR_CORRUPT, "%s: damaged; sync is asked to fetch it anew", db_path(replica->db));
	return bad(replica, err);
}

enum replica_news replica_poll(struct replica *replica, struct err *err)
{
	char name[NAME_MAX_LEN];
	int64_t version;

	if (!read_current(replica, name))
		return REPLICA_SAME; /* not fetched yet, or being replaced: what is open stays open */
	if (!replica->db || !streq(name, replica->name) || (replica->unshared && !wal_says_nothing(db_path(replica->db)))) {
		enum replica_news news = follow(replica, name, err);

		if (news != REPLICA_SAME || !replica->db)
			return news;
	}
	if (db_damaged(replica->db) && !replica->told)
		return tell(replica, err);
	version = db_data_version(replica->db);
	if (version == replica->data_version)
		return REPLICA_SAME;
	if (version < 0 || !read_meta(replica->db, &replica->meta, &replica->problem)) {
		bool known = replica->has_problem;

		if (version < 0)
			err_set(&replica->problem, ERR_CORRUPT, "%s: cannot be read any more", db_path(replica->db));
		return known ? REPLICA_SAME : bad(replica, err);
	}
	replica->has_problem = false;
	replica->data_version = version;
	replica->generation++;
	return REPLICA_CHANGED;
}

struct db *replica_db(struct replica *replica)
{
	return replica->db;
}

const struct replica_meta *replica_meta(const struct replica *replica)
{
	return replica->db ? &replica->meta : NULL;
}

const struct err *replica_problem(const struct replica *replica)
{
	return replica->has_problem ? &replica->problem : NULL;
}

uint64_t replica_generation(const struct replica *replica)
{
	return replica->generation;
}

bool replica_record(struct db *db, const char *lookup, struct arena *arena, struct bytes *ret_cipher, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_RECORD]);
	struct bytes cipher;
	unsigned char *copy;
	enum db_step step;

	db_bind_text(stmt, 1, lookup);
	step = db_step(stmt, err);
	if (step == DB_FAILED)
		return false;
	if (step == DB_END) {
		if (err)
			err->code = ERR_NONE;
		return false;
	}
	cipher = db_bytes(stmt, 0);
	copy = arena_alloc(arena, MAX(cipher.len, (size_t)1));
	if (cipher.len)
		memcpy(copy, cipher.data, cipher.len);
	*ret_cipher = (struct bytes){ .data = copy, .len = cipher.len };
	db_finish(stmt);
	return true;
}
