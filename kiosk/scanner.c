#include "kiosk/scanner.h"

bool scanner_key(struct scanner *scanner, char us, uint32_t ms)
{
	uint32_t waited = scanner->keys && (int32_t)(ms - scanner->last_ms) > 0 ? ms - scanner->last_ms : 0;
	bool anew = !scanner->keys || waited > SCAN_GAP_MS;

	if (anew)
		scanner_clear(scanner);
	else
		scanner->waited_ms += waited;
	scanner->last_ms = ms;
	scanner->busy = true;
	scanner->keys++;
	if (us && scanner->key_len < SCAN_MAX)
		scanner->by_key[scanner->key_len++] = us;
	return anew;
}

void scanner_text(struct scanner *scanner, const char *text)
{
	size_t len = strlen(text);

	if (!scanner->keys || scanner->text_len + len > SCAN_MAX)
		return;
	memcpy(scanner->by_text + scanner->text_len, text, len);
	scanner->text_len += len;
}

void scanner_rest(struct scanner *scanner, uint32_t ms)
{
	if (scanner->busy)
		scanner->last_ms = ms;
	scanner->busy = false;
}

bool scanner_is_scan(const struct scanner *scanner)
{
	size_t letters = MAX(scanner->key_len, scanner->text_len);

	return letters >= SCAN_LEAST && scanner->waited_ms <= (uint32_t)(MAX(scanner->keys, 2) - 1) * SCAN_MEAN_MS;
}

void scanner_clear(struct scanner *scanner)
{
	explicit_bzero(scanner, sizeof(*scanner));
}
