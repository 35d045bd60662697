#include "common/store/outbox_pages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	FILE_MAX = 256 << 20,
	WAL_HEAD = 32, FRAME_HEAD = 24, FRAME = FRAME_HEAD + OUTBOX_PAGE,
	FILE_HEAD = 100,             /* on page 1, before the tree's */
	LEAF = 13, LEAF_HEAD = 8,
	LOCAL_MAX = OUTBOX_PAGE - 35, /* larger payloads go on in overflow pages */
	LOCAL_MIN = (OUTBOX_PAGE - 12) * 32 / 255 - 23,
	PAYLOAD_MAX = 1 << 20,       /* two bodies of OUTBOX_BODY_MAX */
};

struct image {
	const unsigned char *data; /* NULL: there is none */
	size_t older;              /* index of the image of the same page before this one; SIZE_MAX: none */
	bool current;
	uint32_t page;
};

struct outbox_pages {
	unsigned char *file, *wal;
	size_t file_len, wal_len;
	struct image *images;      /* first those of the file, then one a frame */
	size_t image_count;
	size_t *newest;            /* by page number less 1: index of its image */
	size_t page_count;
};

static uint32_t get32(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static uint32_t get16(const unsigned char *at)
{
	return (uint32_t)at[0] << 8 | at[1];
}

/* ---- files */

/* What can be read of a file. One that is not there is an empty one, and so is a link, a pipe or a folder: nothing of ours is in it. */
static bool slurp(const char *path, unsigned char **ret_data, size_t *ret_len, struct err *err)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	unsigned char *data;
	size_t len = 0;
	struct stat st;
	ssize_t n = 0;

	if (fd < 0 && errno != ENOENT && errno != ELOOP && errno != ENXIO)
		return err_errno(err, "%s", path);
	if (fd >= 0 && fstat(fd, &st) == 0 && !S_ISREG(st.st_mode)) {
		close(fd);
		fd = -1;
	}
	if (fd >= 0 && (fstat(fd, &st) != 0 || st.st_size > FILE_MAX)) {
		close(fd);
		return err_set(err, ERR_LIMIT, "%s is too large to be an outbox", path);
	}
	data = malloc(fd >= 0 ? (size_t)st.st_size + 1 : 1);
	if (!data)
		abort();
	while (fd >= 0 && len < (size_t)st.st_size && (n = pread(fd, data + len, (size_t)st.st_size - len, (off_t)len)) > 0)
		len += (size_t)n;
	if (fd >= 0)
		close(fd);
	if (n < 0) { /* what can be read before a bad sector is read */
		memset(data + len, 0, (size_t)st.st_size - len);
		len = (size_t)st.st_size;
	}
	*ret_data = data;
	*ret_len = len;
	return true;
}

static void add_image(struct outbox_pages *pages, uint32_t page, const unsigned char *data)
{
	struct image *image = &pages->images[pages->image_count];

	*image = (struct image){ .data = data, .older = pages->newest[page - 1], .current = true, .page = page };
	if (image->older != SIZE_MAX)
		pages->images[image->older].current = false;
	pages->newest[page - 1] = pages->image_count++;
}

bool outbox_pages_read(const char *path, struct outbox_pages **ret_pages, struct err *err)
{
	struct outbox_pages *pages = calloc(1, sizeof(*pages));
	size_t file_pages, frames;
	char wal[600];

	if (!pages)
		abort();
	snprintf(wal, sizeof(wal), "%s-wal", path);
	if (!slurp(path, &pages->file, &pages->file_len, err) || !slurp(wal, &pages->wal, &pages->wal_len, err)) {
		outbox_pages_free(pages);
		return false;
	}
	file_pages = pages->file_len / OUTBOX_PAGE;
	frames = pages->wal_len > WAL_HEAD ? (pages->wal_len - WAL_HEAD) / FRAME : 0;
	pages->page_count = file_pages + frames; /* each frame may have brought a new one */
	pages->images = calloc(file_pages + frames + 1, sizeof(*pages->images));
	pages->newest = malloc((pages->page_count + 1) * sizeof(*pages->newest));
	if (!pages->images || !pages->newest)
		abort();
	memset(pages->newest, 0xff, (pages->page_count + 1) * sizeof(*pages->newest));
	for (size_t i = 0; i < file_pages; i++)
		add_image(pages, (uint32_t)i + 1, pages->file + i * OUTBOX_PAGE);
	/* Frames that an earlier round of the WAL left behind the newest ones are older than those: they come first. */
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < frames; i++) {
			const unsigned char *frame = pages->wal + WAL_HEAD + i * FRAME;
			bool ours = memcmp(frame + 8, pages->wal + 16, 8) == 0;

			if (ours == (round == 1) && get32(frame) >= 1 && get32(frame) <= pages->page_count)
				add_image(pages, get32(frame), frame + FRAME_HEAD);
		}
	*ret_pages = pages;
	return true;
}

void outbox_pages_free(struct outbox_pages *pages)
{
	if (!pages)
		return;
	free(pages->file);
	free(pages->wal);
	free(pages->images);
	free(pages->newest);
	free(pages);
}

