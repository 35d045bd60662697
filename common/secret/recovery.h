/* The recovery key: what opens a town's backups. It is made once, stands on paper, and no machine keeps it; the hub keeps its
 * public half and seals every backup to that.
 *
 * On paper: 40 letters and digits in ten groups of four, of an alphabet without I, L, O and U (whoever reads O for 0, or I and
 * L for 1, is understood). They hold 20 random bytes and 5 of check, so that a slip is noticed before anything is tried.
 */
#ifndef PARVIS_SECRET_RECOVERY_H
#define PARVIS_SECRET_RECOVERY_H

#include "common/secret/seal.h"

enum { RECOVERY_TEXT = 50 }; /* with its spaces and NUL */

void recovery_make(const struct rng *rng, char ret_text[RECOVERY_TEXT], struct seal_pair *ret_pair);

/* The pair again, from what was typed: any case, spaces and hyphens anywhere. ERR_BAD_INPUT says what is wrong with it. */
bool recovery_read(const char *text, struct seal_pair *ret_pair, struct err *err) WARN_UNUSED;

/* ---- a file that only the recovery key opens
 *
 * "parvis-backup 1\n" | the file's own key, sealed to the recovery key (80 bytes) | header (24) | chunks of 64 KiB, each with 17
 * bytes more: libsodium's secretstream (XChaCha20-Poly1305), the first bytes as associated data of the first chunk, the last
 * chunk marked as the last. What is cut, changed, put in another order or added to is refused.
 */

/* FROM, sealed at TO: there entirely and on disk or not at all, mode 0600. */
bool recovery_seal_file(const unsigned char public_key[SEAL_KEY], const char *from, const char *to, struct err *err) WARN_UNUSED;

/* FROM, opened at TO (0600; not there when this fails). ERR_BAD_INPUT: another key, cut short, or damaged. */
bool recovery_open_file(const struct seal_pair *pair, const char *from, const char *to, struct err *err) WARN_UNUSED;

/* Does PATH begin like one? */
bool recovery_is_sealed(const char *path) WARN_UNUSED;

#endif
