#include "common/ticket/qr.h"

#include <errno.h>
#include <qrencode.h>

bool qr_make(const char *text, struct qr *ret_qr, struct err *err)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	size_t area;

	if (!code)
		return err_set(err, ERR_LIMIT, "no QR code can hold %zu bytes", strlen(text));
	area = (size_t)code->width * (size_t)code->width;
	*ret_qr = (struct qr){ .size = code->width, .modules = malloc(area) };
	if (!ret_qr->modules)
		abort();
	for (size_t i = 0; i < area; i++)
		ret_qr->modules[i] = code->data[i] & 1;
	explicit_bzero(code->data, area);
	QRcode_free(code);
	return true;
}

void qr_done(struct qr *qr)
{
	if (qr->modules) {
		explicit_bzero(qr->modules, (size_t)qr->size * (size_t)qr->size);
		free(qr->modules);
	}
	*qr = (struct qr){ .modules = NULL };
}
