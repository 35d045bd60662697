#include "common/secret/recovery.h"

#include "common/base/file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECRET = 20, CHECK = 5, LETTERS = (SECRET + CHECK) * 8 / 5, GROUP = 4 };

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char domain[] = "parvis recovery key"; /* keeps this hash apart from every other */

static_assert(LETTERS == 40 && RECOVERY_TEXT == LETTERS + LETTERS / GROUP, "ten groups of four");

static void hash(const unsigned char secret[SECRET], char what, unsigned char *out, size_t len)
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, (const unsigned char *)domain, sizeof(domain) - 1, len);
	crypto_generichash_update(&state, (const unsigned char *)&what, 1);
	crypto_generichash_update(&state, secret, SECRET);
	crypto_generichash_final(&state, out, len);
	sodium_memzero(&state, sizeof(state));
}

static void pair_of(const unsigned char secret[SECRET], struct seal_pair *ret_pair)
{
	unsigned char seed[crypto_box_SEEDBYTES];

	hash(secret, 'k', seed, sizeof(seed));
	crypto_box_seed_keypair(ret_pair->public_key, ret_pair->secret_key, seed);
	sodium_memzero(seed, sizeof(seed));
}

/* A hash has 16 bytes at least; the check is its beginning. */
static void check_of(const unsigned char secret[SECRET], unsigned char out[CHECK])
{
	unsigned char whole[crypto_generichash_BYTES_MIN];

	hash(secret, 'c', whole, sizeof(whole));
	memcpy(out, whole, CHECK);
}

void recovery_make(const struct rng *rng, char ret_text[RECOVERY_TEXT], struct seal_pair *ret_pair)
{
	unsigned char raw[SECRET + CHECK];
	char *out = ret_text;

	rng_fill(rng, raw, SECRET);
	check_of(raw, raw + SECRET);
	pair_of(raw, ret_pair);
	for (size_t i = 0; i < LETTERS; i++) {
		size_t bit = i * 5;
		unsigned two = (unsigned)raw[bit / 8] << 8 | (bit / 8 + 1 < sizeof(raw) ? raw[bit / 8 + 1] : 0U);

		if (i && i % GROUP == 0)
			*out++ = ' ';
		*out++ = alphabet[two >> (11 - bit % 8) & 31];
	}
	*out = '\0';
	sodium_memzero(raw, sizeof(raw));
}

static int value_of(char letter)
{
	const char *at;

	letter = (char)toupper((unsigned char)letter);
	letter = (char)(letter == 'O' ? '0' : letter == 'I' || letter == 'L' ? '1' : letter);
	at = letter ? strchr(alphabet, letter) : NULL;
	return at ? (int)(at - alphabet) : -1;
}

bool recovery_read(const char *text, struct seal_pair *ret_pair, struct err *err)
{
	unsigned char raw[SECRET + CHECK + 1] = { 0 }, check[CHECK];
	size_t count = 0;
	bool ok = true;

	for (; ok && *text; text++) {
		int value = value_of(*text);

		if (*text == ' ' || *text == '-' || *text == '\t' || *text == '\r' || *text == '\n')
			continue;
		if (value < 0)
			ok = err_set(err, ERR_BAD_INPUT, "the recovery key has no sign like the one after its first %zu", count);
		else if (count < LETTERS) {
			unsigned two = (unsigned)value << (11 - count * 5 % 8);

			raw[count * 5 / 8] |= (unsigned char)(two >> 8);
			raw[count * 5 / 8 + 1] |= (unsigned char)two;
		}
		count++;
	}
	if (ok && count != LETTERS)
		ok = err_set(err, ERR_BAD_INPUT, "the recovery key has %d letters and digits, these are %zu", LETTERS, count);
	check_of(raw, check);
	if (ok && sodium_memcmp(check, raw + SECRET, CHECK) != 0)
		ok = err_set(err, ERR_BAD_INPUT, "that is no recovery key: a letter or digit of it was misread");
	if (ok)
		pair_of(raw, ret_pair);
	sodium_memzero(raw, sizeof(raw));
	return ok;
}

/* ---- sealed files */

enum {
	MAGIC = 16, KEY = crypto_secretstream_xchacha20poly1305_KEYBYTES, BOX = KEY + crypto_box_SEALBYTES,
	HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES, MORE = crypto_secretstream_xchacha20poly1305_ABYTES, CHUNK = 64 * 1024,
};

static const unsigned char magic[MAGIC + 1] = "parvis-backup 1\n";
static_assert(BOX == 80 && HEADER == 24 && MORE == 17, "as the header says");

struct passage { /* of one file into another */
	FILE *in, *out;
	crypto_secretstream_xchacha20poly1305_state state;
	unsigned char head[MAGIC + BOX]; /* associated data of the first chunk */
	unsigned char from[CHUNK + MORE], to[CHUNK + MORE];
};

static bool put(struct passage *p, const void *data, size_t len, struct err *err)
{
	return fwrite(data, 1, len, p->out) == len || err_errno(err, "writing");
}

