#include "common/base/rand.h"

#include <errno.h>
#include <sys/random.h>

static void system_fill(void *ctx, void *out, size_t len)
{
	(void)ctx;
	for (size_t done = 0; done < len;) {
		ssize_t got = getrandom((char *)out + done, len - done, 0);

		if (got < 0 && errno != EINTR)
			abort();
		done += (size_t)MAX(got, 0);
	}
}

struct rng rng_system(void)
{
	return (struct rng){ .fill = system_fill };
}

uint32_t rng_below(const struct rng *rng, uint32_t below)
{
	uint32_t limit = UINT32_MAX - UINT32_MAX % below;
	uint32_t x;

	do
		rng_fill(rng, &x, sizeof(x));
	while (x >= limit);
	return x % below;
}

struct uuid uuid_v7(const struct rng *rng, int64_t wall)
{
	uint64_t ms = (uint64_t)MAX(wall, 0) / 1000;
	struct uuid id;

	rng_fill(rng, id.data, sizeof(id.data));
	for (int i = 0; i < 6; i++)
		id.data[i] = (unsigned char)(ms >> (40 - 8 * i));
	id.data[6] = (unsigned char)(0x70 | (id.data[6] & 0x0F));
	id.data[8] = (unsigned char)(0x80 | (id.data[8] & 0x3F));
	return id;
}

void uuid_text(struct uuid id, char out[UUID_TEXT])
{
	static const char digits[] = "0123456789abcdef";
	char *at = out;

	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*at++ = '-';
		*at++ = digits[id.data[i] >> 4];
		*at++ = digits[id.data[i] & 15];
	}
	*at = '\0';
}

bool uuid_parse(const char *text, struct uuid *ret_id)
{
	struct uuid id;
	size_t n = 0;

	if (strlen(text) != UUID_TEXT - 1)
		return false;
	for (size_t i = 0; i < UUID_TEXT - 1; i++) {
		const char *digits = "0123456789abcdef";
		const char *found = strchr(digits, text[i]);

		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (text[i] != '-')
				return false;
			continue;
		}
		if (!found)
			return false;
		id.data[n / 2] = (unsigned char)(n % 2 ? id.data[n / 2] << 4 | (found - digits) : found - digits);
		n++;
	}
	*ret_id = id;
	return true;
}
