#include "common/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/strbuf.h"

bool file_write_all(int fd, const void *data, size_t len)
{
	const char *at = data;

	while (len > 0) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

bool file_sync_folder(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	struct strbuf folder = STRBUF_INIT;
	bool ok;
	int fd;

	if (slash)
		strbuf_addn(&folder, path, MAX((size_t)(slash - path), (size_t)1));
	else
		strbuf_addc(&folder, '.');
	fd = open(strbuf_str(&folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ok = (fd >= 0 && fsync(fd) == 0) || err_errno(err, "%s", strbuf_str(&folder));
	if (fd >= 0)
		close(fd);
	strbuf_done(&folder);
	return ok;
}

static bool write_new(const char *path, const void *data, size_t len, mode_t mode, enum file_lasts lasts)
{
	int fd;
	bool ok;

	if (unlink(path) != 0 && errno != ENOENT) /* of one that was cut off, perhaps with another mode */
		return false;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	ok = file_write_all(fd, data, len) && fchmod(fd, mode) == 0 && (lasts == FILE_ANY_TIME || fsync(fd) == 0);
	return close(fd) == 0 && ok;
}

bool file_replace(const char *path, const void *data, size_t len, mode_t mode, enum file_lasts lasts, struct err *err)
{
	struct strbuf made = STRBUF_INIT;
	bool ok;

	strbuf_addf(&made, "%s.new", path);
	ok = write_new(strbuf_str(&made), data, len, mode, lasts) && rename(strbuf_str(&made), path) == 0;
	if (!ok) {
		err_errno(err, "%s", path);
		unlink(strbuf_str(&made));
	}
	strbuf_done(&made);
	return ok && (lasts == FILE_ANY_TIME || file_sync_folder(path, err));
}
