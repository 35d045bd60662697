/* A disk that fails: a library to be preloaded (LD_PRELOAD) under an unmodified program, between it and libc, for what it does to
 * files below one folder. SQLite's own VFS calls these functions too, so its writes, syncs, truncations and opens are all met.
 *
 *   FAULTFS="folder=/state/outbox counts=/tmp/counts seed=7 kinds=eio,full nth=12"
 *   folder   the files that fail; all others are left alone
 *   kinds    any of: eio (fails with EIO), full (it and the next ones fail with ENOSPC), short (half is written, then ENOSPC), read (a read
 *            fails with EIO), crash (the program is killed, half of a write is done), power (killed, and of what was not synced any part is
 *            lost, whole or by sectors, in any order)
 *   nth=N    the Nth operation fails, once; rate=R every operation does with probability R (both: from the Nth on)
 *   counts   a file of 8-byte numbers that outlives the program: operations seen, then faults of each kind in the order above
 *
 * Power is right only while no other program writes to the same files. What a rename, a link or an unlink did counts as on disk at once.
 * Threads: one lock around all. Limits: FDS_MAX descriptors, files of one folder. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind { EIO_, FULL, SHORT, READ, CRASH, POWER, KINDS };
enum { FDS_MAX = 1024, SECTOR = 512, FULL_LASTS = 6 };
static const char *const names[KINDS] = { "eio", "full", "short", "read", "crash", "power" };

struct change { /* not synced yet; DATA NULL: cut to AT bytes */
	struct change *next;
	ino_t inode;
	off_t at;
	size_t len;
	unsigned char *data;
};

struct before { /* a file as it was when it was synced last, of those that have changes */
	struct before *next;
	ino_t inode;
	int fd;             /* open here */
	off_t size;
	unsigned char *data;
};

static struct {
	char folder[512];
	bool kinds[KINDS];
	unsigned kind_count;
	uint64_t seed;
	long nth;
	double rate;
	_Atomic uint64_t *counts; /* 1 + KINDS */
	long seen, full_left;
	bool ours[FDS_MAX];
	struct change *first, **last;
	struct before *befores;
} disk;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) (__extension__ (__typeof__(&name))real(#name))

static void *real(const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);

	if (!found)
		abort();
	return found;
}

static uint32_t dice(uint32_t sides)
{
	disk.seed ^= disk.seed << 13;
	disk.seed ^= disk.seed >> 7;
	disk.seed ^= disk.seed << 17;
	return (uint32_t)(disk.seed >> 33) % sides;
}

/* ---- what is asked for */

static void take_kinds(const char *list)
{
	for (int kind = 0; kind < KINDS; kind++)
		if (strstr(list, names[kind])) {
			disk.kinds[kind] = true;
			disk.kind_count++;
		}
}

static void open_counts(const char *path)
{
	int fd = REAL(open)(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	void *at = MAP_FAILED;

	if (fd >= 0 && REAL(ftruncate)(fd, 8 * (1 + KINDS)) == 0)
		at = mmap(NULL, 8 * (1 + KINDS), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at != MAP_FAILED)
		disk.counts = at;
	if (fd >= 0)
		close(fd);
}

__attribute__((constructor)) static void start(void)
{
	const char *plan = getenv("FAULTFS");
	char *copy = strdup(plan ? plan : ""), *rest = NULL;

	disk.last = &disk.first;
	disk.seed = 88172645463325252ULL;
	for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		char *value = strchr(word, '=');

		if (!value)
			continue;
		*value++ = '\0';
		if (strcmp(word, "folder") == 0)
			snprintf(disk.folder, sizeof(disk.folder), "%s", value);
		else if (strcmp(word, "kinds") == 0)
			take_kinds(value);
		else if (strcmp(word, "seed") == 0)
			disk.seed ^= strtoull(value, NULL, 10) * 0x9E3779B97F4A7C15ULL;
		else if (strcmp(word, "nth") == 0)
			disk.nth = strtol(value, NULL, 10);
		else if (strcmp(word, "rate") == 0)
			disk.rate = strtod(value, NULL);
		else if (strcmp(word, "counts") == 0)
			open_counts(value);
	}
	free(copy);
}

static bool below(const char *path)
{
	size_t len = strlen(disk.folder);

	return len > 0 && strncmp(path, disk.folder, len) == 0;
}

static bool is_ours(int fd)
{
	return fd >= 0 && fd < FDS_MAX && disk.ours[fd];
}

/* ---- the power */

static void *copy_of(const void *data, size_t len)
{
	void *copy = malloc(len + 1);

	if (!copy)
		abort();
	memcpy(copy, data, len);
	return copy;
}

/* Before FD's file is changed: how it stood when it was synced. */
static void remember(int fd, off_t at, const void *data, size_t len)
{
	struct before *before;
	struct change *change;
	struct stat st;

	if (!disk.kinds[POWER] || fstat(fd, &st) != 0)
		return;
	for (before = disk.befores; before && before->inode != st.st_ino; before = before->next)
		continue;
	if (!before) {
		before = calloc(1, sizeof(*before));
		*before = (struct before){ .next = disk.befores, .inode = st.st_ino, .fd = fd, .size = st.st_size,
			                   .data = malloc((size_t)st.st_size + 1) };
		if (REAL(pread)(fd, before->data, (size_t)st.st_size, 0) != st.st_size)
			before->size = 0; /* opened for writing only: a new file */
		disk.befores = before;
	}
	change = calloc(1, sizeof(*change));
	*change = (struct change){ .inode = st.st_ino, .at = at, .len = len, .data = data ? copy_of(data, len) : NULL };
	*disk.last = change;
	disk.last = &change->next;
}

static void forget(ino_t inode)
{
	for (struct before **at = &disk.befores; *at;) {
		struct before *gone = *at;

		if (gone->inode != inode) {
			at = &gone->next;
			continue;
		}
		*at = gone->next;
		free(gone->data);
		free(gone);
	}
	disk.last = &disk.first;
	while (*disk.last) {
		struct change *gone = *disk.last;

		if (gone->inode != inode) {
			disk.last = &gone->next;
			continue;
		}
		*disk.last = gone->next;
		free(gone->data);
		free(gone);
	}
}

static void synced(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == 0)
		forget(st.st_ino);
}

