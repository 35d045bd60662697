/* A snapshot as it arrives. 'z': the bytes are what the hub sent, in pieces of a length the input says. 'd': a sound replica
 * with some of its bytes changed, sent well. What is accepted is a replica of this town and scope that can be read. */
#include "tests/fuzz/fuzz.h"

#include "common/base/strbuf.h"
#include "common/store/migrate.h"
#include "sync/snapshot.h"

#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#define EPOCH "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void make_replica(struct strbuf *file)
{
	struct db *db;
	struct err err;

	unlink("made.db");
	must(db_open("made.db", DB_CREATE | DB_TRUSTED, &db, &err), &err);
	must(schema_replica(db, REPLICA_FORMAT, &err), &err);
	must(db_exec(db, "INSERT INTO replica VALUES (1, 2, '62999', 'public', '" EPOCH "', 5, 0);"
	                 "INSERT INTO news (id, rev, title, published) VALUES ('n', 5, 'Marché de Noël', 1)", &err), &err);
	must(db_exec(db, "PRAGMA journal_mode = DELETE; VACUUM", &err), &err);
	db_close(db);
	must(strbuf_read_file(file, "made.db", 64 << 20), NULL);
}

static void take(struct bytes packed, int64_t announced, size_t piece)
{
	const struct terminal terminal = { .town = "62999", .scope = "public" };
	struct http_head head = { .status = 200, .version = 1, .epoch = EPOCH, .rev = 5, .size = announced };
	struct cursor cursor = { .epoch = EPOCH, .rev = 5 };
	struct snapshot *snapshot = snapshot_new(".");
	struct db *db = NULL;
	struct err err;
	bool taken = true;

	for (size_t at = 0; taken && at < packed.len; at += piece)
		taken = snapshot_take(snapshot, &head, packed.data + at, MIN(piece, packed.len - at));
	if (snapshot_path(snapshot)) {
		struct stat st;

		must(stat(snapshot_path(snapshot), &st) != 0 || st.st_size <= announced, NULL);
	}
	if (snapshot_check(snapshot, &terminal, REPLICA_FORMAT, &cursor, 1, &db, &err)) {
		must(taken && db, NULL);
		must(db_exec(db, "SELECT count(*) FROM news", &err) || err.code == ERR_CORRUPT, &err);
		db_close(db);
	}
	snapshot_free(snapshot);
}

/* Three bytes a change: where (in 1/65536 of the file), and the new byte. */
static void take_damaged(const struct strbuf *sound, struct bytes changes)
{
	char *plain = malloc(sound->len);
	size_t room = ZSTD_compressBound(sound->len);
	unsigned char *packed = malloc(room);
	size_t len;

	must(plain && packed, NULL);
	memcpy(plain, sound->data, sound->len);
	for (size_t i = 0; i + 3 <= changes.len; i += 3)
		plain[((size_t)changes.data[i] << 8 | changes.data[i + 1]) * sound->len >> 16] = (char)changes.data[i + 2];
	len = ZSTD_compress(packed, room, plain, sound->len, 1);
	take((struct bytes){ packed, len }, (int64_t)sound->len, 1 << 16);
	free(plain);
	free(packed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct strbuf sound;
	struct bytes rest;
	char which = fuzz_which(data, size, &rest);

	if (!sound.len) {
		make_replica(&sound);
		mkdir("replica", 0700);
	}
	if (which == 'd')
		take_damaged(&sound, rest);
	else if (rest.len > 2)
		take((struct bytes){ rest.data + 2, rest.len - 2 }, rest.data[0] * 1024 + 1, rest.data[1] + 1);
	return 0;
}
