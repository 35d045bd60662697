#include "kiosk/watch.h"

#include <stdio.h>

#include "kiosk/kiosk.h"
#include "kiosk/ui/dump.h"

bool watch_write(struct kiosk *k, const char *path, bool places, struct err *err)
{
	struct strbuf out = STRBUF_INIT, next = STRBUF_INIT;
	bool written = false;
	FILE *file;

	strbuf_addf(&out, "screen %s\n", nav_top(&k->nav)->screen->name);
	dump_tree(&k->ui, places, &out);
	strbuf_addf(&next, "%s.next", path);
	file = fopen(strbuf_str(&next), "we");
	if (file) {
		written = fputs(strbuf_str(&out), file) >= 0;
		written = fclose(file) == 0 && written && rename(strbuf_str(&next), path) == 0;
	}
	if (!written)
		err_errno(err, "%s", path);
	strbuf_done(&out);
	strbuf_done(&next);
	return written;
}
