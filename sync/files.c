#include "sync/files.h"

#include "common/base/clock.h"
#include "common/base/file.h"
#include "common/base/strbuf.h"
#include "common/store/outbox.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const char *const beside[] = { "", "-wal", "-shm", "-journal" };

static bool make_folder(const char *path, mode_t mode, struct err *err)
{
	struct stat st;

	if (stat(path, &st) == 0)
		return S_ISDIR(st.st_mode) || err_set(err, ERR_IO, "%s is not a folder", path);
	if (mkdir(path, 0700) != 0)
		return err_errno(err, "%s", path);
	/* Whatever the umask; the group comes from the folder above where that has its setgid bit. */
	if (stat(path, &st) != 0 || chmod(path, mode | (st.st_mode & S_ISGID)) != 0)
		return err_errno(err, "%s", path);
	return true;
}

bool files_prepare(const char *state, struct err *err)
{
	char path[FILES_PATH];

	if (snprintf(path, sizeof(path), "%s/replica", state) > FILES_PATH - 160)
		return err_set(err, ERR_LIMIT, "the state folder's path is too long: %s", state);
	if (!make_folder(path, 02750, err))
		return false;
	snprintf(path, sizeof(path), "%s/outbox", state);
	return make_folder(path, 02770, err);
}

static bool is_replica_name(const char *name)
{
	return starts_with(name, "replica-") && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-.") == strlen(name) &&
	       strlen(name) < 120;
}

bool files_current(const char *state, char ret_path[FILES_PATH], struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	char path[FILES_PATH];
	bool ok;

	err->code = ERR_NONE;
	snprintf(path, sizeof(path), "%s/replica/current", state);
	if (!strbuf_read_file(&text, path, 256)) {
		strbuf_done(&text);
		return errno == ENOENT ? false : err_errno(err, "%s", path);
	}
	if (text.len > 0 && text.data[text.len - 1] == '\n')
		strbuf_truncate(&text, text.len - 1);
	ok = is_replica_name(strbuf_str(&text));
	if (ok)
		snprintf(ret_path, FILES_PATH, "%s/replica/%s", state, text.data);
	else
		err_set(err, ERR_CORRUPT, "%s names no replica", path);
	strbuf_done(&text);
	return ok;
}

bool files_new(const char *state, const struct cursor *cursor, char ret_path[FILES_PATH], struct err *err)
{
	char path[FILES_PATH], current[FILES_PATH] = "";
	struct err unused;

	/* Also when the file it names is gone: readers that still have it open go by the name. */
	if (!files_current(state, current, &unused))
		current[0] = '\0';
	for (int n = 1; n < 1000; n++) {
		int len = snprintf(path, sizeof(path), "%s/replica/replica-%s-%lld", state, cursor->epoch, (long long)cursor->rev);

		if (n > 1)
			len += snprintf(path + len, sizeof(path) - (size_t)len, "-%d", n);
		snprintf(path + len, sizeof(path) - (size_t)len, ".db");
		if (access(path, F_OK) != 0 && !streq(path, current)) {
			memcpy(ret_path, path, sizeof(path));
			return true;
		}
	}
	return err_set(err, ERR_EXISTS, "%s/replica holds too many replicas", state);
}

bool files_switch(const char *state, const char *path, struct err *err)
{
	char current[FILES_PATH], line[FILES_PATH];

	snprintf(current, sizeof(current), "%s/replica/current", state);
	snprintf(line, sizeof(line), "%s\n", strrchr(path, '/') + 1);
	return file_replace(current, line, strlen(line), 0640, FILE_ON_DISK, err);
}

void files_remove(const char *path)
{
	char name[FILES_PATH + 16];

	for (size_t i = 0; i < ARRAY_LEN(beside); i++) {
		snprintf(name, sizeof(name), "%s%s", path, beside[i]);
		unlink(name);
	}
}

int64_t files_size(const char *path)
{
	char name[FILES_PATH + 16];
	int64_t size = 0;
	struct stat st;

	for (size_t i = 0; i < ARRAY_LEN(beside); i++) {
		snprintf(name, sizeof(name), "%s%s", path, beside[i]);
		size += stat(name, &st) == 0 ? st.st_size : 0;
	}
	return size;
}

bool files_room(const char *state, int64_t bytes)
{
	struct statvfs disk;

	return statvfs(state, &disk) != 0 || (int64_t)(disk.f_bavail * disk.f_frsize) >= bytes + ((int64_t)OUTBOX_RESERVE_MIB << 20);
}

static bool belongs_to(const char *name, const char *replica)
{
	const char *slash = strrchr(replica, '/');

	return slash && starts_with(name, slash + 1);
}

int64_t files_clean(const char *state, const char *keep, int64_t now)
{
	char current[FILES_PATH] = "", path[FILES_PATH];
	const struct dirent *entry;
	struct stat st;
	struct err err;
	int64_t since;
	bool left = false;
	DIR *folder;

	if (!files_current(state, current, &err))
		return 0;
	snprintf(path, sizeof(path), "%s/replica/current", state);
	if (stat(path, &st) != 0)
		return 0;
	/* `current` was renamed into place when the one before went out of use. A clock that was set back waits at most so long. */
	since = (int64_t)st.st_mtim.tv_sec * SECOND_US + st.st_mtim.tv_nsec / 1000;
	if (now < since)
		since = now - FILES_KEEP_S * SECOND_US;
	snprintf(path, sizeof(path), "%s/replica", state);
	folder = opendir(path);
	if (!folder)
		return 0;
	while ((entry = readdir(folder))) {
		if (!is_replica_name(entry->d_name) || belongs_to(entry->d_name, current) || (keep && belongs_to(entry->d_name, keep)))
			continue;
		left = true;
		if (now - since < FILES_KEEP_S * SECOND_US)
			continue;
		snprintf(path, sizeof(path), "%s/replica/%.200s", state, entry->d_name);
		unlink(path);
		left = false;
	}
	closedir(folder);
	return left ? since + FILES_KEEP_S * SECOND_US : 0;
}
