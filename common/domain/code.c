#include "common/domain/code.h"

#include "common/domain/tracking.h"

#include <ctype.h>

enum { MODULUS = 17 };

static const char alphabet[MODULUS + 1] = TRACKING_ALPHABET;

/* Weights 1 … 12, as in a tracking number: any single wrong letter and any swap changes the sum. */
static int sum(const char *code, size_t len)
{
	int total = 0;

	for (size_t i = 0; i < len; i++)
		total += (int)(i + 1) * (int)(strchr(alphabet, code[i]) - alphabet);
	return total % MODULUS;
}

void code_make(const struct rng *rng, char ret_code[CODE_TEXT])
{
	for (size_t i = 0; i < CODE_LEN - 1; i++)
		ret_code[i] = alphabet[rng_below(rng, MODULUS)];
	ret_code[CODE_LEN] = '\0';
	for (int last = 0; last < MODULUS; last++) {
		ret_code[CODE_LEN - 1] = alphabet[last];
		if (sum(ret_code, CODE_LEN) == 0)
			return;
	}
}

void code_group(const char code[CODE_TEXT], char ret_grouped[CODE_GROUPED])
{
	snprintf(ret_grouped, CODE_GROUPED, "%.4s %.4s %.4s", code, code + 4, code + 8);
}

bool code_read(const char *text, char ret_code[CODE_TEXT])
{
	char code[CODE_TEXT];
	size_t count = 0;

	for (; *text; text++) {
		char letter = (char)toupper((unsigned char)*text);

		if (*text == ' ' || *text == '-' || *text == '\t' || *text == '\r' || *text == '\n')
			continue;
		if (count == CODE_LEN || !strchr(alphabet, letter))
			return false;
		code[count++] = letter;
	}
	if (count != CODE_LEN || sum(code, CODE_LEN) != 0)
		return false;
	code[CODE_LEN] = '\0';
	memcpy(ret_code, code, sizeof(code));
	return true;
}
