/* Small files that are there as a whole or not at all. Any thread, as long as two do not write one path at a time. */
#ifndef PARVIS_BASE_FILE_H
#define PARVIS_BASE_FILE_H

#include <sys/types.h>

#include "common/base/err.h"

enum file_lasts { FILE_ANY_TIME, FILE_ON_DISK };

/* PATH holds exactly LEN bytes of DATA with MODE, whatever the umask: written beside it and renamed, so that a reader sees the
 * old file or the new one. With FILE_ON_DISK both bytes and name are synced before this returns true. On failure the old
 * one stays. */
bool file_replace(const char *path, const void *data, size_t len, mode_t mode, enum file_lasts lasts, struct err *err) WARN_UNUSED;

/* Syncs the folder that PATH lies in: what was made, renamed or removed there outlasts a power cut. */
bool file_sync_folder(const char *path, struct err *err) WARN_UNUSED;

/* write(2) until all is written; false with errno. */
bool file_write_all(int fd, const void *data, size_t len) WARN_UNUSED;

#endif
