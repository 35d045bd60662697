/* Reads a tar file (POSIX ustar, with GNU and pax extras skipped) through zstd when its name ends in .zst, or as it is.
 * Nothing is written to disk and no path in it is followed: each regular file is handed over as bytes with its name.
 */
#ifndef PARVIS_HUB_IMPORTERS_TAR_H
#define PARVIS_HUB_IMPORTERS_TAR_H

#include "common/base/err.h"

enum { TAR_FILE_MAX = 8 << 20, TAR_FILES_MAX = 200000, TAR_ALL_MAX = 256 << 20 };

/* NAME is the last part of the path. DATA is borrowed for the call. False stops the reading with *ERR. */
typedef bool tar_file_fn(void *ctx, const char *name, struct bytes data, struct err *err);

/* ERR_IO: cannot be read. ERR_BAD_INPUT: not a tar, damaged, or beyond the limits. */
bool tar_read(const char *path, tar_file_fn *each, void *ctx, struct err *err) WARN_UNUSED;

#endif