/* What the disk may hold when the power comes back: what was synced, and any of the rest. */
static void lose(struct before *before)
{
	uint32_t mood = dice(3); /* nothing of it, all of it, some */

	if (mood == 1)
		return;
	(void)!REAL(ftruncate)(before->fd, before->size);
	(void)!REAL(pwrite)(before->fd, before->data, (size_t)before->size, 0);
	for (struct change *change = disk.first; mood == 2 && change; change = change->next) {
		if (change->inode != before->inode || dice(2))
			continue;
		if (!change->data)
			(void)!REAL(ftruncate)(before->fd, change->at);
		for (size_t part = 0; change->data && part < change->len; part += SECTOR)
			if (dice(3))
				(void)!REAL(pwrite)(before->fd, change->data + part, change->len - part < SECTOR ? change->len - part : SECTOR,
				                    change->at + (off_t)part);
	}
}

static void die(enum kind kind)
{
	for (struct before *before = disk.befores; kind == POWER && before; before = before->next)
		lose(before);
	kill(getpid(), SIGKILL);
	pause();
}

/* ---- faults */

static void count(int at)
{
	if (disk.counts)
		atomic_fetch_add(&disk.counts[at], 1);
}

/* Is it this operation's turn? KINDS: no. What cannot happen to it is another time's. */
static enum kind turn(bool writes)
{
	unsigned chosen;

	count(0);
	disk.seen++;
	if (writes && disk.full_left > 0 && disk.full_left--)
		return FULL;
	if (disk.seen < disk.nth || (disk.rate > 0 ? dice(1000000) >= disk.rate * 1000000 : disk.seen != disk.nth))
		return KINDS;
	if (disk.kind_count == 0)
		return KINDS;
	chosen = dice(disk.kind_count);
	for (int kind = 0; kind < KINDS; kind++) {
		if (!disk.kinds[kind] || chosen-- > 0)
			continue;
		if ((kind == READ) == writes) {
			disk.nth += disk.rate == 0; /* the next one that it fits */
			return KINDS;
		}
		count(1 + kind);
		if (kind == FULL)
			disk.full_left = FULL_LASTS;
		return (enum kind)kind;
	}
	return KINDS;
}

/* All but writes: true when it fails, with errno. */
static bool fails(bool writes)
{
	enum kind kind = turn(writes);

	if (kind == KINDS)
		return false;
	if (kind == CRASH || kind == POWER)
		die(kind);
	errno = kind == FULL || kind == SHORT ? ENOSPC : EIO;
	return true;
}

static ssize_t put(int fd, const void *data, size_t len, off_t at)
{
	enum kind kind = turn(true);
	size_t half = len / 2;

	if (kind == EIO_ || kind == FULL) {
		errno = kind == FULL ? ENOSPC : EIO;
		return -1;
	}
	remember(fd, at, data, kind == KINDS ? len : half);
	if (kind == KINDS)
		return REAL(pwrite)(fd, data, len, at);
	(void)!REAL(pwrite)(fd, data, half, at);
	if (kind == CRASH || kind == POWER)
		die(kind);
	errno = ENOSPC;
	return -1;
}

/* ---- instead of libc's */

