/* The folder of an outbox: who may write there now, and how one outbox takes the place of another that is damaged.
 *
 * Whoever writes holds the folder's lock (flock) together with others; who replaces the file holds it alone. A replacement is in force from
 * the moment outbox-salvaged.db is there, whole; whoever opens the outbox next carries it through, however far it had come.
 *
 * Programs of several users may write here, and one of them may have been taken over: nothing is opened through a link, no mode or owner is
 * changed by name, and what is no file is put aside like one that is damaged. */
#include "common/store/outbox_internal.h"

#include "common/base/file.h"
#include "common/store/outbox_salvage.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOCK_TRIES = 1000, LOCK_PAUSE_US = 5000 };

/* The folders above may be links, of whoever set up the machine; what is opened in the folder may be none (DB_NO_LINK). */
static bool resolve(char path[512], struct err *err)
{
	char *real = realpath(path, NULL);
	bool fits = real && strlen(real) < 512;

	if (!real)
		return err_errno(err, "%s", path);
	if (fits)
		memcpy(path, real, strlen(real) + 1);
	else
		err_set(err, ERR_LIMIT, "%s: too long a path", real);
	free(real);
	return fits;
}

bool outbox_folder_open(const char *path, struct outbox_folder *ret_folder, struct err *err)
{
	const char *slash = strrchr(path, '/');
	struct outbox_folder folder = { .fd = -1 };
	int len = slash ? snprintf(folder.path, sizeof(folder.path), "%.*s", (int)MAX(slash - path, (ptrdiff_t)1), path)
	                : snprintf(folder.path, sizeof(folder.path), ".");

	if (len < 0 || (size_t)len >= sizeof(folder.path))
		return err_set(err, ERR_LIMIT, "%s: too long a path", path);
	if (!resolve(folder.path, err))
		return false;
	folder.fd = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder.fd < 0)
		return err_errno(err, "%s", folder.path);
	*ret_folder = folder;
	return true;
}

void outbox_folder_close(struct outbox_folder *folder)
{
	if (folder->fd >= 0)
		close(folder->fd);
	folder->fd = -1;
}

bool outbox_folder_lock(struct outbox_folder *folder, bool alone, struct err *err)
{
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (flock(folder->fd, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0)
			return true;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return err_errno(err, "%s", folder->path);
		usleep(LOCK_PAUSE_US);
	}
	return err_set(err, ERR_BUSY, "%s: somebody else works on it", folder->path);
}

void outbox_folder_unlock(struct outbox_folder *folder)
{
	flock(folder->fd, LOCK_UN);
}

static bool there(const struct outbox_folder *folder, const char *name)
{
	struct stat st;

	return fstatat(folder->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

void outbox_aside_name(const struct outbox_folder *folder, char out[64])
{
	int n = 1;

	do
		snprintf(out, 64, "outbox-damaged-%d.db", n++);
	while (there(folder, out));
}

bool outbox_folder_damaged(const struct outbox_folder *folder)
{
	return there(folder, OUTBOX_TOLD);
}

void outbox_folder_tell(const struct outbox_folder *folder)
{
	int fd = openat(folder->fd, OUTBOX_TOLD, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0660); /* one that is there says it */

	if (fd >= 0)
		close(fd);
}

static bool move(const struct outbox_folder *folder, const char *from, const char *to, struct err *err)
{
	return renameat(folder->fd, from, folder->fd, to) == 0 || errno == ENOENT || err_errno(err, "%s/%s", folder->path, from);
}

/* Each step may have been done before. The WAL goes first: without its file it is nobody's, with another's it would spoil that. */
static bool carry_through(struct outbox_folder *folder, struct err *err)
{
	char aside[64], wal[72];

	if (!there(folder, OUTBOX_NEXT))
		return true;
	outbox_aside_name(folder, aside);
	snprintf(wal, sizeof(wal), "%s-wal", aside);
	unlinkat(folder->fd, "outbox.db-shm", 0);
	return move(folder, "outbox.db-wal", wal, err) && (fsync(folder->fd) == 0 || err_errno(err, "%s", folder->path)) &&
	       move(folder, "outbox.db", aside, err) && move(folder, OUTBOX_NEXT, "outbox.db", err) &&
	       (fsync(folder->fd) == 0 || err_errno(err, "%s", folder->path));
}

/* Its mode it has since it was made: whoever may write in this folder could put a link to another file in MADE's place. */
bool outbox_swap_in(struct outbox_folder *folder, const char *made, struct err *err)
{
	if (renameat(folder->fd, made, folder->fd, OUTBOX_NEXT) != 0 || fsync(folder->fd) != 0)
		return err_errno(err, "%s/%s", folder->path, made);
	return carry_through(folder, err);
}

bool outbox_folder_ready(struct outbox_folder *folder, struct err *err)
{
	bool ok;

	if (!outbox_folder_lock(folder, false, err))
		return false;
	if (!there(folder, OUTBOX_NEXT))
		return true;
	outbox_folder_unlock(folder);
	if (!outbox_folder_lock(folder, true, err))
		return false;
	ok = carry_through(folder, err);
	outbox_folder_unlock(folder);
	return ok && outbox_folder_lock(folder, false, err);
}
