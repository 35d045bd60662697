/* Writes the shipped kiosk.conf from the table of settings: build/tests/tools/settings > kiosk.conf */
#include "common/conf/settings.h"

int main(void)
{
	struct strbuf text = STRBUF_INIT;

	conf_example(settings_title, settings, settings_len, &text);
	fputs(strbuf_str(&text), stdout);
	strbuf_done(&text);
	return 0;
}