static int opened(const char *path, int flags, mode_t mode)
{
	bool ours = below(path);
	int fd;

	pthread_mutex_lock(&lock);
	if (ours && (flags & (O_CREAT | O_RDWR | O_WRONLY)) && fails(true)) {
		if (errno == ENOSPC && !(flags & O_CREAT))
			errno = EIO;
		fd = -1;
	} else {
		fd = REAL(open)(path, flags, mode);
		if (fd >= 0 && fd < FDS_MAX)
			disk.ours[fd] = ours;
	}
	pthread_mutex_unlock(&lock);
	return fd;
}

#define OPEN(name) \
	int name(const char *path, int flags, ...) \
	{ \
		va_list more; \
		mode_t mode; \
		va_start(more, flags); \
		mode = flags & O_CREAT ? va_arg(more, mode_t) : 0; \
		va_end(more); \
		return opened(path, flags, mode); \
	}
OPEN(open)
OPEN(open64)

int close(int fd)
{
	int result;

	pthread_mutex_lock(&lock);
	if (is_ours(fd))
		for (struct before *before = disk.befores; before; before = before->next)
			if (before->fd == fd) /* what it wrote stays unsynced; the locks of this process go with it anyway */
				before->fd = dup(fd);
	if (fd >= 0 && fd < FDS_MAX)
		disk.ours[fd] = false;
	result = REAL(close)(fd);
	pthread_mutex_unlock(&lock);
	return result;
}

static ssize_t written(int fd, const void *data, size_t len, off_t at, bool here)
{
	ssize_t n;

	pthread_mutex_lock(&lock);
	if (is_ours(fd)) {
		n = put(fd, data, len, here ? lseek(fd, 0, SEEK_CUR) : at);
		if (here && n > 0)
			lseek(fd, n, SEEK_CUR);
	} else {
		n = here ? REAL(write)(fd, data, len) : REAL(pwrite)(fd, data, len, at);
	}
	pthread_mutex_unlock(&lock);
	return n;
}

ssize_t write(int fd, const void *data, size_t len)
{
	return is_ours(fd) ? written(fd, data, len, 0, true) : REAL(write)(fd, data, len);
}

ssize_t pwrite(int fd, const void *data, size_t len, off_t at)
{
	return written(fd, data, len, at, false);
}

ssize_t pwrite64(int fd, const void *data, size_t len, off_t at) __attribute__((alias("pwrite")));

static ssize_t got(int fd, void *data, size_t len, off_t at)
{
	bool failed;

	pthread_mutex_lock(&lock);
	failed = is_ours(fd) && disk.kinds[READ] && fails(false);
	pthread_mutex_unlock(&lock);
	return failed ? -1 : REAL(pread)(fd, data, len, at);
}

ssize_t pread(int fd, void *data, size_t len, off_t at)
{
	return got(fd, data, len, at);
}

ssize_t pread64(int fd, void *data, size_t len, off_t at) __attribute__((alias("pread")));

static int on_disk(int fd, int (*sync)(int))
{
	int result = -1;

	pthread_mutex_lock(&lock);
	if (!is_ours(fd) || !fails(true)) {
		result = sync(fd);
		if (result == 0 && is_ours(fd) && disk.kinds[POWER])
			synced(fd);
	}
	pthread_mutex_unlock(&lock);
	return result;
}

int fsync(int fd)
{
	return on_disk(fd, REAL(fsync));
}

int fdatasync(int fd)
{
	return on_disk(fd, REAL(fdatasync));
}

static int cut(int fd, off_t size)
{
	int result = -1;

	pthread_mutex_lock(&lock);
	if (!is_ours(fd) || !fails(true)) {
		if (is_ours(fd))
			remember(fd, size, NULL, 0);
		result = REAL(ftruncate)(fd, size);
	}
	pthread_mutex_unlock(&lock);
	return result;
}

int ftruncate(int fd, off_t size)
{
	return cut(fd, size);
}

int ftruncate64(int fd, off_t size) __attribute__((alias("ftruncate")));

static int name_anew(int (*really)(const char *from, const char *to), const char *from, const char *to)
{
	int result = -1;

	pthread_mutex_lock(&lock);
	if (!below(from) || !fails(true))
		result = really(from, to);
	pthread_mutex_unlock(&lock);
	return result;
}

int rename(const char *from, const char *to)
{
	return name_anew(REAL(rename), from, to);
}

int link(const char *from, const char *to)
{
	return name_anew(REAL(link), from, to);
}

int unlink(const char *path)
{
	struct stat st;
	int result = -1;

	pthread_mutex_lock(&lock);
	if (!below(path) || !fails(true)) {
		if (below(path) && disk.kinds[POWER] && stat(path, &st) == 0 && st.st_nlink == 1)
			forget(st.st_ino);
		result = REAL(unlink)(path);
	}
	pthread_mutex_unlock(&lock);
	return result;
}