/* ---- records */

/* Bytes it took; 0: none is here. */
static size_t varint(const unsigned char *at, const unsigned char *end, uint64_t *ret_value)
{
	uint64_t value = 0;

	for (size_t i = 0; i < 9 && at + i < end; i++) {
		value = i == 8 ? value << 8 | at[i] : value << 7 | (at[i] & 0x7f);
		if (i == 8 || at[i] < 0x80) {
			*ret_value = value;
			return i + 1;
		}
	}
	return 0;
}

static int64_t big_endian(const unsigned char *at, size_t len)
{
	uint64_t value = len && at[0] & 0x80 ? UINT64_MAX : 0;

	for (size_t i = 0; i < len; i++)
		value = value << 8 | at[i];
	return (int64_t)value;
}

static bool read_value(uint64_t type, const unsigned char **at, const unsigned char *end, struct outbox_value *out)
{
	static const unsigned char lengths[10] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0 };
	size_t len = type < 10 ? lengths[type] : (size_t)(type - 12) / 2;

	if (type == 10 || type == 11 || len > (size_t)(end - *at))
		return false;
	if (type >= 12)
		*out = (struct outbox_value){ .type = type & 1 ? VALUE_TEXT : VALUE_BLOB, .bytes = { *at, len } };
	else if (type == 0)
		*out = (struct outbox_value){ .type = VALUE_NULL };
	else if (type == 7)
		*out = (struct outbox_value){ .type = VALUE_REAL };
	else
		*out = (struct outbox_value){ .type = VALUE_INT, .number = type >= 8 ? (int64_t)type - 8 : big_endian(*at, len) };
	*at += len;
	return true;
}

/* The number of values, 0 when PAYLOAD is no record. */
static int read_record(struct bytes payload, struct outbox_value values[OUTBOX_COLUMNS_MAX])
{
	const unsigned char *end = payload.data + payload.len, *type_at = payload.data, *at;
	uint64_t head, type;
	int count = 0;
	size_t n = varint(type_at, end, &head);

	if (n == 0 || head < n || head > payload.len)
		return 0;
	at = payload.data + head;
	type_at += n;
	while (type_at < payload.data + head) {
		n = varint(type_at, payload.data + head, &type);
		if (n == 0 || count == OUTBOX_COLUMNS_MAX || !read_value(type, &at, end, &values[count]))
			return 0;
		type_at += n;
		count++;
	}
	return at == end ? count : 0;
}

/* The newest image of PAGE, NULL when there is none. */
static const unsigned char *newest(const struct outbox_pages *pages, uint32_t page)
{
	size_t at = page >= 1 && page <= pages->page_count ? pages->newest[page - 1] : SIZE_MAX;

	return at == SIZE_MAX ? NULL : pages->images[at].data;
}

/* LEN bytes that begin at AT, with their overflow pages; false when the chain breaks. */
static bool whole_payload(const struct outbox_pages *pages, const unsigned char *at, const unsigned char *end, size_t len, struct strbuf *out)
{
	size_t local = LOCAL_MIN + (len - LOCAL_MIN) % (OUTBOX_PAGE - 4);
	const unsigned char *page;

	if (len <= LOCAL_MAX)
		local = len;
	else if (local > LOCAL_MAX)
		local = LOCAL_MIN;
	if (local + (local < len ? 4 : 0) > (size_t)(end - at))
		return false;
	strbuf_addn(out, at, local);
	page = local < len ? newest(pages, get32(at + local)) : NULL;
	while (out->len < len && page) {
		strbuf_addn(out, page + 4, MIN(len - out->len, (size_t)OUTBOX_PAGE - 4));
		page = newest(pages, get32(page));
	}
	return out->len == len;
}

struct walk {
	const struct outbox_pages *pages;
	void (*take)(void *ctx, const struct outbox_record *record);
	void *ctx;
	struct strbuf payload;
};

/* The cell at AT. False: there is none that could be one. */
static bool read_cell(struct walk *walk, const unsigned char *at, const unsigned char *end, bool current, bool say_broken)
{
	struct outbox_value values[OUTBOX_COLUMNS_MAX];
	struct outbox_record record = { .current = current };
	uint64_t len, rowid;
	size_t n = varint(at, end, &len), m = n ? varint(at + n, end, &rowid) : 0;

	if (n == 0 || m == 0 || len < 2 || len > PAYLOAD_MAX || rowid > INT64_MAX)
		return false;
	record.rowid = (int64_t)rowid;
	strbuf_truncate(&walk->payload, 0);
	if (whole_payload(walk->pages, at + n + m, end, (size_t)len, &walk->payload))
		record.count = read_record((struct bytes){ (const unsigned char *)walk->payload.data, walk->payload.len }, values);
	record.whole = record.count > 0;
	record.values = values;
	if (record.whole || say_broken)
		walk->take(walk->ctx, &record);
	return record.whole;
}

