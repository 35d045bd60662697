/* Every setting of a terminal (kiosk.conf), read by kiosk, counter and sync alike. */
#ifndef PARVIS_CONF_SETTINGS_H
#define PARVIS_CONF_SETTINGS_H

#include "common/conf/conf.h"

extern const struct conf_row settings[];
extern const char settings_title[]; /* of the shipped file */
extern const size_t settings_len;

/* Where the file is looked for when nobody says: /etc/parvis/kiosk.conf; without it, the defaults. */
bool settings_load(const char *path, struct conf **ret_conf, struct err *err) WARN_UNUSED;

#endif