static bool seal_chunks(struct passage *p, struct err *err)
{
	bool first = true, last = false;

	while (!last) {
		size_t len = fread(p->from, 1, CHUNK, p->in);

		if (ferror(p->in))
			return err_errno(err, "reading");
		last = len < CHUNK;
		crypto_secretstream_xchacha20poly1305_push(&p->state, p->to, NULL, p->from, len, first ? p->head : NULL,
		                                           first ? sizeof(p->head) : 0,
		                                           last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
		if (!put(p, p->to, len + MORE, err))
			return false;
		first = false;
	}
	return true;
}

static bool seal_all(struct passage *p, const unsigned char public_key[SEAL_KEY], struct err *err)
{
	unsigned char key[KEY], header[HEADER];
	bool ok;

	crypto_secretstream_xchacha20poly1305_keygen(key);
	memcpy(p->head, magic, MAGIC);
	ok = crypto_box_seal(p->head + MAGIC, key, KEY, public_key) == 0 ||
	     err_set(err, ERR_BAD_INPUT, "the recovery key's public half is none");
	crypto_secretstream_xchacha20poly1305_init_push(&p->state, header, key);
	sodium_memzero(key, sizeof(key));
	return ok && put(p, p->head, sizeof(p->head), err) && put(p, header, HEADER, err) && seal_chunks(p, err);
}

static bool open_chunks(struct passage *p, struct err *err)
{
	unsigned char tag = 0;
	bool first = true;

	while (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
		size_t len = fread(p->from, 1, sizeof(p->from), p->in);
		unsigned long long plain;

		if (ferror(p->in))
			return err_errno(err, "reading");
		if (len == 0)
			return err_set(err, ERR_BAD_INPUT, "it is cut short");
		if (crypto_secretstream_xchacha20poly1305_pull(&p->state, p->to, &plain, &tag, p->from, len, first ? p->head : NULL,
		                                               first ? sizeof(p->head) : 0) != 0)
			return err_set(err, ERR_BAD_INPUT, "it is damaged or cut short");
		if (!put(p, p->to, (size_t)plain, err))
			return false;
		first = false;
	}
	return fgetc(p->in) == EOF || err_set(err, ERR_BAD_INPUT, "something was added to it");
}

static bool open_all(struct passage *p, const struct seal_pair *pair, struct err *err)
{
	unsigned char key[KEY], header[HEADER];
	bool ok;

	if (fread(p->head, 1, sizeof(p->head), p->in) != sizeof(p->head) || fread(header, 1, HEADER, p->in) != HEADER ||
	    memcmp(p->head, magic, MAGIC) != 0)
		return err_set(err, ERR_BAD_INPUT, "it is no sealed backup, or cut short");
	if (crypto_box_seal_open(key, p->head + MAGIC, BOX, pair->public_key, pair->secret_key) != 0)
		return err_set(err, ERR_BAD_INPUT, "it was sealed to another recovery key");
	ok = crypto_secretstream_xchacha20poly1305_init_pull(&p->state, header, key) == 0 ||
	     err_set(err, ERR_BAD_INPUT, "it is damaged");
	sodium_memzero(key, sizeof(key));
	return ok && open_chunks(p, err);
}

/* FROM through WORK into TO.part, which becomes TO when it is whole and on disk. */
static bool pass(const char *from, const char *to, bool (*work)(struct passage *p, const void *key, struct err *err), const void *key,
                 struct err *err)
{
	struct passage *p = calloc(1, sizeof(*p));
	char part[4300];
	int fd;
	bool ok;

	if (!p)
		abort();
	snprintf(part, sizeof(part), "%s.part", to);
	p->in = fopen(from, "re");
	if (!p->in) {
		free(p);
		return err_errno(err, "%s", from);
	}
	fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	p->out = fd >= 0 ? fdopen(fd, "w") : NULL;
	ok = p->out && fchmod(fd, 0600) == 0 ? work(p, key, err) || err_prefix(err, "%s", from) : err_errno(err, "%s", part);
	if (p->out) {
		ok = ok && ((fflush(p->out) == 0 && fsync(fd) == 0) || err_errno(err, "%s", part));
		if (fclose(p->out) != 0 && ok)
			ok = err_errno(err, "%s", part);
	}
	ok = ok && (rename(part, to) == 0 || err_errno(err, "%s", to)) && file_sync_folder(to, err);
	if (!ok)
		unlink(part);
	fclose(p->in);
	sodium_memzero(p, sizeof(*p));
	free(p);
	return ok;
}

static bool work_seal(struct passage *p, const void *key, struct err *err)
{
	return seal_all(p, key, err);
}

static bool work_open(struct passage *p, const void *key, struct err *err)
{
	return open_all(p, key, err);
}

bool recovery_seal_file(const unsigned char public_key[SEAL_KEY], const char *from, const char *to, struct err *err)
{
	return pass(from, to, work_seal, public_key, err);
}

bool recovery_open_file(const struct seal_pair *pair, const char *from, const char *to, struct err *err)
{
	return pass(from, to, work_open, pair, err);
}

bool recovery_is_sealed(const char *path)
{
	unsigned char head[MAGIC];
	FILE *file = fopen(path, "re");
	bool is = file && fread(head, 1, MAGIC, file) == MAGIC && memcmp(head, magic, MAGIC) == 0;

	if (file)
		fclose(file);
	return is;
}