/* Its cells by their pointers. False: not all is in order. */
static bool read_leaf(struct walk *walk, const struct image *image)
{
	const unsigned char *page = image->data, *head = page + (image->page == 1 ? FILE_HEAD : 0), *end = page + OUTBOX_PAGE;
	uint32_t count = get16(head + 3);
	bool sound = true;

	if (head[0] != LEAF)
		return head[0] == 2 || head[0] == 5 || head[0] == 10; /* an index, or a page above leaves */
	if (head + LEAF_HEAD + 2 * (size_t)count > end)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t at = get16(head + LEAF_HEAD + 2 * (size_t)i);

		if (at < (size_t)(head - page) + LEAF_HEAD + 2 * (size_t)count || at >= OUTBOX_PAGE)
			sound = false;
		else if (!read_cell(walk, page + at, end, image->current, true))
			sound = false;
	}
	return sound;
}

void outbox_pages_walk(const struct outbox_pages *pages, void (*take)(void *ctx, const struct outbox_record *record), void *ctx)
{
	struct walk walk = { .pages = pages, .take = take, .ctx = ctx, .payload = STRBUF_INIT };

	for (int older = 0; older < 2; older++)
		for (size_t i = pages->image_count; i-- > 0;) {
			const struct image *image = &pages->images[i];

			if (image->current == (older == 1))
				continue;
			if (read_leaf(&walk, image))
				continue;
			/* Broken, or an overflow page: a row may begin anywhere. What a record must be keeps noise out. */
			for (size_t at = 0; at < OUTBOX_PAGE; at++)
				(void)read_cell(&walk, image->data + at, image->data + OUTBOX_PAGE, false, false);
		}
	strbuf_done(&walk.payload);
}

/* ---- the WAL */

static void checksum(const unsigned char *data, size_t len, bool big, uint32_t sum[2])
{
	for (size_t i = 0; i + 8 <= len; i += 8) {
		uint32_t a, b;

		if (big) {
			a = get32(data + i);
			b = get32(data + i + 4);
		} else {
			memcpy(&a, data + i, 4);
			memcpy(&b, data + i + 4, 4);
		}
		sum[0] += a + sum[1];
		sum[1] += b + sum[0];
	}
}

static bool head_sound(const unsigned char *wal)
{
	uint32_t sum[2] = { 0, 0 };

	checksum(wal, 24, wal[3] & 1, sum);
	return (get32(wal) & ~1U) == 0x377f0682 && sum[0] == get32(wal + 24) && sum[1] == get32(wal + 28);
}

/* Frames that SQLite would take. */
static size_t frames_taken(const unsigned char *wal, size_t frames)
{
	uint32_t sum[2] = { get32(wal + 24), get32(wal + 28) };
	bool big = wal[3] & 1;

	for (size_t i = 0; i < frames; i++) {
		const unsigned char *frame = wal + WAL_HEAD + i * FRAME;

		checksum(frame, 8, big, sum);
		checksum(frame + FRAME_HEAD, OUTBOX_PAGE, big, sum);
		if (memcmp(frame + 8, wal + 16, 8) != 0 || sum[0] != get32(frame + 16) || sum[1] != get32(frame + 20))
			return i;
	}
	return frames;
}

/* A frame of this round that ends a transaction, with one of its salts as it should be. */
static bool commits(const unsigned char *frame, const unsigned char salts[8])
{
	return (memcmp(frame + 8, salts, 4) == 0 || memcmp(frame + 12, salts + 4, 4) == 0) && get32(frame + 4) != 0;
}

static bool wal_broken(const unsigned char *wal, size_t len)
{
	size_t frames = len > WAL_HEAD ? (len - WAL_HEAD) / FRAME : 0;
	bool sound = frames > 0 && head_sound(wal);

	for (size_t i = sound ? frames_taken(wal, frames) : 0; i < frames; i++) {
		const unsigned char *frame = wal + WAL_HEAD + i * FRAME;

		if (commits(frame, sound ? wal + 16 : frame + 8))
			return true;
	}
	return false;
}

bool outbox_wal_broken(const char *path)
{
	unsigned char *wal = NULL;
	char name[600], before[WAL_HEAD] = "", after[WAL_HEAD] = "";
	struct stat st;
	struct err err;
	size_t len = 0;
	bool broken = false;

	snprintf(name, sizeof(name), "%s-wal", path);
	if (lstat(name, &st) == 0 && !S_ISREG(st.st_mode))
		return true; /* whatever it was, it is no log */
	for (int tries = 0; tries < 5; tries++) {
		int fd;

		free(wal);
		wal = NULL;
		if (!slurp(name, &wal, &len, &err) || len <= WAL_HEAD)
			break;
		memcpy(before, wal, WAL_HEAD);
		broken = wal_broken(wal, len);
		/* Another program may have begun it anew under our eyes, or be in the middle of a write. */
		fd = broken ? open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
		if (fd < 0)
			break;
		usleep(20000);
		if (pread(fd, after, WAL_HEAD, 0) == WAL_HEAD && memcmp(before, after, WAL_HEAD) == 0 && tries > 0) {
			close(fd);
			break;
		}
		close(fd);
	}
	free(wal);
	return broken;
}
