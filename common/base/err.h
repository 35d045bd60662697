/* Errors: a code for the program, a sentence for a person.
 *
 * A function that can fail returns bool and takes a `struct err *err` last. On failure it fills *err and leaves its
 * outputs untouched; on success it leaves *err alone. ERR may be NULL where nobody asks why.
 */
#ifndef PARVIS_BASE_ERR_H
#define PARVIS_BASE_ERR_H

#include "common/base/util.h"

enum err_code {
	ERR_NONE,
	ERR_BAD_INPUT,  /* what came from outside is not what it should be */
	ERR_NOT_FOUND,
	ERR_EXISTS,
	ERR_IO,
	ERR_DISK_FULL,
	ERR_CORRUPT,    /* a file of ours is damaged */
	ERR_FORMAT,     /* a file of ours from a version that this one does not read */
	ERR_NETWORK,
	ERR_REFUSED,    /* not allowed: PIN, token, scope */
	ERR_BUSY,
	ERR_LIMIT,      /* more than a documented limit */
	ERR_SYSTEM,
};

struct err {
	enum err_code code;
	char text[480];
};

/* Fills *ERR and returns false, so that `return err_set(err, …);` reads as what it is. */
bool err_set(struct err *err, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* The same with ": " and the words for errno at the end; ENOSPC and EDQUOT become ERR_DISK_FULL. */
bool err_errno(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Puts "WHAT: " in front of the text that is there. Returns false. */
bool err_prefix(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
