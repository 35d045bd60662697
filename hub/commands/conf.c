/* parvis-hub conf */
#include "hub/hub.h"
#include "hub/settings.h"

int command_conf(struct hub *hub, int argc, char **argv)
{
	struct option_value options[] = { { .name = "--example!" } };
	struct strbuf out = STRBUF_INIT;

	if (!options_take(&argc, argv, options, ARRAY_LEN(options)) || argc != 0)
		return HUB_USAGE;
	if (options[0].value)
		conf_example(hub_settings_title, hub_settings, hub_settings_len, &out);
	else
		conf_dump(hub->conf, &out);
	fputs(strbuf_str(&out), stdout);
	strbuf_done(&out);
	return HUB_OK;
}
