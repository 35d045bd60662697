#include "kiosk/watch.h"

#include "common/base/file.h"
#include "kiosk/kiosk.h"
#include "kiosk/ui/dump.h"

bool watch_write(struct kiosk *k, const char *path, bool places, struct err *err)
{
	struct strbuf out = STRBUF_INIT;
	bool written;

	strbuf_addf(&out, "screen %s\n", nav_top(&k->nav)->screen->name);
	dump_tree(&k->ui, places, &out);
	written = file_replace(path, strbuf_str(&out), out.len, 0600, FILE_ANY_TIME, err);
	strbuf_done(&out);
	return written;
}
