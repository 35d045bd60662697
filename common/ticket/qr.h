/* QR codes (ISO/IEC 18004) through libqrencode, as plain squares: the ticket and the screen draw them each their way. */
#ifndef PARVIS_TICKET_QR_H
#define PARVIS_TICKET_QR_H

#include "common/base/err.h"

enum { QR_SIZE_MAX = 177, QR_QUIET = 4 }; /* modules a side; white modules that must surround it */

struct qr {
	int size;                 /* modules a side */
	unsigned char *modules;   /* size × size, row by row; 1 is black */
};

/* TEXT is UTF-8, kept as bytes; error correction level M. ERR_LIMIT when it is too long. */
bool qr_make(const char *text, struct qr *ret_qr, struct err *err) WARN_UNUSED;
void qr_done(struct qr *qr); /* overwritten, then freed; fine on a zeroed one */

static inline bool qr_black(const struct qr *qr, int x, int y)
{
	return x >= 0 && y >= 0 && x < qr->size && y < qr->size && qr->modules[y * qr->size + x];
}

#endif
