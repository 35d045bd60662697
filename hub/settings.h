/* Every setting of the hub (packaging/hub.conf). */
#ifndef PARVIS_HUB_SETTINGS_H
#define PARVIS_HUB_SETTINGS_H

#include "common/conf/conf.h"

extern const struct conf_row hub_settings[];
extern const size_t hub_settings_len;
extern const char hub_settings_title[]; /* of the shipped file */

#endif
