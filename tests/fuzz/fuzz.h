/* What fuzz targets share. They run in a folder of their own (tests/fuzz/run), which is removed afterwards. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include "common/base/err.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must(bool ok, const struct err *err)
{
	if (ok)
		return;
	fprintf(stderr, "fuzz target: %s\n", err ? err->text : "a promise was broken");
	abort();
}

static inline void fuzz_file(const char *path, struct bytes content)
{
	FILE *file = fopen(path, "wb");

	must(file && fwrite(content.data, 1, content.len, file) == content.len && fclose(file) == 0, NULL);
}

/* The first byte of an input says which of several readers it is for. */
static inline char fuzz_which(const uint8_t *data, size_t size, struct bytes *ret_rest)
{
	*ret_rest = (struct bytes){ .data = data + (size ? 1 : 0), .len = size ? size - 1 : 0 };
	return size ? (char)data[0] : '\0';
}

#endif
